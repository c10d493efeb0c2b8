"""When a guest's comment has to be worked for: what floods a list and what spreads links must cost something."""

from datetime import timedelta

from ranklore.discussion.models import Comment
from ranklore.discussion.render import render_words
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter
from ranklore.shell.limits import clock
from ranklore.shell.refused import Refused
from ranklore.shell.work import challenge_for, is_done

PURPOSE = "comment"
BUSY_FROM, BUSY_WITHIN = 20, timedelta(minutes=5)
LINK = (
    "Programs send many links, so this needs a little work of your browser first, which it cannot do without "
    "JavaScript and HTTPS. Take the link out or sign in, then send it again; what you wrote is still here."
)
BUSY = (
    "This list gets very many comments just now, so a first comment needs a little work of your browser, which it "
    "cannot do without JavaScript and HTTPS. Sign in, or send it again in some minutes; what you wrote is still here."
)


class WorkWanted(Refused):
    """The sentence is for those whose browser cannot do it; with JavaScript the form is sent again by itself."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.challenge = challenge_for(PURPOSE, clock())


def ask_for_work(voter: Voter, ranked_list: RankedList, text: str, answer: str, before: str = "") -> None:
    """Raise WorkWanted unless a guest's words need no work, or it is done. `before`: what an edited comment said."""
    if voter.account_id:
        return
    if has_link(text) and not has_link(before):
        wanted = LINK
    elif not before and _is_first(voter) and is_busy(ranked_list):
        wanted = BUSY
    else:
        return
    if not is_done(PURPOSE, answer, clock()):
        raise WorkWanted(wanted)


def has_link(text: str) -> bool:
    """Whether somebody who reads it could follow an address, or copy one."""
    words = render_words(text)
    return "://" in text or "www." in text.lower() or "<a " in words.opening + words.rest


def is_busy(ranked_list: RankedList) -> bool:
    by_people = Comment.objects.filter(list=ranked_list, deleted_at=None, voter__is_simulated=False)
    since = clock() - BUSY_WITHIN
    return (
        sum(at > since for at in by_people.order_by("-id").values_list("created_at", flat=True)[:BUSY_FROM])
        == BUSY_FROM
    )


def _is_first(voter: Voter) -> bool:
    return voter.pk is None or not Comment.objects.filter(voter=voter).exists()
