import pytest

from ranklore.discussion.tests.make import make_comment
from ranklore.following.tests.digest.factories import subscribe_to_digest
from ranklore.following.tests.factories import follow_rows


@pytest.fixture
def mo(mo, dust):
    """mo follows Dust and gets a digest every day."""
    follow_rows(mo.voter, dust)
    return subscribe_to_digest(mo)


@pytest.fixture
def news(mo, dust, ben):
    """A new comment on Dust."""
    return make_comment(ben, dust, "It ||aches||.")
