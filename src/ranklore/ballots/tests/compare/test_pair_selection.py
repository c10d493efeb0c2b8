"""The pairs that Compare asks about: useful, never repeated, without unknown or removed items."""

import pytest

from ranklore.ballots.actions.erasure import erase_votes
from ranklore.ballots.models import Board
from ranklore.ballots.queries.compare import pair_selection
from ranklore.ballots.queries.compare.pair_selection import clear_cached_fits, select_pairs
from ranklore.ballots.tests.factories import crowd_for, vote_for
from ranklore.lists.actions.items import add_item, remove_item

pytestmark = pytest.mark.django_db


def ask(ranked_list, *, known=(), unknown=(), asked=(), size=20):
    return select_pairs(ranked_list.pk, known=known, unknown=unknown, asked=asked, seed=1, size=size)


def test_a_list_without_votes_has_pairs_to_ask(songs):
    pairs = ask(songs)
    ids = {item.pk for item in songs.items.all()}
    assert pairs and {item_id for pair in pairs for item_id in pair} <= ids


def test_every_pair_is_asked_once_and_then_there_is_nothing_left(songs):
    crowd_for(songs.items.get(name="Dust"), 4)
    asked = []
    while pairs := ask(songs, asked=asked, size=3):
        asked += pairs
    assert len({frozenset(pair) for pair in asked}) == len(asked) == 10


def test_unknown_and_removed_items_are_not_asked_about(songs):
    crowd_for(songs.items.get(name="Dust"), 4)
    here = {item.name: item.pk for item in songs.items.all()}
    remove_item(songs.items.get(name="Echo"))
    pairs = ask(songs, known=[here["Echo"], here["Bells"]], unknown=[here["Cold"]])
    assert {frozenset(pair) for pair in pairs} <= {
        frozenset((here[a], here[b])) for a, b in (("Alone", "Bells"), ("Alone", "Dust"), ("Bells", "Dust"))
    }


def test_only_who_knows_a_new_item_is_asked_about_it_at_once(songs, ben, nonce):
    ask(songs)
    fog = add_item(ranked_list=songs, voter=ben, name="Fog", nonce=nonce)
    assert not any(fog.pk in pair for pair in ask(songs, size=20))
    assert any(fog.pk in pair for pair in ask(songs, known=[fog.pk], size=20))
    crowd_for(fog, 4)
    clear_cached_fits()
    assert any(fog.pk in pair for pair in ask(songs, size=20))


def test_the_fit_is_repeated_only_after_many_votes(songs, monkeypatch, ada, ben, cy):
    monkeypatch.setattr(pair_selection, "STALE_AFTER_VOTES", 3)
    fits, fit = [], pair_selection.fit_board
    monkeypatch.setattr(pair_selection, "fit_board", lambda board: fits.append(1) or fit(board))
    for voter in (ada, ben, cy):
        ask(songs)
        vote_for(voter, songs.items.get(name="Dust"))
    assert len(fits) == 1
    ask(songs)
    assert len(fits) == 2


def test_an_erasure_drops_the_cached_fit(songs, ada, ben):
    vote_for(ada, songs.items.get(name="Dust"))
    vote_for(ben, songs.items.get(name="Echo"))
    vote_for(ada, songs.items.get(name="Bells"))
    ask(songs)
    erase_votes(voter=ben)
    ask(songs)
    assert pair_selection._cached_fits[songs.pk].tally.picks.sum() == 2


def test_a_process_caches_few_fits(songs, monkeypatch):
    monkeypatch.setattr(pair_selection, "CACHED_FITS_MAX", 0)
    ask(songs)
    assert not pair_selection._cached_fits


def test_a_broken_checkpoint_does_not_stop_the_matchups(songs):
    crowd_for(songs.items.get(name="Dust"), 4)
    Board.objects.update(checkpoint=b"nothing")
    assert ask(songs)
