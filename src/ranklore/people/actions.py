from ranklore.people.models import Voter


def save_voter(voter: Voter, *, name: str | None = None) -> Voter:
    """The voter as a row, made at the first thing they write. Two first clicks at once give one row: the key is unique.

    `name`, when given, becomes what the next comment form offers.
    """
    if voter.pk is None:
        voter, _ = Voter.objects.get_or_create(key=voter.key, defaults={"name": name or ""})
    if name and voter.name != name:
        voter.name = name
        voter.save(update_fields=["name"])
    return voter
