"""Forms that another site sends in the name of a visitor."""

import pytest
from django.test import Client

from ranklore.ballots.exposure import exposure_token
from ranklore.ballots.models import Vote

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "http://testserver", "http://evil.example"
OURS = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": HERE, "Referer": f"{HERE}/l/saddest-songs"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": HERE},
    {"Origin": "https://testserver"},
    {"Referer": f"{HERE}/l/saddest-songs"},
    {"Origin": HERE, "Referer": f"{ELSEWHERE}/"},
]
FOREIGN = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://blog.testserver"},
    {"Sec-Fetch-Site": "cross-site", "Origin": HERE, "Referer": HERE},
    {"Sec-Fetch-Site": "Same-Origin"},
    {"Sec-Fetch-Site": "unknown"},
    {"Origin": "null"},
    {"Origin": ELSEWHERE},
    {"Origin": f"{HERE}.evil.example"},
    {"Origin": "http://testserver:81"},
    {"Origin": "ftp://testserver"},
    {"Origin": "http://[testserver"},
    {"Origin": f"http://evil.example@{HERE[7:]}"},
    {"Origin": "null", "Referer": f"{HERE}/"},
    {"Referer": f"{ELSEWHERE}/?{HERE}/"},
    {"Referer": "/l/saddest-songs"},
    {"Referer": ""},
]


@pytest.fixture
def vote(songs, ben, client_of):
    item = songs.items.get(name="Dust")

    def vote(headers, **options):
        client = Client(enforce_csrf_checks=True)
        client.cookies = client_of(ben).cookies
        fields = {"exposure": exposure_token(songs.pk, [item.pk]), "word": f"pick:{item.pk}:1"}
        return client.post("/l/saddest-songs/vote", fields, headers=headers, **options)

    return vote


@pytest.mark.parametrize("headers", OURS)
def test_a_form_of_this_site_is_accepted(vote, headers):
    assert vote(headers).status_code == 303
    assert Vote.objects.count() == 1


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_form_of_another_site_is_refused_and_changes_nothing(vote, headers):
    response = vote(headers)
    assert response.status_code == 403 and "did not come from a page of this site" in response.content.decode()
    assert not Vote.objects.exists()


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_form_of_another_site_gives_no_key(headers):
    response = Client(enforce_csrf_checks=True).post("/guest", headers=headers)
    assert response.status_code == 403 and not response.cookies


def test_over_https_a_form_of_the_same_host_without_it_is_refused(vote):
    assert vote({"Origin": HERE}, secure=True).status_code == 403
    assert vote({"Origin": "https://testserver"}, secure=True).status_code == 303


def test_a_trusted_origin_is_accepted(vote, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://rank.example.org"]
    assert vote({"Origin": "https://rank.example.org", "Sec-Fetch-Site": "cross-site"}).status_code == 303


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused_as_well(method):
    assert getattr(Client(enforce_csrf_checks=True), method)("/l/x/vote").status_code == 403


@pytest.mark.parametrize("path", ["/", "/me", "/sign-in"])
def test_reading_needs_no_header(path):
    assert Client(enforce_csrf_checks=True).get(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200
