"""Signing in by the word of another site: what its word is worth here, and what it is not."""

import json
import os
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.test import Client

from ranklore.ballots.actions import cast
from ranklore.people.actions import link_account
from ranklore.people.models import Account, Link, Session
from ranklore.people.providers import read_providers
from ranklore.people.social import GitHub
from ranklore.site.tests.make_account import PASSWORD, account_of, app_of, code_in_mail, long_ago, signed_in, words
from ranklore.site.tests.other_site import OtherSite, address_in, key_pair, running, there

pytestmark = pytest.mark.django_db


@pytest.fixture
def club(settings):
    """A site that calls itself Our Club, where somebody is signed in as mo."""
    with running(OtherSite()) as site:
        settings.SIGN_IN_WITH = (site.provider,)
        yield site


@pytest.fixture
def mo(club):
    """An account that is linked to the one at Our Club."""
    mo = account_of("mo")
    link_account(mo, club.provider.key, "mo-17")
    return mo


def who(client):
    user = client.get("/").wsgi_request.user
    return user.name if user.is_authenticated else ""


def go(client, club, path=None, **fields):
    """Press the button. Gives the address that the browser is sent to."""
    response = client.post(path or f"/sign-in/with/{club.provider.key}", fields)
    assert response.status_code == 200, words(response)
    return address_in(response)


def come(client, club, path=None, **fields):
    """All the way there and back."""
    return client.get(there(go(client, club, path, **fields)))


def sign_up(client, club, **fields):
    assert come(client, club).url == "/sign-up/with"
    return client.post("/sign-up/with", {"email": "mo@example.org", "name": "mo", **fields})


# --- coming for the first time


def test_sign_in_and_sign_up_offer_it_by_a_plain_form(club, client):
    for path in ("/sign-in", "/sign-up"):
        page = words(client.get(path))
        assert f'action="/sign-in/with/{club.provider.key}"' in page and "<bdi>Our Club</bdi>" in page
        assert club.address not in page
    assert club.asked == []


def test_somebody_new_chooses_a_name_and_proves_the_address_by_our_own_code(club, client):
    assert come(client, club).url == "/sign-up/with"
    page = words(client.get("/sign-up/with"))
    assert 'value="mo@example.org"' in page and 'value="mo"' in page and "Our Club" in page
    assert client.post("/sign-up/with", {"email": "mo@example.org", "name": "moritz"}).url == "/address"
    assert not Link.objects.exists() and who(client) == ""
    client.post("/address", {"code": code_in_mail()})
    assert who(client) == "moritz"
    link = Link.objects.get()
    assert (link.account.email, link.provider, link.uid) == ("mo@example.org", club.provider.key, "mo-17")
    assert not link.account.has_usable_password()


def test_who_is_linked_signs_in_and_goes_on_where_they_were_going(club, mo, client, songs):
    response = come(client, club, next="/l/saddest-songs")
    assert response.url == "/l/saddest-songs" and who(client) == "mo"
    assert not mail.outbox


@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_on_to_another_site(club, mo, client, next):
    assert come(client, club, next=next).url == "/"


def test_what_a_guest_did_is_claimed(club, mo, client_of, ben, songs):
    cast(voter=ben, item=songs.items.get(name="Dust"))
    guest = client_of(ben)
    come(guest, club)
    assert "1 vote that you made as a guest is yours now." in words(guest.get("/"))
    assert "Dust" in words(guest.get("/me/l/saddest-songs"))


def test_what_a_guest_did_is_claimed_at_the_end_of_a_sign_up(club, client_of, ben, songs):
    cast(voter=ben, item=songs.items.get(name="Dust"))
    guest = client_of(ben)
    sign_up(guest, club)
    guest.post("/address", {"code": code_in_mail()})
    assert Account.objects.get().voter.pk == ben.pk


def test_an_authenticator_app_is_asked_for_all_the_same(club, mo, client):
    shown = app_of(mo)
    assert come(client, club).url == "/sign-in/second"
    assert who(client) == ""
    client.post("/sign-in/second", {"code": shown})
    assert who(client) == "mo"


def test_whoever_came_in_meanwhile_stays_who_they_are(club, mo, client):
    back = there(go(client, club))
    signed_in(account_of("ray"), client)
    assert client.get(back).status_code in (302, 400) and who(client) == "ray"


