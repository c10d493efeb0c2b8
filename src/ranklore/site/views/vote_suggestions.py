"""A comment that argues for one item over another can count as a vote, if its author says so."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from ranklore.ballots.access import is_published_ranking
from ranklore.ballots.actions.votes import answer_matchup
from ranklore.ballots.current_votes import answered_pairs
from ranklore.ballots.messages import answer_message, describe_answer
from ranklore.ballots.models import Vote
from ranklore.ballots.queries.standings import ranks_of
from ranklore.core.responses import see_other
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

CLAIM_IS_GONE = "Your comment does not say that any more, or an item that it names left the list. Nothing was changed."
SUGGESTION_DECLINED = "No vote was cast. You will not be asked about that again."


@require_POST
def answer_suggestion(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Vote as one's own comment argues, or decline to; htmx gets the offers that are left."""
    rate_limit_voter(request, "votes")
    voter = get_voter(request)
    comment = get_own_comment(voter, comment_id, is_published_ranking)
    in_thread = request.POST.get("back") == "thread"
    in_place = request.headers.get("HX-Request") == "true"
    done = ""
    try:
        done = _apply_answer(voter, comment, VoteSuggestionForm(request.POST))
    except Refused as refused:
        messages.error(request, str(refused))
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
    """Write what a form says, and give what that did. Raises Refused for anything that the comment does not argue."""
    if not form.is_valid():
        raise Refused("That was not whole. Reload the page and try again; nothing was changed.")
    pair: ClaimedPair = (form.cleaned_data["over"], form.cleaned_data["under"])
    if pair not in claims_for(comment, comment.list):
        raise Refused(CLAIM_IS_GONE)
    if form.cleaned_data["count"] == DECLINE:
        decline_vote_suggestion(comment=comment, pair=pair)
        comment.refresh_from_db(fields=["declined_pairs"])
        return SUGGESTION_DECLINED
    over, under = (get_item_on(comment.list, item_id) for item_id in pair)
    moved = answer_matchup(voter=voter, item=over, other=under, outcome=Vote.Outcome.ITEM, shown=pair)
    words = describe_answer(Vote.Outcome.ITEM, [over.name, under.name])
    return answer_message(words, list(zip([over.name, under.name], moved, strict=True)))
