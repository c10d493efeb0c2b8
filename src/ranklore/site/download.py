"""All that is a person's, in one ZIP file; described in docs/export.md."""

import io
import json
import zipfile
from dataclasses import asdict
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.serializers.json import DjangoJSONEncoder

from ranklore.ballots.export import votes_as_csv, votes_as_json
from ranklore.ballots.shown import rankings_shown_by
from ranklore.discussion.addresses import thread_address
from ranklore.discussion.by_person import all_comments_by
from ranklore.discussion.subjects import subject_of
from ranklore.following.queries import followed_as_json
from ranklore.lists.queries import items_made_by, lists_made_by
from ranklore.people.access import voter_of_account
from ranklore.people.models import Account


def all_of(account: Account) -> bytes:
    """The file: account, votes, comments, lists, items, published rankings, and what is followed."""
    voter = voter_of_account(account)
    files = {
        "account.json": _text(_account(account)),
        "votes.json": _text(votes_as_json(voter)),
        "votes.csv": votes_as_csv(voter),
        "comments.json": _text(
            [
                {"list": each.list.title, "about": subject_of(each).title, "text": each.text, "time": each.created_at}
                | {"address": thread_address(each.pk), "deleted": each.deleted_at is not None}
                for each in all_comments_by(voter)
            ]
        ),
        "lists.json": _text([asdict(each) for each in lists_made_by(voter)]),
        "items.json": _text([asdict(each) for each in items_made_by(voter)]),
        "rankings.json": _text([asdict(each) for each in rankings_shown_by(voter)]),
        "following.json": _text(followed_as_json(voter)),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file.getvalue()


def _account(account: Account) -> dict[str, Any]:
    ways = Authenticator.objects.filter(user=account).order_by("pk")
    return {
        "name": account.name,
        "email": account.email,
        "addresses": list(EmailAddress.objects.filter(user=account).values("email", "verified", "primary")),
        "created_at": account.created_at,
        "last_login": account.last_login,
        "has_password": account.has_usable_password(),
        "links": list(account.links.order_by("pk").values("provider", "created_at")),
        "ways_to_sign_in": [{"kind": way.type, "name": str(way), "added": way.created_at} for way in ways],
    }


def _text(what: object) -> str:
    return json.dumps(what, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n"
