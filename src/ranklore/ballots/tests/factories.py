"""Votes of readers who saw the whole list, and the form that a browser sends for a vote."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.test import override_settings

from ranklore.ballots.actions.votes import cast_vote
from ranklore.ballots.models import RankSnapshot, Standing
from ranklore.ballots.recount.incremental import recount_list
from ranklore.people.models import Voter


def vote_for(voter, item, *, on=True):
    shown = item.list.items.filter(removed_at=None).values_list("pk", flat=True)
    return cast_vote(voter=voter, item=item, on=on, shown=list(shown))


@contextmanager
def counted_once(list_id: int) -> Iterator[None]:
    """Count the votes that are cast here once, at the end, as the worker does on a long list."""
    with override_settings(WORKER_FROM=0):
        yield
    recount_list(list_id)


def crowd_for(item, voters):
    """New voters who vote for this item and nothing else."""
    for _ in range(voters):
        vote_for(Voter.objects.create(), item)


def rank_snapshot(item, since, rank, votes=9):
    """Record the rank of an item since a moment."""
    low, high = (None, None) if rank is None else (max(rank - 1, 1), rank + 1)
    return RankSnapshot.objects.create(
        list_id=item.list_id, item=item, since=since, rank=rank, rank_low=low, rank_high=high, votes=votes
    )


def vote_form_of(page, item, kind="pick", *, on=None):
    """The form that a vote button of a page sends. `on` overrides the state that the button would set."""
    form = dict(re.findall(r'<input type="hidden" form="words" name="(\w+)" value="([^"]*)"', page))
    word = re.search(rf'name="word" value="({kind}:{item.pk}:)([01])"', page)
    return form | {"word": word[1] + (word[2] if on is None else str(int(on)))}


def standings():
    return list(Standing.objects.order_by("item").values())


def list_vote_form(client, songs, name, kind="pick", *, on=None, page=1):
    """The form that the vote button of an item on a list page sends."""
    item = songs.items.get(name=name)
    return vote_form_of(client.get(f"/l/{songs.slug}?page={page}").content.decode(), item, kind, on=on)
