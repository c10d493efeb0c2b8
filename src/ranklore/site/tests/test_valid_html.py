"""Every page is valid HTML according to the Nu validator."""

import json
import os
import shutil
import subprocess
import uuid
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client, RequestFactory

from ranklore.core.views import server_error
from ranklore.people.actions.provider_links import add_provider_link
from ranklore.people.models import Account
from ranklore.people.sign_in.providers.config import parse_providers
from ranklore.people.tests.accounts import PASSWORD, account_of, code_in_mail, sign_up, signed_in, totp_code_for
from ranklore.people.tests.openid_provider import OpenIdProvider, redirect_address_in, run_provider, visit_provider
from ranklore.site.tests.main_pages import account_pages, main_pages

ROOT = Path(__file__).parents[4]
JAR = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
INSTALL = "The HTML check needs Java and npm (Debian: apt install default-jre-headless npm)."


@pytest.fixture(scope="module")
def validator() -> list[str]:
    """The command of the validator, which npm installs once. Without Java or npm the test is skipped (in CI: fails)."""
    java, npm = shutil.which("java"), shutil.which("npm")
    if not java or not npm:
        pytest.fail(INSTALL, pytrace=False) if os.environ.get("CI") else pytest.skip(INSTALL)
    if not JAR.exists():
        subprocess.run([npm, "ci", "--silent", "--no-audit", "--no-fund"], cwd=ROOT, check=True)
    return [java, "-jar", str(JAR), "--format", "json", "--errors-only", "--stdout"]


@pytest.mark.django_db
def test_every_page_is_valid(validator, ben, client_of, tmp_path):
    client = client_of(ben)
    pages = main_pages(ben)
    answers = {name: client.get(address) for name, address in pages.items()}
    answers["add-refused"] = client.post(pages["add"], {"name": "Alone", "nonce": uuid.uuid4()})
    answers["comment-refused"] = client.post(pages["comment"], {"text": "", "author": "x" * 50, "nonce": "?"})
    answers["new-refused"] = client.post(pages["new"], {"text": "one line"})
    draft = {"do": "save", "version": "1", "page": "1", "title": "x" * 300, "prompt": "", "name-1": "y" * 300}
    answers["preview-refused"] = client.post(pages["preview"], draft)
    answers["preview-stale"] = client.post(pages["preview"], {**draft, "version": "9", "title": "Mine"})
    published = {"do": "publish", "version": "1", "page": "1", "told": "9"}
    client.post(pages["preview"], published)
    answers["published"] = client.get(pages["preview"])
    answers["published-late"] = client.post(pages["preview"], {**published, "title": "Too late"})
    stale = Client(enforce_csrf_checks=True).post(pages["comment"], {"text": "Typed", "author": "<me>"})
    answers["stale-form"] = stale
    answers["new-too-big"] = client.post(pages["new"], {"text": "x" * 3_000_000, "nonce": uuid.uuid4()})
    mo = Account.objects.get(name="mo")
    totp_code_for(mo)
    half_way = Client()
    half_way.post("/sign-in", {"login": mo.email, "password": PASSWORD})
    answers["second-step"] = half_way.get("/sign-in/second")
    Authenticator.objects.all().delete()
    person = signed_in(mo)
    answers |= {name: person.get(address) for name, address in account_pages(mo).items()}
    answers["sign-in-refused"] = client.post("/sign-in", {"login": "<b>", "password": ""})
    answers["sign-up-refused"] = client.post("/sign-up", {"email": "<b>", "name": "admin", "password1": "x"})
    client.post("/sign-in", {"login": mo.email, "by_code": "1"})
    answers["sign-in-code-refused"] = client.post("/sign-in/code", {"code": "<b>"})
    client.post("/reset", {"email": mo.email})
    answers["reset-code"] = client.get("/reset/code")
    client.post("/reset/code", {"code": code_in_mail()})
    answers["reset-new-refused"] = client.post("/reset/new", {"password1": "x"})
    stranger = Client()
    sign_up(stranger, "kay")
    answers["address-refused"] = stranger.post("/address", {"code": "<b>"})
    totp_code_for(mo)
    RecoveryCodes.activate(mo)
    answers |= {name: person.get(f"/account/{name}") for name in ("codes", "codes/new", "app/remove")}
    answers["failed"] = server_error(RequestFactory().get("/"))
    answers["not-this-way"] = client.get(f"{pages['list']}/vote")
    statuses = {name: answer.status_code for name, answer in answers.items()}
    refused = ("add", "comment", "new", "preview")
    assert {name: statuses[f"{name}-refused"] for name in refused} == dict.fromkeys(refused, 422)
    assert [statuses[name] for name in ("preview-stale", "published", "published-late", "stale-form")] == [
        422,
        200,
        422,
        403,
    ]
    assert [name for name, status in statuses.items() if status >= 500] == ["failed"]
    assert complaints(validator, answers, tmp_path) == []


@pytest.mark.django_db
def test_every_page_about_another_site_is_valid(validator, client, settings, tmp_path):
    with run_provider(OpenIdProvider()) as club:
        settings.SIGN_IN_WITH = (club.provider, *parse_providers("github ID SECRET A<b>&quot;"))
        going = client.post(f"/sign-in/with/{club.provider.key}")
        answers = {"going": going, "sign-in": client.get("/sign-in"), "sign-up": client.get("/sign-up")}
        client.get(visit_provider(redirect_address_in(going)))
        answers["new"] = client.get("/sign-up/with")
        answers["new-refused"] = client.post("/sign-up/with", {"email": "<b>", "name": "admin"})
        answers["failed"] = client.get(f"/sign-in/with/{club.provider.key}/back")
        mo = account_of("mo")
        add_provider_link(mo, club.provider.key, "mo-17")
        person = signed_in(mo)
        answers |= {"account": person.get("/account"), "leave": person.get("/account/delete")}
        answers["unlink"] = person.get(f"/account/links/{mo.links.get().pk}/remove")
    assert complaints(validator, answers, tmp_path) == []


def complaints(validator, answers, folder):
    for name, answer in answers.items():
        (folder / f"{name.replace('/', '-')}.html").write_bytes(answer.content)
    files = [str(file) for file in folder.glob("*.html")]
    found = json.loads(subprocess.run([*validator, *files], capture_output=True, check=False).stdout)
    return [f"{Path(each['url']).name}:{each.get('lastLine')}: {each['message']}" for each in found["messages"]]
