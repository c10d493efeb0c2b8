"""The site that `bench/serve.py` measures: lists, voters, votes, and visitors with their cookies."""

import json
import sys
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import own_site

ITEMS, SHOWN = 20, 10
CROWD_LISTS = 50
NEW_VOTERS = 4_000


def fill(scale: int, quick: int, out: str) -> None:
    """Make the site, and write down the cookies of a known voter and a person, and votes to cast."""
    own_site.set_up()
    from django.core.management import call_command

    from ranklore.ballots.actions.vote_import import import_votes
    from ranklore.ballots.models import Vote
    from ranklore.people.models import Voter

    call_command("demo")
    dice, share = Random(1), 20 if quick else 1
    n_lists, n_voters, n_votes = 1_000 * scale // share, 100_000 * scale // share, 2_000_000 * scale // share
    lists = [make_list(f"List {n}", ITEMS, dice) for n in range(n_lists - 2)]
    lists += [make_list("Long", 2_000, dice), make_list("Reference", 80, dice)]
    voters = Voter.objects.bulk_create((Voter() for _ in range(n_voters)), batch_size=5_000)
    each = n_votes // n_lists
    for ranked_list in lists:
        ids = list(ranked_list.items.order_by("start_place").values_list("pk", flat=True))
        few = ids[: max(ITEMS, len(ids) // 4)] if len(ids) < 1_000 else ids
        votes = []
        for voter in dice.sample(voters, min(len(voters), -(-each // 5))):
            shown = dice.sample(range(len(few)), SHOWN)
            liked = sorted(shown, key=lambda n: n / len(few) + dice.random())[:5]
            page = [few[n] for n in shown]
            votes += [Vote(voter=voter, item_id=few[n], subject=str(few[n]), shown=page) for n in liked]
        import_votes(ranked_list, votes)
    comment(lists[-1], 4, dice, voters)
    own_site.know_tables()
    Path(out).write_text(json.dumps(visitors(lists, voters, dice)))


def make_list(title: str, n_items: int, dice: Random) -> Any:
    from ranklore.lists.actions.lists import create_list
    from ranklore.lists.item_names import NewItem

    words = ("Blue", "Rain", "Stone", "Lantern", "Winter", "Harbour", "Mirror", "Clock", "Violet", "Ash")
    names = [f"{dice.choice(words)} {dice.choice(words)} {n}" for n in range(1, n_items + 1)]
    return create_list(title=title, prompt="Which one?", items=[NewItem(name, ("Somebody",)) for name in names])


def comment(ranked_list: Any, each: int, dice: Random, voters: list[Any]) -> None:
    from ranklore.discussion.models import Comment

    for item in ranked_list.items.all():
        for n in range(each):
            text = " ".join(
                dice.choice(("it", "aches", "and", "stays", "for", "days", "this", "one")) for _ in range(30)
            )
            Comment.objects.create(list=ranked_list, item=item, voter=voters[n], author=f"Guest {n}", text=f"{text}.")


def visitors(lists: list[Any], voters: list[Any], dice: Random) -> dict[str, Any]:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.core import signing

    from ranklore.ballots.actions.votes import cast_vote
    from ranklore.ballots.exposure import exposure_token
    from ranklore.ballots.queries.standings import ranked_items
    from ranklore.people.actions.accounts import finish_account, start_account
    from ranklore.people.models import Voter
    from ranklore.people.sign_in.sessions import SessionStore
    from ranklore.site.queries.list_rows import checksum_of_ranks

    def cookie_of(voter: Any) -> str:
        return "ranklore_voter=" + signing.dumps(voter.key.hex, salt="ranklore.people.voter")

    account = start_account("mo@example.org")
    finish_account(account, name="mo", password="a long enough password")
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    own = Voter.objects.get_or_create(account=account)[0]
    reference, known = lists[-1], voters[-1]  # who wrote no comment
    for voter in (known, own):
        for item in reference.items.order_by("standing__position")[:8:2]:
            cast_vote(voter=voter, item=item)
    crowd = lists[: min(CROWD_LISTS, len(lists) - 2)]
    ballots = []
    for ranked_list in crowd:
        rows = ranked_items(ranked_list.pk, 0, ITEMS)  # as the page shows them
        ids, ranks = [row.item.pk for row in rows], checksum_of_ranks(rows)
        page = urlencode({"exposure": exposure_token(ranked_list.pk, ids), "ranks": ranks, "page": 1})
        ballots.append((ranked_list.slug, page, ids))
    new = Voter.objects.bulk_create([Voter() for _ in range(NEW_VOTERS)])
    return {
        "voter": cookie_of(known),
        "author": cookie_of(voters[0]),
        "person": f"sessionid={session.session_key}",
        "item": reference.items.order_by("standing__position").first().pk,
        "ballots": ballots,
        "new": [cookie_of(voter) for voter in new],
    }


def check() -> None:
    """Count what is left, and compare every list with its log."""
    own_site.set_up()
    from ranklore.ballots.recount.incremental import recount_list, uncounted_lists
    from ranklore.ballots.recount.verify import find_differences
    from ranklore.lists.models import RankedList

    for list_id in uncounted_lists():
        recount_list(list_id)
    ids = RankedList.objects.order_by("pk").values_list("pk", flat=True)[: CROWD_LISTS + 1]
    found = sum(len(find_differences(list_id)) for list_id in ids)
    print(f"recount --check of the lists that were voted on: {found} differences", flush=True)
    if found:
        sys.exit(1)


def touch() -> None:
    """Let every page be made again."""
    own_site.set_up()
    from django.db.models import F

    from ranklore.core.models import PageVersion

    PageVersion.objects.update(version=F("version") + 1)
