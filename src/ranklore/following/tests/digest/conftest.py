import pytest

from ranklore.discussion.tests.make import said
from ranklore.following.tests.digest.runs import reader
from ranklore.following.tests.make import follows


@pytest.fixture
def mo(mo, dust):
    """mo follows Dust and gets a digest every day."""
    follows(mo.voter, dust)
    return reader(mo)


@pytest.fixture
def news(mo, dust, ben):
    """Somebody said something."""
    return said(ben, dust, "It ||aches||.")
