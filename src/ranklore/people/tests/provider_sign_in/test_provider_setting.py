import os
import subprocess
import sys

import pytest
from django.test import Client

from ranklore.people.tests.accounts import page_text, signed_in
from ranklore.people.tests.provider_sign_in.provider_steps import finish_provider_sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "path", ["/sign-in/with/{}", "/sign-in/with/{}/back", "/account/links/add/{}", "/account/links/{pk}/remove"]
)
def test_without_the_setting_no_provider_is_offered(club, mo, settings, path, method):
    path, client = path.format(club.provider.key, pk=mo.links.get().pk), signed_in(mo)
    settings.SIGN_IN_WITH = ()
    assert getattr(client, method)(path).status_code in (404, 405)
    assert "Our Club" not in page_text(client.get("/account")) and club.provider.key not in page_text(
        client.get("/account")
    )
    assert "Sign in with Our Club" not in page_text(Client().get("/sign-in")) and club.asked == []


def test_a_pending_sign_up_becomes_a_normal_one_if_the_provider_is_removed(club, client, settings):
    finish_provider_sign_in(client, club)
    settings.SIGN_IN_WITH = ()
    assert client.get("/sign-up/with").url == "/sign-up"


SETUP_SCRIPT = """
import django, sys
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
from django.test import Client
from ranklore.people.models import Account, ProviderLink
from ranklore.people.actions.accounts import delete_account_row, start_account
from ranklore.people.actions.provider_links import add_provider_link
client = Client(SERVER_NAME="localhost")
"""


TURNED_ON_SCRIPT = """
add_provider_link(start_account("mo@example.org"), "id.example.org", "mo")
print(b"Our Club" in client.get("/sign-in").content)
"""


TURNED_OFF_SCRIPT = """
print([client.get(path).status_code for path in ("/sign-in", "/sign-in/with/id.example.org", "/sign-up/with")])
print(sorted(name for name in sys.modules if name in ("requests", "jwt", "allauth.socialaccount.models")))
for account in Account.objects.all(): delete_account_row(account)
print(Account.objects.count(), ProviderLink.objects.count())
"""


def test_providers_can_be_turned_on_later_and_are_not_loaded_while_off(tmp_path):
    def run(scene, **setting):
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | setting
        env |= {"DJANGO_SETTINGS_MODULE": "ranklore.site.settings", "RANKLORE_HOME": str(tmp_path), "DEBUG": "true"}
        told = subprocess.run([sys.executable, "-c", SETUP_SCRIPT + scene], env=env, capture_output=True, text=True)
        assert told.returncode == 0, told.stderr
        return told.stdout.splitlines()

    nothing = ["[200, 404, 404]", "[]", "0 0"]
    assert run(TURNED_OFF_SCRIPT) == nothing
    assert run(TURNED_ON_SCRIPT, RANKLORE_SIGN_IN_WITH="https://id.example.org ID SECRET Our Club") == ["True"]
    assert run(TURNED_OFF_SCRIPT) == nothing
