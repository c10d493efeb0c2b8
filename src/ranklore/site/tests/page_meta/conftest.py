import pytest

from ranklore.ballots.tests.factories import crowd_for


@pytest.fixture
def ranked(songs):
    """Cold, Dust and Echo are ranked in this order. Alone and Bells are too new to rank."""
    for name, voters in (("Cold", 6), ("Dust", 5), ("Echo", 4)):
        crowd_for(songs.items.get(name=name), voters)
    return songs


@pytest.fixture
def dust(songs):
    return songs.items.get(name="Dust")