def test_two_sites_that_call_us_by_one_id_are_two(club, mo, client, settings):
    with running(OtherSite()) as other:
        settings.SIGN_IN_WITH = (club.provider, other.provider)
        assert come(client, other).url == "/sign-up/with"
        assert Link.objects.get().uid == "mo-17" and who(client) == ""
        app_of(mo)
        assert come(client, club).url == "/sign-in/second" and client.get("/sign-in/second").status_code == 200


def test_a_closed_account_does_not_come_in(club, mo, client):
    Account.objects.update(is_active=False)
    assert come(client, club).url == "/closed" and who(client) == ""


# --- addresses: the word of another site proves nothing


@pytest.mark.parametrize("is_verified", [True, False, "true"])
def test_an_address_of_somebody_s_account_does_not_sign_in_to_it(club, client, is_verified):
    account_of("mo", None)
    club.person["email_verified"] = is_verified
    response = sign_up(client, club, name="ray")
    assert response.url == "/address" and who(client) == ""
    assert "You have an account already" in mail.outbox[0].subject
    assert client.post("/address", {"code": "0000-0000"}).status_code == 422
    assert not Link.objects.exists()


def test_known_and_unknown_addresses_get_the_same_answers(club):
    account_of("mo")
    answers = []
    for address in ("mo@example.org", "new@example.org"):
        client = Client()
        response = sign_up(client, club, email=address, name="ray")
        page = words(client.get("/address")).replace(address, "…")
        answers.append((response.status_code, response.url, re.sub(r'value="\w{64}"', "", page)))
    assert answers[0] == answers[1]


def test_the_owner_signs_in_their_own_way_and_links_it_then(club, client):
    account_of("mo")
    sign_up(client, club, name="ray")
    client.post("/sign-out")
    signed_in(Account.objects.get(), client)
    assert not Link.objects.exists()
    assert come(client, club, f"/account/links/add/{club.provider.key}").url == "/account"
    assert Link.objects.get().account.name == "mo"


def test_an_address_that_is_not_verified_there_is_not_even_proposed(club, client):
    for said in (False, "false", "true", 1, None):
        club.person["email_verified"] = said
        come(client, club)
        assert "mo@example.org" not in words(client.get("/sign-up/with"))


def test_a_name_that_cannot_be_one_here_is_not_proposed(club, client):
    account_of("ray")
    for name in ("admin", "x", "<b>", "m\u202eo", "ray", 7, None, ["mo"]):
        club.person["preferred_username"] = name
        assert come(client, club).url == "/sign-up/with"
        assert 'name="name" value' not in words(client.get("/sign-up/with"))


def test_two_who_come_with_one_account_there_do_not_share_one_here(club):
    first, second = Client(), Client()
    sign_up(first, club, name="ray", email="ray@example.org")
    code = code_in_mail()
    sign_up(second, club, name="sam", email="sam@example.org")
    second.post("/address", {"code": code_in_mail()})
    first.post("/address", {"code": code})
    assert (who(first), who(second)) == ("ray", "sam")
    assert Link.objects.get().account.name == "sam"


def test_the_page_of_a_new_person_is_there_only_for_who_comes_from_there(club, client):
    for method in (client.get, client.post):
        assert method("/sign-up/with").url == "/sign-up"


# --- what goes wrong


def unchanged(client):
    return who(client) == "" and not Account.objects.exists() and not Link.objects.exists() and not mail.outbox


def test_whoever_says_no_there_is_back_at_the_door(club, client):
    club.cancels = True
    response = come(client, club)
    assert response.url == "/sign-in"
    assert "You did not go on with" in words(client.get("/sign-in")) and unchanged(client)


@pytest.mark.parametrize("query", ["", "?state=&code=x", "?state=nonsense&code=x", "?error=access_denied", "?code=%00"])
def test_a_way_back_that_was_never_begun_is_refused(club, client, query):
    response = client.get(f"/sign-in/with/{club.provider.key}/back{query}")
    assert response.status_code == 400 and "Nothing was changed" in words(response) and unchanged(client)
    assert "/token" not in club.asked


def test_a_way_back_works_in_the_browser_that_began_it(club, mo, client):
    back = there(go(client, club))
    assert Client().get(back).status_code == 400
    client.get(back)
    assert who(client) == "mo"


