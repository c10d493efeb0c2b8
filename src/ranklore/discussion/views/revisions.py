"""The revision history of a comment."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ranklore.discussion.access import IsPublished, get_live_comment_for
from ranklore.discussion.queries.permalinks import comment_permalink
from ranklore.discussion.queries.rendered_comments import render_comment
from ranklore.discussion.queries.revisions import get_revisions
from ranklore.discussion.rendering.markdown import SPOILER_MARK
from ranklore.discussion.targets import target_of
from ranklore.people.access import get_voter


@require_safe
def revision_history(request: HttpRequest, comment_id: int, is_published: IsPublished) -> HttpResponse:
    """What a comment said before, and when it was edited. Only the author may read that of a deleted comment."""
    voter = get_voter(request)
    comment = get_live_comment_for(voter, comment_id, is_published)
    revisions, older = get_revisions(comment)
    context = {
        "comment": render_comment(comment, voter),
        "revisions": revisions,
        "older": older,
        "has_spoilers": comment.is_spoiler or any(SPOILER_MARK in revision.text for revision in revisions),
        "target": target_of(comment),
        "back": comment_permalink(comment, voter),
    }
    return render(request, "discussion/revisions.html", context)
