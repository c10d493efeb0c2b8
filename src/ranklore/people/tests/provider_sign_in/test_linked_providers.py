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


def test_an_account_links_and_unlinks_a_provider_and_gets_emails(club):
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


def test_linking_twice_links_once(club, mo):
    client = signed_in(mo)
    finish_provider_sign_in(client, club, f"/account/links/add/{club.provider.key}")
    assert "already" in page_text(client.get("/account")) and ProviderLink.objects.count() == 1 and not mail.outbox


def test_a_provider_account_linked_elsewhere_cannot_be_taken(club, mo):
    client = signed_in(account_of("ray"))
    finish_provider_sign_in(client, club, f"/account/links/add/{club.provider.key}")
    assert "is linked to another account here" in page_text(client.get("/account"))
    assert ProviderLink.objects.get().account == mo


def test_linking_ends_only_for_the_account_that_started_it(club):
    client = signed_in(account_of("mo"))
    back = visit_provider(start_provider_sign_in(client, club, f"/account/links/add/{club.provider.key}"))
    client.post("/sign-out")
    assert client.get(back).status_code == 400
    assert not ProviderLink.objects.exists()


def test_linking_and_unlinking_need_a_recent_authentication(club, mo):
    client = long_ago(signed_in(mo))
    for path in (f"/account/links/add/{club.provider.key}", f"/account/links/{mo.links.get().pk}/remove"):
        response = client.post(path)
        assert response.status_code in (302, 303) and response.url.startswith("/account/prove")
    assert mo.links.count() == 1 and club.asked == []


def test_linking_asks_again_if_the_authentication_expires_meanwhile(club):
    client = signed_in(account_of("mo"))
    back = visit_provider(start_provider_sign_in(client, club, f"/account/links/add/{club.provider.key}"))
    assert long_ago(client).get(back).url == "/account/prove?next=%2Faccount"
    assert not ProviderLink.objects.exists()


def test_after_reauthentication_the_browser_continues_to_the_provider(club):
    client = long_ago(signed_in(account_of("mo")))
    link = f"/account/links/add/{club.provider.key}"
    proof = client.post(link).url
    response = client.post(proof, {"password": PASSWORD})
    assert response.status_code == 200 and client.get(visit_provider(redirect_address_in(response))).url == "/account"
    assert ProviderLink.objects.get().account.name == "mo"


@pytest.mark.parametrize("path", ["/account/links/add/{key}", "/account/links/{pk}/remove"])
def test_visitors_cannot_link_or_unlink(club, mo, path):
    address = path.format(key=club.provider.key, pk=mo.links.get().pk)
    assert Client().post(address).url.startswith("/sign-in")
    theirs = signed_in(account_of("ray"))
    if "remove" in path:
        assert theirs.post(address).status_code == 404
    assert mo.links.count() == 1


@pytest.mark.parametrize("path", ["/sign-in/with/{}", "/account/links/add/{}"])
def test_a_form_of_another_site_starts_nothing(club, path):
    assert Client(enforce_csrf_checks=True).post(path.format(club.provider.key)).status_code == 403
    assert club.asked == []


def test_somebody_who_is_signed_in_does_not_sign_in_again(club, mo):
    client = signed_in(mo)
    assert client.post(f"/sign-in/with/{club.provider.key}").url == "/account" and club.asked == []


def test_nothing_else_from_the_provider_is_stored(club, mo, client):
    finish_provider_sign_in(client, club)
    kept = repr(list(Session.objects.all().values()) + [each.get_decoded() for each in Session.objects.all()])
    assert not any(token in kept for token in club.tokens) and "mo.png" not in kept
    assert not SocialAccount.objects.exists() and not SocialToken.objects.exists()


def test_the_data_export_has_the_links_and_account_deletion_deletes_them(club, mo):
    client = signed_in(mo)
    with zipfile.ZipFile(BytesIO(client.get("/account/download").content)) as files:
        told = json.loads(files.read("account.json"))["links"]
    assert [each["provider"] for each in told] == [club.provider.key] and set(told[0]) == {"provider", "created_at"}
    assert "the links to your accounts on other sites" in page_text(client.get("/account/delete"))
    client.post("/account/delete", {"votes": "erase", "comments": "remove"})
    assert not ProviderLink.objects.exists() and not Account.objects.exists()
