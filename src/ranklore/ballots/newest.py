"""What voters say now: of the words of one voter on one subject the newest holds, be it a retraction."""

from django.db.models import Exists, OuterRef, QuerySet

from ranklore.ballots.models import Vote
from ranklore.ballots.rules import subject_of_item
from ranklore.lists.models import Item
from ranklore.people.models import Voter


def newest_words() -> QuerySet[Vote]:
    """The newest word of every voter on every subject, retractions included."""
    later = Vote.objects.filter(
        voter=OuterRef("voter"), list=OuterRef("list"), subject=OuterRef("subject"), turn__gt=OuterRef("turn")
    )
    return Vote.objects.filter(~Exists(later))


def newest_words_of(voter: Voter) -> QuerySet[Vote]:
    return newest_words().filter(voter=voter) if voter.pk else Vote.objects.none()


def newest_word_on(voter: Voter, list_id: int, subject: str) -> Vote | None:
    return _words_on(voter, list_id, subject).first()


def word_before(voter: Voter, item: Item) -> Vote | None:
    """What the voter said about an item before their newest word on it, if that still stood."""
    before = _words_on(voter, item.list_id, subject_of_item(item.pk))[1:2].first()
    return before if before and not before.is_retraction else None


def _words_on(voter: Voter, list_id: int, subject: str) -> QuerySet[Vote]:
    """All that a voter said on a subject, the newest first."""
    if voter.pk is None:  # the key of a guest whose first two clicks came at once may have its row by now
        voter = Voter.objects.filter(key=voter.key).first() or voter
    if voter.pk is None:
        return Vote.objects.none()
    return Vote.objects.filter(voter=voter, list_id=list_id, subject=subject).order_by("-turn")
