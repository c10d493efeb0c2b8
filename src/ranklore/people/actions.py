from ranklore.people.models import Voter


def save_voter(voter: Voter, *, name: str | None = None) -> Voter:
    """The voter as a row, made at the first thing they write. Two first clicks at once give one row: the key is unique.

    `name`, when given, becomes what the next comment form offers.
    """
    if voter.pk is None:
        voter = Voter(key=voter.key, name=name or "")
        Voter.objects.bulk_create(  # one statement: it makes the row, or finds the one of another first click
            [voter], update_conflicts=True, unique_fields=["key"], update_fields=["name" if name else "key"]
        )
    if name and voter.name != name:
        voter.name = name
        voter.save(update_fields=["name"])
    return voter
