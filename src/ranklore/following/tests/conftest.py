from datetime import UTC, datetime

import pytest

from ranklore.following.gathering import begun
from ranklore.following.tests.make import account_of

ADDRESS = "https://rank.example.org"


@pytest.fixture(autouse=True)
def begun_already(db):
    """The worker has looked before, so what happens from here on is news."""
    begun(datetime.now(UTC))


@pytest.fixture
def dust(songs):
    return songs.items.get(name="Dust")


@pytest.fixture
def mo(db):
    """Somebody with an account."""
    return account_of("mo")


@pytest.fixture
def with_address(settings):
    settings.SITE_ADDRESS = ADDRESS
