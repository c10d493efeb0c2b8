"""Everything that belongs to an account, in one ZIP file (docs/export.md)."""

import io
import json
import zipfile
from dataclasses import asdict
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.serializers.json import DjangoJSONEncoder

from ranklore.ballots.queries.published_rankings import published_rankings_of
from ranklore.ballots.queries.vote_export import votes_as_csv, votes_as_json
from ranklore.discussion.queries.by_author import all_comments_by
from ranklore.discussion.queries.permalinks import thread_permalink
from ranklore.discussion.targets import target_of
from ranklore.following.queries.follows import export_follows
from ranklore.lists.queries.contributions import items_made_by, lists_made_by
from ranklore.people.access import voter_for_account
from ranklore.people.models import Account


def data_export_for(account: Account) -> bytes:
    """Return a ZIP file with the account, votes, comments, lists, items, published rankings and follows."""
    voter = voter_for_account(account)
    files = {
        "account.json": _json_text(_account_data(account)),
        "votes.json": _json_text(votes_as_json(voter)),
        "votes.csv": votes_as_csv(voter),
        "comments.json": _json_text(
            [
                {"list": each.list.title, "about": target_of(each).title, "text": each.text, "time": each.created_at}
                | {"address": thread_permalink(each.pk), "deleted": each.deleted_at is not None}
                for each in all_comments_by(voter)
            ]
        ),
        "lists.json": _json_text([asdict(each) for each in lists_made_by(voter)]),
        "items.json": _json_text([asdict(each) for each in items_made_by(voter)]),
        "rankings.json": _json_text([asdict(each) for each in published_rankings_of(voter)]),
        "following.json": _json_text(export_follows(voter)),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file.getvalue()


def _account_data(account: Account) -> dict[str, Any]:
    authenticators = Authenticator.objects.filter(user=account).order_by("pk")
    return {
        "name": account.name,
        "email": account.email,
        "addresses": list(EmailAddress.objects.filter(user=account).values("email", "verified", "primary")),
        "created_at": account.created_at,
        "last_login": account.last_login,
        "has_password": account.has_usable_password(),
        "links": list(account.links.order_by("pk").values("provider", "created_at")),
        "ways_to_sign_in": [
            {"kind": each.type, "name": str(each), "added": each.created_at} for each in authenticators
        ],
    }


def _json_text(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n"
