"""Helpers for tests that search."""

from ranklore.people.actions.names import take_name
from ranklore.people.models import Account, Voter
from ranklore.search.queries.search import find_results
from ranklore.text.search_query import parse_query


def account_of(name):
    account = Account.objects.create(email=f"{name}@example.org")
    take_name(account, name)
    account.refresh_from_db()
    return account


def found(typed, kind, reader=None):
    """The result rows of a kind."""
    results = find_results(parse_query(typed), reader or Voter())
    return [row for group in results.groups if group.kind == kind for row in group.rows]


def names(typed, kind="items"):
    rows = found(typed, kind)
    return [
        (row.snippet if kind == "comments" else row.name).replace("<mark>", "").replace("</mark>", "") for row in rows
    ]
