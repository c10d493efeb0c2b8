import pytest

from ranklore.people.tests.accounts import account_of, signed_in


@pytest.fixture
def mo():
    return account_of("mo")


@pytest.fixture
def client(mo):
    return signed_in(mo)
