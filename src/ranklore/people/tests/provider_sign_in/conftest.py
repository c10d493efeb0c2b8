import pytest

from ranklore.people.actions.provider_links import add_provider_link
from ranklore.people.tests.accounts import account_of
from ranklore.people.tests.openid_provider import OpenIdProvider, run_provider


@pytest.fixture
def club(settings):
    """A provider named Our Club, where somebody is signed in as mo."""
    with run_provider(OpenIdProvider()) as site:
        settings.SIGN_IN_WITH = (site.provider,)
        yield site


@pytest.fixture
def mo(club):
    """An account that is linked to mo at Our Club."""
    mo = account_of("mo")
    add_provider_link(mo, club.provider.key, "mo-17")
    return mo
