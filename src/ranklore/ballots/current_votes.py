"""The current votes: the latest vote of a voter on each subject, retractions included."""

from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from ranklore.ballots.ballot import subject_of_item, subject_of_pair
from ranklore.ballots.models import Vote
from ranklore.core.database.prepared import PreparedObjects, PreparedQuery
from ranklore.lists.models import Item
from ranklore.people.models import Voter


def current_votes() -> QuerySet[Vote]:
    """The latest vote of every voter on every subject, retractions included."""
    later = Vote.objects.filter(
        voter=OuterRef("voter"), list=OuterRef("list"), subject=OuterRef("subject"), sequence__gt=OuterRef("sequence")
    )
    return Vote.objects.filter(~Exists(later))


def current_votes_of(voter: Voter) -> QuerySet[Vote]:
    return current_votes().filter(voter=voter) if voter.pk else Vote.objects.none()


def current_vote_on(voter: Voter, list_id: int, subject: str) -> Vote | None:
    return next(iter(_latest_votes(voter, list_id, subject)), None)


def previous_vote(voter: Voter, item: Item) -> Vote | None:
    """The voter's vote on an item before their latest one; None if that was a retraction."""
    previous = next(iter(_latest_votes(voter, item.list_id, subject_of_item(item.pk))[1:]), None)
    return previous if previous and not previous.is_retraction else None


def _latest_votes(voter: Voter, list_id: int, subject: str) -> list[Vote]:
    """The last two votes of a voter on a subject, the newest first."""
    if voter.pk is None:  # a new guest who clicked twice at once: the first click may have saved the voter by now
        voter = Voter.objects.filter(key=voter.key).first() or voter
    return _LATEST_VOTES.all(voter.pk, list_id, subject) if voter.pk else []


_LATEST_VOTES = PreparedObjects(
    Vote,
    lambda voter_id, list_id, subject: Vote.objects.filter(voter=voter_id, list=list_id, subject=subject).order_by(
        "-sequence"
    )[:2],
    int,
    int,
    str,
)


def votes_on_items(voter: Voter, item_ids: Sequence[int]) -> dict[int, str]:
    """The voter's vote on each of these items: pick, down, know or dont_know. Items without a vote are left out."""
    if voter.pk is None or not item_ids:
        return {}
    subjects = [subject_of_item(item_id) for item_id in item_ids]
    votes = current_votes_of(voter).filter(subject__in=subjects, item__in=item_ids, is_retraction=False)
    return dict(votes.values_list("item_id", "kind"))


def votes_on_list(voter: Voter, list_id: int) -> tuple[dict[int, str], int]:
    """The voter's vote on each item of a list (those without one are left out), and the id of their newest vote there;
    0 for none."""
    if voter.pk is None:
        return {}, 0
    kinds, newest = dict[int, str](), 0
    for vote_id, item_id, other_id, kind, is_retraction in _VOTES_ON_LIST.rows(voter.pk, list_id):
        newest = max(newest, vote_id)
        if item_id and not other_id:
            kinds[item_id] = "" if is_retraction else kind
    return {item_id: kind for item_id, kind in kinds.items() if kind}, newest


_VOTES_ON_LIST = PreparedQuery(
    lambda voter_id, list_id: (
        Vote.objects.filter(voter=voter_id, list=list_id)
        .order_by("subject", "sequence")
        .values_list("pk", "item_id", "other_id", "kind", "is_retraction")
    ),
    int,
    int,
)


def answered_pairs(voter: Voter, list_id: int, pairs: Collection[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Which of these pairs the voter ever answered, with any outcome, retracted or not."""
    if voter.pk is None:
        return frozenset()
    subjects = {pair: subject_of_pair(*pair) for pair in pairs}
    answers = Vote.objects.filter(voter=voter, list=list_id, subject__in=subjects.values())
    answered = set(answers.values_list("subject", flat=True))
    return frozenset(pair for pair, subject in subjects.items() if subject in answered)


def picked_items(voter: Voter, item_ids: Sequence[int]) -> frozenset[int]:
    """Which of these items the voter picks."""
    return frozenset(item_id for item_id, kind in votes_on_items(voter, item_ids).items() if kind == Vote.Kind.PICK)
