import pytest

from ranklore.site.tests.make_account import account_of, signed_in


@pytest.fixture
def mo():
    return account_of("mo")


@pytest.fixture
def client(mo):
    return signed_in(mo)
