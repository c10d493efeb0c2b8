"""Reply to a comment."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from ranklore.discussion.access import IsPublished, get_comment_for
from ranklore.discussion.actions.comments import reply_to_comment
from ranklore.discussion.queries.permalinks import comment_permalink
from ranklore.discussion.queries.rendered_comments import render_comment
from ranklore.discussion.views.comment_form import FORM_METHODS, serve_comment_form
from ranklore.people.access import get_voter


@require_http_methods(FORM_METHODS)
def reply_to(request: HttpRequest, comment_id: int, is_published: IsPublished) -> HttpResponse:
    voter = get_voter(request)
    comment = get_comment_for(voter, comment_id, is_published)
    context = {"comment": render_comment(comment, voter), "back": comment_permalink(comment, voter)}
    return serve_comment_form(
        request,
        voter,
        comment.list,
        "discussion/reply.html",
        context,
        lambda **fields: reply_to_comment(to=comment, **fields),
    )
