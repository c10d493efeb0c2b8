"""Build the digest email: plain text, and HTML that loads nothing from other places."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ranklore.following.queries.notifications import Notification
from ranklore.following.unsubscribe_links import UnsubscribeLink, absolute_url, unsubscribe_path

NOTIFICATIONS_PER_EMAIL_MAX = 15
ENTRY_CACHE_SIZE = 2_000


def build_digest_email(
    *,
    voter_id: int,
    name: str,
    email: str,
    frequency: str,
    day: date,
    notifications: Sequence[Notification],
    is_cut: bool,
) -> EmailMultiAlternatives:
    """The digest of one voter. Each notification has a link that unfollows its target."""
    host = urlsplit(settings.SITE_ADDRESS).netloc
    unsubscribe_url = absolute_url(unsubscribe_path(UnsubscribeLink(voter_id, frequency)))
    shown = notifications[:NOTIFICATIONS_PER_EMAIL_MAX]
    context = {
        "name": name,
        "host": host,
        "is_daily": frequency == "daily",
        "entries": [
            {
                "text": text,
                "html": html,
                "target": notification.target,
                "unfollow_url": absolute_url(
                    unsubscribe_path(UnsubscribeLink(voter_id, topic_id=notification.topic_id))
                ),
            }
            for notification in shown
            for text, html in [_render_entry(notification, settings.SITE_ADDRESS)]
        ],
        "has_more": is_cut or len(notifications) > len(shown),
        "notifications_url": absolute_url(reverse("following:notifications")),
        "following_url": absolute_url(reverse("following:following")),
        "unsubscribe_url": unsubscribe_url,
    }
    message = EmailMultiAlternatives(
        subject=_subject(sum(notification.event_count for notification in notifications), host, is_cut=is_cut),
        body=render_to_string("following/mail/digest.txt", context).strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[email],
        headers={
            "List-Unsubscribe": f"<{unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Precedence": "bulk",
            # the same for every try, so that a mailbox can recognize a copy
            "Message-ID": f"<digest.{voter_id}.{day:%Y%m%d}@{host.partition(':')[0]}>",
        },
    )
    message.attach_alternative(render_to_string("following/mail/digest.html", context), "text/html")
    return message


def _subject(event_count: int, host: str, *, is_cut: bool) -> str:
    if is_cut:
        return _("%(count)s+ updates on %(host)s") % {"count": intcomma(event_count), "host": host}
    return ngettext("%(count)s update on %(host)s", "%(count)s updates on %(host)s", event_count) % {
        "count": intcomma(event_count),
        "host": host,
    }


@lru_cache(ENTRY_CACHE_SIZE)
def _render_entry(notification: Notification, site: str) -> tuple[str, str]:
    """A notification as text and as HTML, without its unfollow link. Cached because many digests have the same one."""
    context = {"notification": notification, "site": site}
    text = render_to_string("following/mail/entry.txt", context).strip()
    return text, mark_safe(render_to_string("following/mail/entry.html", context))  # nosec B308 B703
