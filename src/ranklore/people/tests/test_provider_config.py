"""The setting of the sign-in providers."""

import pytest

from ranklore.people.sign_in.providers.config import Provider, parse_providers


def test_an_empty_setting_gives_no_providers():
    assert parse_providers(" ; ") == ()


def test_known_providers_need_no_address_and_others_do():
    told = "github ID s3cret; https://id.example.org/realms/Club/ ranklore s3cret Our Club ;google ID s3cret Work"
    assert parse_providers(told) == (
        Provider("github", "GitHub", "github", "ID", "s3cret"),
        Provider(
            "id.example.org-realms-club",
            "Our Club",
            "openid_connect",
            "ranklore",
            "s3cret",
            "https://id.example.org/realms/Club",
        ),
        Provider("google", "Work", "openid_connect", "ID", "s3cret", "https://accounts.google.com"),
    )


def test_an_address_on_this_machine_needs_no_tls():
    assert parse_providers("http://127.0.0.1:9000 a b C")[0].key == "127.0.0.1-9000"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("github ID", "entry 1 needs a site, a client id and a secret"),
        ("github ID s3cret; https://id.example.org ID s3cret", "entry 2 needs the name"),
        ("http://id.example.org ID s3cret Club", "entry 1 begins with neither"),
        ("myspace ID s3cret Club", "neither github, discord, google nor"),
        ("https://mo:s3cret@id.example.org ID s3cret Club", "neither"),
        ("https:// ID s3cret Club", "neither"),
        ("https://id.example.org?s3cret ID s3cret Club", "neither"),
        ("github ID s3cret; github OTHER s3cret", "github is listed twice"),
    ],
)
def test_an_error_in_the_setting_is_reported_without_the_secret(told, says):
    with pytest.raises(ValueError, match=says) as error:
        parse_providers(told)
    assert "s3cret" not in str(error.value)


def test_the_repr_of_a_provider_hides_its_secret():
    assert "s3cret" not in repr(parse_providers("github ID s3cret"))
