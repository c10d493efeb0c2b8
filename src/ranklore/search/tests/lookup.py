"""Looking for something, for tests."""

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
    """The rows of what is found of a kind."""
    answer = find_results(parse_query(typed), reader or Voter())
    return [row for each in answer.found if each.kind == kind for row in each.rows]


def names(typed, kind="items"):
    rows = found(typed, kind)
    return [
        (row.words if kind == "comments" else row.name).replace("<mark>", "").replace("</mark>", "") for row in rows
    ]