def test_a_way_back_works_once(club, mo, client):
    back = there(go(client, club))
    client.get(back)
    client.post("/sign-out")
    assert client.get(back).status_code == 400 and who(client) == ""


def test_the_code_of_another_person_does_not_fit_into_ones_own_way_back(club, mo, client):
    """Whoever gets hold of a code cannot bring it in: it belongs to the verifier of the browser that asked."""
    stolen = parse_qs(urlsplit(there(go(Client(), club))).query)["code"][0]
    mine = urlsplit(there(go(client, club)))
    state = parse_qs(mine.query)["state"][0]
    response = client.get(mine.path, {"state": state, "code": stolen})
    assert response.status_code == 502 and who(client) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"iss": "https://id.example.org"},
        {"exp": 1},
        {"sub": "ray-1"},
        {"sub": None},
    ],
)
def test_a_signed_word_that_was_said_to_somebody_else_or_of_somebody_else_counts_for_nothing(club, mo, client, wrong):
    club.claims = wrong
    response = come(client, club)
    assert response.status_code == 502 and "cannot be trusted" in words(response) and who(client) == ""


def test_a_word_that_is_signed_with_another_key_counts_for_nothing(club, mo, client):
    club.signs_with = key_pair("another")
    assert come(client, club).status_code == 502 and who(client) == ""


@pytest.mark.parametrize("down", ["/.well-known/openid-configuration", "/token", "/jwks", "/userinfo"])
def test_a_site_that_is_down_is_said_and_nothing_changes(club, client, down, caplog):
    if down.startswith("/."):
        club.down = down
        response = client.post(f"/sign-in/with/{club.provider.key}")
    else:
        address = go(client, club)
        club.down = down
        response = client.get(there(address))
    assert response.status_code == 502
    assert "could not be reached, or its answer cannot be trusted. Nothing was changed." in words(response)
    assert unchanged(client) and "Our Club did not work" in caplog.text


def test_a_site_that_goes_down_on_the_way_is_said(club, mo, client):
    back = there(go(client, club))
    club.down = "/.well-known/openid-configuration"
    assert client.get(back).status_code == 502 and who(client) == ""


@pytest.mark.parametrize("path", ["/token", "/userinfo", "/jwks", "/.well-known/openid-configuration"])
@pytest.mark.parametrize("answer", [b"<h1>Hello", b"", b"\xff\x00", b"[" * 5000])
def test_what_is_no_json_is_no_answer(club, mo, client, path, answer):
    address = go(client, club)
    club.broken = {path: answer}
    assert client.get(there(address)).status_code == 502 and who(client) == ""


def test_a_site_that_is_gone_is_said(settings, client):
    settings.SIGN_IN_WITH = read_providers("http://127.0.0.1:1 a b Gone")
    response = client.post(f"/sign-in/with/{settings.SIGN_IN_WITH[0].key}")
    assert response.status_code == 502 and "Gone" in words(response)


@pytest.mark.parametrize(
    "answer", [None, [], "x", {}, 7, {"access_token": None}, {"access_token": "x", "expires_in": "y"}]
)
@pytest.mark.parametrize("path", ["/token", "/userinfo", "/jwks", "/.well-known/openid-configuration"])
def test_strange_answers_are_no_answers(club, mo, client, path, answer):
    address = go(client, club)
    club.broken = {path: answer}
    assert client.get(there(address)).status_code == 502 and who(client) == ""


@pytest.mark.parametrize("sub", ["", "x" * 192, "m\x00o", "\ud800", None, 17, [], {}])
def test_strange_names_of_an_account_are_no_names(club, client, sub):
    club.person["sub"] = sub
    response = come(client, club)
    assert response.status_code in (302, 502) and not Link.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        {"issuer": "https://id.example.org"},
        {"issuer": 7},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"token_endpoint": "file:///etc/passwd"},
    ],
)
def test_a_site_that_describes_itself_strangely_is_not_gone_to(club, client, broken):
    whole = club.configuration()
    club.broken = {"/.well-known/openid-configuration": {**whole, **broken} if broken else broken}
    response = client.post(f"/sign-in/with/{club.provider.key}")
    assert response.status_code == 502 and "javascript" not in words(response)


