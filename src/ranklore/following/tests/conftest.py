from datetime import UTC, datetime

import pytest

from ranklore.following.actions.events import get_or_start_cursor
from ranklore.following.tests.factories import create_account

ADDRESS = "https://rank.example.org"


@pytest.fixture(autouse=True)
def cursor_started(db):
    """The worker has run before, so what happens from now on gives events."""
    get_or_start_cursor(datetime.now(UTC))


@pytest.fixture
def dust(songs):
    return songs.items.get(name="Dust")


@pytest.fixture
def mo(db):
    """An account."""
    return create_account("mo")


@pytest.fixture
def site_address(settings):
    settings.SITE_ADDRESS = ADDRESS
