"""Build the digest email: plain text, and HTML that loads nothing from elsewhere."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from ranklore.following.queries.notifications import Notification
from ranklore.following.unsubscribe_links import UnsubscribeLink, absolute_url, unsubscribe_path

NOTIFICATIONS_PER_EMAIL_MAX = 15
ENTRY_CACHE_SIZE = 2_000


def build_digest_email(
    *, voter_id: int, name: str, email: str, often: str, day: date, notifications: Sequence[Notification], is_cut: bool
) -> EmailMultiAlternatives:
    """The digest of one voter. Each notice has a link that unfollows what it is about."""
    host = urlsplit(settings.SITE_ADDRESS).netloc
    stop = absolute_url(unsubscribe_path(UnsubscribeLink(voter_id, often)))
    shown = notifications[:NOTIFICATIONS_PER_EMAIL_MAX]
    context = {
        "name": name,
        "host": host,
        "often": "every day" if often == "daily" else "every Monday",
        "entries": [
            {
                "text": text,
                "html": html,
                "target": notice.target,
                "stop": absolute_url(unsubscribe_path(UnsubscribeLink(voter_id, topic_id=notice.follow))),
            }
            for notice in shown
            for text, html in [_render_entry(notice, settings.SITE_ADDRESS)]
        ],
        "has_more": is_cut or len(notifications) > len(shown),
        "notifications": absolute_url(reverse("following:notifications")),
        "following": absolute_url(reverse("following:following")),
        "stop": stop,
    }
    events = sum(notice.events for notice in notifications)
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


@lru_cache(ENTRY_CACHE_SIZE)
def _render_entry(notice: Notification, site: str) -> tuple[str, str]:
    """A notice as text and as HTML, but for the link that unfollows. Many letters have the same."""
    context = {"notice": notice, "site": site}
    text = render_to_string("following/mail/entry.txt", context).strip()
    return text, mark_safe(render_to_string("following/mail/entry.html", context))  # nosec B308 B703
