import json
import zipfile
from io import BytesIO

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.test import Client

from ranklore.people.models import Account, ProviderLink, Session
from ranklore.people.tests.accounts import PASSWORD, account_of, long_ago, page_text, signed_in
from ranklore.people.tests.openid_provider import redirect_address_in, visit_provider
from ranklore.people.tests.provider_sign_in.provider_steps import (
    finish_provider_sign_in,
    signed_in_name,
    start_provider_sign_in,
)

pytestmark = pytest.mark.django_db


def test_an_account_links_one_is_told_and_unlinks_it(club):
    mo = account_of("mo")
    client = signed_in(mo)
    link = f"/account/links/add/{club.provider.key}"
    assert f'action="{link}"' in page_text(client.get("/account"))
    assert finish_provider_sign_in(client, club, link).url == "/account"
    page = page_text(client.get("/account"))
    assert "You can now sign in with" in page and "linked" in page and link not in page
    assert (
        mail.outbox[-1].to == [mo.email]
        and "You can now sign in to your account with Our Club." in mail.outbox[-1].body
    )
    assert signed_in_name(client) == "mo"
    unlink = f"/account/links/{ProviderLink.objects.get().pk}/remove"
    assert "Unlink <bdi>Our Club</bdi>?" in page_text(client.get(unlink))
    assert client.post(unlink).status_code == 303
    assert (
        not ProviderLink.objects.exists()
        and "You can’t sign in to your account with Our Club any more." in mail.outbox[-1].body
    )
    assert client.post(unlink).status_code == 404
    assert finish_provider_sign_in(Client(), club).url == "/sign-up/with"


def test_linking_twice_is_linking_once(club, mo):
    client = signed_in(mo)
    finish_provider_sign_in(client, club, f"/account/links/add/{club.provider.key}")
    assert "already" in page_text(client.get("/account")) and ProviderLink.objects.count() == 1 and not mail.outbox


def test_what_is_linked_to_somebody_s_account_is_not_taken_from_it(club, mo):
    client = signed_in(account_of("ray"))
    finish_provider_sign_in(client, club, f"/account/links/add/{club.provider.key}")
    assert "is linked to another account here" in page_text(client.get("/account"))
    assert ProviderLink.objects.get().account == mo


def test_linking_ends_for_the_account_that_began_it(club):
    client = signed_in(account_of("mo"))
    back = visit_provider(start_provider_sign_in(client, club, f"/account/links/add/{club.provider.key}"))
    client.post("/sign-out")
    assert client.get(back).status_code == 400
    assert not ProviderLink.objects.exists()


def test_linking_and_unlinking_ask_for_a_fresh_proof(club, mo):
    client = long_ago(signed_in(mo))
    for path in (f"/account/links/add/{club.provider.key}", f"/account/links/{mo.links.get().pk}/remove"):
        response = client.post(path)
        assert response.status_code in (302, 303) and response.url.startswith("/account/prove")
    assert mo.links.count() == 1 and club.asked == []


def test_linking_asks_again_when_the_proof_grew_old_on_the_way(club):
    client = signed_in(account_of("mo"))
    back = visit_provider(start_provider_sign_in(client, club, f"/account/links/add/{club.provider.key}"))
    assert long_ago(client).get(back).url == "/account/prove?next=%2Faccount"
    assert not ProviderLink.objects.exists()


def test_after_the_proof_the_browser_goes_on_to_the_other_site(club):
    client = long_ago(signed_in(account_of("mo")))
    link = f"/account/links/add/{club.provider.key}"
    proof = client.post(link).url
    response = client.post(proof, {"password": PASSWORD})
    assert response.status_code == 200 and client.get(visit_provider(redirect_address_in(response))).url == "/account"
    assert ProviderLink.objects.get().account.name == "mo"


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
    finish_provider_sign_in(client, club)
    kept = repr(list(Session.objects.all().values()) + [each.get_decoded() for each in Session.objects.all()])
    assert not any(token in kept for token in club.tokens) and "mo.png" not in kept
    assert not SocialAccount.objects.exists() and not SocialToken.objects.exists()


def test_the_copy_of_ones_data_names_the_links_and_leaving_deletes_them(club, mo):
    client = signed_in(mo)
    with zipfile.ZipFile(BytesIO(client.get("/account/download").content)) as files:
        told = json.loads(files.read("account.json"))["links"]
    assert [each["provider"] for each in told] == [club.provider.key] and set(told[0]) == {"provider", "created_at"}
    assert "links to your accounts of other sites" in page_text(client.get("/account/delete"))
    client.post("/account/delete", {"votes": "erase", "comments": "remove"})
    assert not ProviderLink.objects.exists() and not Account.objects.exists()
