"""Mark a comment as helpful, or withdraw that."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ranklore.core.responses import see_other
from ranklore.core.translation import translated
from ranklore.discussion.access import IsPublished, get_comment_for
from ranklore.discussion.actions.helpful_votes import set_helpful
from ranklore.discussion.queries.permalinks import comment_permalink, permalink_in_thread
from ranklore.people.access import get_voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.errors import Refused


@require_POST
def mark_helpful(request: HttpRequest, comment_id: int, is_published: IsPublished) -> HttpResponse:
    """Mark a comment as helpful, or withdraw that. The reader returns to the same page, sorted as before."""
    rate_limit_voter(request, "helpful")
    voter = get_voter(request)
    comment = get_comment_for(voter, comment_id, is_published)
    on = request.POST.get("on") == "1"
    try:
        set_helpful(voter=voter, comment=comment, on=on)
    except Refused as refused:
        messages.error(request, translated(refused.sentence))
    else:
        messages.success(request, _("Marked as helpful.") if on else _("No longer marked as helpful."))
    comment.refresh_from_db(fields=["score"])
    if request.POST.get("back") == "thread":
        return see_other(permalink_in_thread(comment, voter))
    return see_other(comment_permalink(comment, voter, request.POST.get("order", "")))
