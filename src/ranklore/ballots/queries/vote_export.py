"""A voter's copy of their own votes, as JSON and CSV (docs/export.md)."""

import csv
import io
from typing import Any

from ranklore.ballots.models import Vote
from ranklore.ballots.queries.my_votes import all_current_votes, names_in_rankings
from ranklore.people.models import Voter

FORMAT, VERSION = "ranklore-votes", 1
CSV_COLUMNS = (
    "list",
    "list_title",
    "kind",
    "item_id",
    "item",
    "other_id",
    "other",
    "outcome",
    "place",
    "time",
)
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")


def votes_as_json(voter: Voter) -> dict[str, Any]:
    names = names_in_rankings(voter)
    lists: dict[int, dict[str, Any]] = {}
    for vote in all_current_votes(voter):
        list_votes = lists.setdefault(
            vote.list_id, {"list": vote.list.slug, "list_title": vote.list.title, "votes": []}
        )
        list_votes["votes"].append(_vote_as_json(vote, names))
    return {"format": FORMAT, "version": VERSION, "lists": list(lists.values())}


def votes_as_csv(voter: Voter) -> str:
    """One line per vote; a personal ranking has one line per item.

    The text starts with a byte order mark. Without one, Excel reads the file in the code page of the computer and
    garbles every name that is not plain English. Other spreadsheets and our own reader skip the mark.
    """
    names = names_in_rankings(voter)
    file = io.StringIO()
    file.write("\ufeff")
    rows = csv.writer(file)
    rows.writerow(CSV_COLUMNS)
    for vote in all_current_votes(voter):
        head = [vote.list.slug, vote.list.title, vote.kind]
        time = vote.created_at.isoformat(timespec="seconds")
        if vote.kind == Vote.Kind.ORDER:
            lines = [[item_id, names.get(item_id, ""), "", "", "", n] for n, item_id in enumerate(vote.order or (), 1)]
        else:
            pair = [name for item in (vote.item, vote.other) for name in ((item.pk, item.name) if item else ("", ""))]
            lines = [[*pair, vote.outcome, ""]]
        rows.writerows([_escape_formula(cell) for cell in (*head, *line, time)] for line in lines)
    return file.getvalue()


def _vote_as_json(vote: Vote, names: dict[int, str]) -> dict[str, Any]:
    values: dict[str, Any] = {"kind": vote.kind}
    if vote.kind == Vote.Kind.ORDER:
        values["order"] = [{"id": item_id, "name": names.get(item_id, "")} for item_id in vote.order or ()]
    if vote.item:
        values["item"] = {"id": vote.item.pk, "name": vote.item.name}
    if vote.other:
        values |= {"other": {"id": vote.other.pk, "name": vote.other.name}, "outcome": vote.outcome}
    return values | {"time": vote.created_at.isoformat(timespec="seconds")}


def _escape_formula(cell: object) -> object:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_PREFIXES) else cell
