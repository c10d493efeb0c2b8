"""A comment that claims one item belongs above another can count as a vote, if its author agrees."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ranklore.ballots.access import is_published_ranking
from ranklore.ballots.actions.votes import answer_matchup
from ranklore.ballots.current_votes import answered_pairs
from ranklore.ballots.messages import answer_message, describe_answer
from ranklore.ballots.models import Vote
from ranklore.ballots.queries.standings import ranks_of
from ranklore.core.responses import see_other
from ranklore.core.translation import translated
from ranklore.discussion.access import get_own_comment
from ranklore.discussion.actions.comments import decline_vote_suggestion
from ranklore.discussion.forms import DECLINE, VoteSuggestionForm
from ranklore.discussion.mentions.claims import ClaimedPair
from ranklore.discussion.models import Comment
from ranklore.discussion.queries.annotations import VoteLookups, claims_for
from ranklore.discussion.queries.permalinks import comment_permalink, permalink_in_thread
from ranklore.discussion.queries.rendered_comments import render_comment
from ranklore.lists.access import get_item_on
from ranklore.people.access import get_voter
from ranklore.people.models import Voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.site.queries.contexts import item_context
from ranklore.text.errors import Refused

CLAIM_IS_GONE = gettext_lazy(
    "Your comment does not say that any more, or one of its items was removed from the list. Nothing was changed."
)
SUGGESTION_DECLINED = gettext_lazy("No vote was cast. We will not ask you about this again.")


@require_POST
def answer_suggestion(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Cast the vote that the voter's own comment suggests, or decline it. htmx gets the remaining suggestions."""
    rate_limit_voter(request, "votes")
    voter = get_voter(request)
    comment = get_own_comment(voter, comment_id, is_published_ranking)
    in_thread = request.POST.get("back") == "thread"
    in_place = "HX-Request" in request.headers
    done = ""
    try:
        done = _apply_answer(voter, comment, VoteSuggestionForm(request.POST))
    except Refused as refused:
        messages.error(request, translated(refused.sentence))
    if not in_place:
        if done:
            messages.success(request, done)
        return see_other(permalink_in_thread(comment, voter) if in_thread else comment_permalink(comment, voter))
    votes = VoteLookups(comment.list, ranks_of, answered_pairs)
    context: dict[str, object] = {"comment": render_comment(comment, voter, votes), "done": done}
    if in_thread:
        context["back"] = "thread"
    elif comment.item:
        context |= item_context(comment.item, voter)
    return render(request, "site/_suggestion_response.html", context)


def _apply_answer(voter: Voter, comment: Comment, form: VoteSuggestionForm) -> str:
    """Apply the form and return a message. Raises Refused for a vote that the comment does not suggest."""
    if not form.is_valid():
        raise Refused(_("Something was missing from that form. Reload the page and try again. Nothing was changed."))
    pair: ClaimedPair = (form.cleaned_data["over"], form.cleaned_data["under"])
    if pair not in claims_for(comment, comment.list):
        raise Refused(str(CLAIM_IS_GONE))
    if form.cleaned_data["count"] == DECLINE:
        decline_vote_suggestion(comment=comment, pair=pair)
        comment.refresh_from_db(fields=["declined_pairs"])
        return str(SUGGESTION_DECLINED)
    over, under = (get_item_on(comment.list, item_id) for item_id in pair)
    moved = answer_matchup(voter=voter, item=over, other=under, outcome=Vote.Outcome.ITEM, shown=pair)
    words = describe_answer(Vote.Outcome.ITEM, [over.name, under.name])
    return answer_message(words, list(zip([over.name, under.name], moved, strict=True)))