# --- one's account


def test_an_account_links_one_is_told_and_unlinks_it(club):
    mo = account_of("mo")
    client = signed_in(mo)
    link = f"/account/links/add/{club.provider.key}"
    assert f'action="{link}"' in words(client.get("/account"))
    assert come(client, club, link).url == "/account"
    page = words(client.get("/account"))
    assert "You can sign in with" in page and "linked" in page and link not in page
    assert mail.outbox[-1].to == [mo.email] and "can now also be signed in to with Our Club" in mail.outbox[-1].body
    assert who(client) == "mo"
    unlink = f"/account/links/{Link.objects.get().pk}/remove"
    assert "Unlink <bdi>Our Club</bdi>?" in words(client.get(unlink))
    assert client.post(unlink).status_code == 303
    assert not Link.objects.exists() and "Our Club does not sign in to" in mail.outbox[-1].body
    assert client.post(unlink).status_code == 404
    assert come(Client(), club).url == "/sign-up/with"


def test_linking_twice_is_linking_once(club, mo):
    client = signed_in(mo)
    come(client, club, f"/account/links/add/{club.provider.key}")
    assert "already" in words(client.get("/account")) and Link.objects.count() == 1 and not mail.outbox


def test_what_is_linked_to_somebody_s_account_is_not_taken_from_it(club, mo):
    client = signed_in(account_of("ray"))
    come(client, club, f"/account/links/add/{club.provider.key}")
    assert "signs in to another account here" in words(client.get("/account"))
    assert Link.objects.get().account == mo


def test_linking_ends_for_the_account_that_began_it(club):
    client = signed_in(account_of("mo"))
    back = there(go(client, club, f"/account/links/add/{club.provider.key}"))
    client.post("/sign-out")
    assert client.get(back).status_code == 400
    assert not Link.objects.exists()


def test_linking_and_unlinking_ask_for_a_fresh_proof(club, mo):
    client = long_ago(signed_in(mo))
    for path in (f"/account/links/add/{club.provider.key}", f"/account/links/{mo.links.get().pk}/remove"):
        response = client.post(path)
        assert response.status_code in (302, 303) and response.url.startswith("/account/prove")
    assert mo.links.count() == 1 and club.asked == []


def test_linking_asks_again_when_the_proof_grew_old_on_the_way(club):
    client = signed_in(account_of("mo"))
    back = there(go(client, club, f"/account/links/add/{club.provider.key}"))
    assert long_ago(client).get(back).url == "/account/prove?next=%2Faccount"
    assert not Link.objects.exists()


def test_after_the_proof_the_browser_goes_on_to_the_other_site(club):
    client = long_ago(signed_in(account_of("mo")))
    link = f"/account/links/add/{club.provider.key}"
    proof = client.post(link).url
    response = client.post(proof, {"password": PASSWORD})
    assert response.status_code == 200 and client.get(there(address_in(response))).url == "/account"
    assert Link.objects.get().account.name == "mo"


@pytest.mark.parametrize("path", ["/account/links/add/{key}", "/account/links/{pk}/remove"])
def test_strangers_link_and_unlink_nothing(club, mo, path):
    address = path.format(key=club.provider.key, pk=mo.links.get().pk)
    assert Client().post(address).url.startswith("/sign-in")
    theirs = signed_in(account_of("ray"))
    if "remove" in path:
        assert theirs.post(address).status_code == 404
    assert mo.links.count() == 1


@pytest.mark.parametrize("path", ["/sign-in/with/{}", "/account/links/add/{}"])
def test_a_form_of_another_site_begins_nothing(club, path):
    assert Client(enforce_csrf_checks=True).post(path.format(club.provider.key)).status_code == 403
    assert club.asked == []


def test_whoever_is_in_already_does_not_sign_in_again(club, mo):
    client = signed_in(mo)
    assert client.post(f"/sign-in/with/{club.provider.key}").url == "/account" and club.asked == []


def test_nothing_of_what_the_other_site_tells_is_kept(club, mo, client):
    come(client, club)
    kept = repr(list(Session.objects.all().values()) + [each.get_decoded() for each in Session.objects.all()])
    assert not any(token in kept for token in club.tokens) and "mo.png" not in kept
    assert not SocialAccount.objects.exists() and not SocialToken.objects.exists()


