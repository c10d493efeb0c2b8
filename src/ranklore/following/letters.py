"""The digest as an e-mail: plain text, and the same in simple HTML that loads nothing from anywhere."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from ranklore.following.links import Stop, absolute, stop_address
from ranklore.following.queries import Notice

NOTICES_MOST = 15
ENTRIES_KEPT = 2_000


def letter_for(
    *, voter_id: int, name: str, email: str, often: str, day: date, notices: Sequence[Notice], is_cut: bool
) -> EmailMultiAlternatives:
    """The digest of one voter. Each notice has a link that unfollows what it is about."""
    host = urlsplit(settings.SITE_ADDRESS).netloc
    stop = absolute(stop_address(Stop(voter_id, often)))
    shown = notices[:NOTICES_MOST]
    context = {
        "name": name,
        "host": host,
        "often": "every day" if often == "daily" else "every Monday",
        "entries": [
            {
                "text": text,
                "html": html,
                "thing": notice.thing,
                "stop": absolute(stop_address(Stop(voter_id, topic_id=notice.follow))),
            }
            for notice in shown
            for text, html in [_entry(notice, settings.SITE_ADDRESS)]
        ],
        "has_more": is_cut or len(notices) > len(shown),
        "notices": absolute(reverse("following:notices")),
        "following": absolute(reverse("following:following")),
        "stop": stop,
    }
    events = sum(notice.events for notice in notices)
    letter = EmailMultiAlternatives(
        subject=f"{events}{'+' if is_cut else ''} new {'thing' if events == 1 else 'things'} on {host}",
        body=render_to_string("following/mail/digest.txt", context).strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Precedence": "bulk",
            # the same for every try, so that a mailbox that got it twice can tell
            "Message-ID": f"<digest.{voter_id}.{day:%Y%m%d}@{host.partition(':')[0]}>",
        },
    )
    letter.attach_alternative(render_to_string("following/mail/digest.html", context), "text/html")
    return letter


@lru_cache(ENTRIES_KEPT)
def _entry(notice: Notice, site: str) -> tuple[str, str]:
    """A notice as text and as HTML, but for the link that unfollows. Many letters have the same."""
    context = {"notice": notice, "site": site}
    text = render_to_string("following/mail/entry.txt", context).strip()
    return text, mark_safe(render_to_string("following/mail/entry.html", context))  # nosec B308 B703
