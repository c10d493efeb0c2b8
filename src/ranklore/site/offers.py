"""What somebody argues in a comment may count as a vote, too: when its writer says so, and never by itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from ranklore.ballots.actions import answer
from ranklore.ballots.models import Vote
from ranklore.ballots.queries import pairs_spoken_of, ranks_of
from ranklore.ballots.wording import answer_in_words, said_of_answer
from ranklore.discussion.access import get_own_comment
from ranklore.discussion.actions import decline_offer
from ranklore.discussion.addresses import address_in_thread, address_of
from ranklore.discussion.forms import NO, OfferForm
from ranklore.discussion.models import Comment
from ranklore.discussion.queries import view_of
from ranklore.discussion.reading import Pair, Votes, claims_of
from ranklore.lists.access import get_item_on
from ranklore.people.access import voter_of
from ranklore.people.limits import count
from ranklore.people.models import Voter
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other
from ranklore.site.pages import item_shown

ARGUES_NO_MORE = "Your comment does not say that any more, or an item that it names left the list. Nothing was changed."
DECLINED = "No vote was cast. You will not be asked about that again."


@require_POST
def answer_offer(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Vote as one's own comment argues, or decline to; htmx gets the offers that are left."""
    count(request, "votes")
    voter = voter_of(request)
    comment = get_own_comment(voter, comment_id)
    in_thread = request.POST.get("back") == "thread"
    in_place = request.headers.get("HX-Request") == "true"
    done = ""
    try:
        done = _answered(voter, comment, OfferForm(request.POST))
    except Refused as refused:
        messages.error(request, str(refused))
    if not in_place:
        if done:
            messages.success(request, done)
        return see_other(address_in_thread(comment, voter) if in_thread else address_of(comment, voter))
    votes = Votes(comment.list, ranks_of, pairs_spoken_of)
    context: dict[str, object] = {"comment": view_of(comment, voter, votes), "done": done}
    if in_thread:
        context["back"] = "thread"
    elif comment.item:
        context |= item_shown(comment.item, voter)
    return render(request, "site/_offer_answer.html", context)


def _answered(voter: Voter, comment: Comment, form: OfferForm) -> str:
    """Write what a form says, and give what that did. Raises Refused for anything that the comment does not argue."""
    if not form.is_valid():
        raise Refused("That was not whole. Reload the page and try again; nothing was changed.")
    pair: Pair = (form.cleaned_data["over"], form.cleaned_data["under"])
    if pair not in claims_of(comment, comment.list):
        raise Refused(ARGUES_NO_MORE)
    if form.cleaned_data["count"] == NO:
        decline_offer(comment=comment, pair=pair)
        comment.refresh_from_db(fields=["declined"])
        return DECLINED
    over, under = (get_item_on(comment.list, item_id) for item_id in pair)
    moved = answer(voter=voter, item=over, other=under, outcome=Vote.Outcome.ITEM, shown=pair)
    words = answer_in_words(Vote.Outcome.ITEM, [over.name, under.name])
    return said_of_answer(words, list(zip([over.name, under.name], moved, strict=True)))
