"""When a guest must do proof of work before a comment is accepted: for links, and while a list is flooded."""

from datetime import timedelta

from ranklore.core.rate_limit.limiter import clock
from ranklore.core.rate_limit.proof_of_work import make_challenge, redeem_answer
from ranklore.discussion.models import Comment
from ranklore.discussion.rendering.html import render_text
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter
from ranklore.text.errors import Refused

PROOF_OF_WORK_PURPOSE = "comment"
BUSY_COMMENTS_MIN, BUSY_WINDOW = 20, timedelta(minutes=5)
LINK_MESSAGE = (
    "Programs send many links, so this needs a little work of your browser first, which it cannot do without "
    "JavaScript and HTTPS. Take the link out or sign in, then send it again; what you wrote is still here."
)
BUSY_MESSAGE = (
    "This list gets very many comments just now, so a first comment needs a little work of your browser, which it "
    "cannot do without JavaScript and HTTPS. Sign in, or send it again in some minutes; what you wrote is still here."
)


class ProofOfWorkRequired(Refused):
    """The sentence is for those whose browser cannot do it; with JavaScript the form is sent again by itself."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.challenge = make_challenge(PROOF_OF_WORK_PURPOSE, clock())


def require_proof_of_work(voter: Voter, ranked_list: RankedList, text: str, answer: str, before: str = "") -> None:
    """Raise WorkWanted unless a guest's words need no work, or it is done. `before`: what an edited comment said."""
    if voter.account_id:
        return
    if has_link(text) and not has_link(before):
        wanted = LINK_MESSAGE
    elif not before and _is_first_comment(voter) and is_list_busy(ranked_list):
        wanted = BUSY_MESSAGE
    else:
        return
    if not redeem_answer(PROOF_OF_WORK_PURPOSE, answer, clock()):
        raise ProofOfWorkRequired(wanted)


def has_link(text: str) -> bool:
    """Whether somebody who reads it could follow an address, or copy one."""
    words = render_text(text)
    return "://" in text or "www." in text.lower() or "<a " in words.opening + words.rest


def is_list_busy(ranked_list: RankedList) -> bool:
    by_people = Comment.objects.filter(list=ranked_list, deleted_at=None, voter__is_simulated=False)
    since = clock() - BUSY_WINDOW
    return (
        sum(at > since for at in by_people.order_by("-id").values_list("created_at", flat=True)[:BUSY_COMMENTS_MIN])
        == BUSY_COMMENTS_MIN
    )


def _is_first_comment(voter: Voter) -> bool:
    return voter.pk is None or not Comment.objects.filter(voter=voter).exists()
