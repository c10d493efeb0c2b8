import pytest


@pytest.fixture
def dust(songs):
    return songs.items.get(name="Dust")