def test_the_copy_of_ones_data_names_the_links_and_leaving_deletes_them(club, mo):
    client = signed_in(mo)
    with zipfile.ZipFile(BytesIO(client.get("/account/download").content)) as files:
        told = json.loads(files.read("account.json"))["links"]
    assert [each["provider"] for each in told] == [club.provider.key] and set(told[0]) == {"provider", "created_at"}
    assert "links to your accounts of other sites" in words(client.get("/account/delete"))
    client.post("/account/delete", {"votes": "erase", "comments": "remove"})
    assert not Link.objects.exists() and not Account.objects.exists()


# --- GitHub speaks a protocol of its own


def test_github_signs_in_too(settings, client, monkeypatch):
    with running(OtherSite()) as site:
        settings.SIGN_IN_WITH = read_providers("github ID SECRET")
        for name in ("access_token_url", "authorize_url", "profile_url", "emails_url"):
            monkeypatch.setattr(GitHub, name, f"{site.address}/{name}")
        site.broken = {
            "/access_token_url": {"access_token": "x"},
            "/profile_url": {"id": 17, "login": "mo"},
            "/emails_url": [{"email": "mo@example.org", "primary": True, "verified": True}],
        }
        asked = parse_qs(urlsplit(address_in(client.post("/sign-in/with/github"))).query)
        assert asked["scope"] == ["user:email"] and asked["code_challenge_method"] == ["S256"]
        client.get("/sign-in/with/github/back", {"code": "x", "state": asked["state"][0]})
        page = words(client.get("/sign-up/with"))
        assert 'value="mo@example.org"' in page and 'value="mo"' in page and "GitHub" in page
        client.post("/sign-up/with", {"email": "mo@example.org", "name": "mo"})
        client.post("/address", {"code": code_in_mail()})
        assert who(client) == "mo" and Link.objects.get().uid == "17"


# --- off


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "path", ["/sign-in/with/{}", "/sign-in/with/{}/back", "/account/links/add/{}", "/account/links/{pk}/remove"]
)
def test_without_the_setting_there_is_no_such_way(club, mo, settings, path, method):
    path, client = path.format(club.provider.key, pk=mo.links.get().pk), signed_in(mo)
    settings.SIGN_IN_WITH = ()
    assert getattr(client, method)(path).status_code in (404, 405)
    assert "Our Club" not in words(client.get("/account")) and club.provider.key not in words(client.get("/account"))
    assert "Sign in with Our Club" not in words(Client().get("/sign-in")) and club.asked == []


def test_who_was_on_their_way_when_it_was_turned_off_signs_up_as_everybody(club, client, settings):
    come(client, club)
    settings.SIGN_IN_WITH = ()
    assert client.get("/sign-up/with").url == "/sign-up"


SCENE = """
import django, sys
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
from django.test import Client
from ranklore.people.models import Account, Link
from ranklore.people.actions import close_account, link_account, start_account
client = Client(SERVER_NAME="localhost")
"""
ON = """
link_account(start_account("mo@example.org"), "id.example.org", "mo")
print(b"Our Club" in client.get("/sign-in").content)
"""
OFF = """
print([client.get(path).status_code for path in ("/sign-in", "/sign-in/with/id.example.org", "/sign-up/with")])
print(sorted(name for name in sys.modules if name in ("requests", "jwt", "allauth.socialaccount.models")))
for account in Account.objects.all(): close_account(account)
print(Account.objects.count(), Link.objects.count())
"""


def test_it_is_turned_on_later_and_off_again_and_off_nothing_of_it_is_loaded(tmp_path):
    def run(scene, **setting):
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | setting
        env |= {"DJANGO_SETTINGS_MODULE": "ranklore.site.settings", "RANKLORE_HOME": str(tmp_path), "DEBUG": "true"}
        told = subprocess.run([sys.executable, "-c", SCENE + scene], env=env, capture_output=True, text=True)
        assert told.returncode == 0, told.stderr
        return told.stdout.splitlines()

    nothing = ["[200, 404, 404]", "[]", "0 0"]
    assert run(OFF) == nothing
    assert run(ON, RANKLORE_SIGN_IN_WITH="https://id.example.org ID SECRET Our Club") == ["True"]
    assert run(OFF) == nothing
