"""When a guest must do proof of work before a comment is accepted: for links, and while a list is flooded."""

from datetime import timedelta

from django.utils.translation import gettext as _

from ranklore.core.rate_limit.limiter import clock
from ranklore.core.rate_limit.proof_of_work import make_challenge, redeem_answer
from ranklore.discussion.models import Comment
from ranklore.discussion.rendering.html import render_text
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter
from ranklore.text.errors import Refused

PROOF_OF_WORK_PURPOSE = "comment"
BUSY_COMMENTS_MIN, BUSY_WINDOW = 20, timedelta(minutes=5)


class ProofOfWorkRequired(Refused):
    """The form must be sent again with the answer to `challenge`.

    With JavaScript the page does that by itself. The message is for people whose browser cannot.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.challenge = make_challenge(PROOF_OF_WORK_PURPOSE, clock())


def require_proof_of_work(voter: Voter, ranked_list: RankedList, text: str, answer: str, before: str = "") -> None:
    """Raise ProofOfWorkRequired if a guest's comment needs work and `answer` does not prove it.

    `before` is the text that an edited comment had until now.
    """
    if voter.account_id:
        return
    if has_link(text) and not has_link(before):
        message = _link_message()
    elif not before and _is_first_comment(voter) and is_list_busy(ranked_list):
        message = _busy_message()
    else:
        return
    if not redeem_answer(PROOF_OF_WORK_PURPOSE, answer, clock()):
        raise ProofOfWorkRequired(message)


def has_link(text: str) -> bool:
    """Whether a reader could follow or copy a web address."""
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


def _link_message() -> str:
    return _(
        "Spam programs post many links. Your browser must do a short calculation before it can post one, and that "
        "needs JavaScript and HTTPS. Take the link out or sign in, then send it again. Your text is still here."
    )


def _busy_message() -> str:
    return _(
        "This list is getting a lot of comments right now. Your browser must do a short calculation before your first "
        "comment, and that needs JavaScript and HTTPS. Sign in, or try again in a few minutes. Your text is still here."
    )
