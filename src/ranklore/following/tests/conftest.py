from datetime import UTC, datetime

import pytest

from ranklore.following.actions.events import get_or_start_cursor
from ranklore.following.tests.factories import create_account

ADDRESS = "https://rank.example.org"


@pytest.fixture(autouse=True)
def begun_already(db):
    """The worker has looked before, so what happens from here on is news."""
    get_or_start_cursor(datetime.now(UTC))


@pytest.fixture
def dust(songs):
    return songs.items.get(name="Dust")


@pytest.fixture
def mo(db):
    """Somebody with an account."""
    return create_account("mo")


@pytest.fixture
def with_address(settings):
    settings.SITE_ADDRESS = ADDRESS
