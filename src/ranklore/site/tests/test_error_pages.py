"""Error pages explain what went wrong."""

import gc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from ranklore.site.wsgi import _plain_content_type, application

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/nothing", "/l/nothing", "/l/nothing/i/1", "/l/%00", "/l/" + "x" * 3000, "/l/%F0%9F"]
)
def test_an_unknown_address_gets_an_error_page(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "There is no page at this address" in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/about", "/healthz", "/l/saddest-songs"])
def test_a_post_to_a_page_is_refused_with_an_explanation(songs, client, address):
    response = client.post(address)
    assert response.status_code == 405 and response["Allow"]
    assert "use its button" in response.content.decode()


def test_a_post_that_is_too_large_is_refused(songs, client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = client.post("/l/saddest-songs/add", {"name": "x" * 5000})
    assert response.status_code == 413
    assert "more than the site accepts at once" in response.content.decode()


def test_an_upload_that_is_too_large_is_refused_unread(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    upload = SimpleUploadedFile("page.txt", b"x" * 5000)
    assert client.post("/new", {"file": upload}).status_code == 413


def test_a_form_with_too_many_fields_is_refused(songs, client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    response = client.post("/l/saddest-songs/add", {str(n): n for n in range(20)})
    assert response.status_code == 413


def test_a_server_error_page_shows_no_details(songs, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("a secret")

    monkeypatch.setattr("ranklore.site.queries.contexts.list_head_for", fail)
    response = Client(raise_request_exception=False).get("/l/saddest-songs")
    assert response.status_code == 500
    assert "a secret" not in response.content.decode() and "<h1" in response.content.decode()


def test_an_unknown_host_is_refused_with_an_explanation(client):
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "ALLOWED_HOSTS" in response.content.decode()


def test_the_content_security_policy_allows_nothing_from_other_sites(client):
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy


def test_the_health_check_answers_ok(client):
    assert client.get("/healthz").content == b"ok\n"


def test_robots_txt_exists(client):
    assert b"Disallow: /new" in client.get("/robots.txt").content


def test_the_about_page_exists(client):
    assert client.get("/about").status_code == 200


def test_an_expired_form_gives_back_what_was_typed(songs):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/l/saddest-songs/add", {"name": "A long <b>name</b>", "credits": "Mo", "nonce": "x"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "Your text" in page
    assert "A long &lt;b&gt;name&lt;/b&gt;" in page
    assert "Mo</textarea>" in page


def test_an_address_with_a_trailing_slash_redirects(songs, client):
    assert client.get("/l/saddest-songs/").url == "/l/saddest-songs"
    assert client.get("/l/saddest-songs/?page=2").url == "/l/saddest-songs?page=2"


@pytest.mark.parametrize(
    "given",
    [
        "text/html; charset=hex",
        "text/html; charset=punycode",
        "multipart/form-data; charset=utf-7; boundary=x",
        "multipart/form-data; boundary*=bogus''abc",
        "application/x-www-form-urlencoded; charset*=bogus''abc",
        "application/x-www-form-urlencoded; charset=shift_jis",
        "x",
        ";;;",
        "multipart/form-data",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.django_db(transaction=True)  # the real handler closes its connection
def test_a_strange_content_type_is_no_server_error(songs, given, method):
    environ = RequestFactory().generic(method, "/l/saddest-songs?page=%31", "name=x", content_type="text/plain").environ
    answered = []
    application({**environ, "CONTENT_TYPE": given}, lambda status, headers, *_: answered.append(status))
    assert answered[0][:3] in ("200", "403", "405", "400")


def test_the_boundary_of_an_upload_is_kept():
    assert (
        _plain_content_type("multipart/form-data; charset=hex; boundary=----x")
        == 'multipart/form-data; boundary="----x"'
    )


def test_loaded_modules_are_excluded_from_garbage_collection():
    assert application and gc.get_freeze_count() > 0
