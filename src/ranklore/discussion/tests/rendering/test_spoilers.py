"""Spoilers stay closed until the reader opens them."""

import re
import uuid

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from ranklore.discussion.models import Comment
from ranklore.discussion.rendering import html
from ranklore.discussion.rendering.html import html_without_spoilers, render_text, text_without_spoilers
from ranklore.discussion.tests.make import make_comment


def visible_html(text):
    """The text that is visible while all spoilers are closed."""
    html = str(render_text(text).opening + render_text(text).rest)
    while "<details" in html:
        html = re.sub(r"<details[^>]*>(?:(?!<details|</details>).)*</details>", "", html, flags=re.DOTALL)
    return html


@pytest.mark.parametrize(
    "text",
    [
        "He ||dies|| here",
        "||dies||",
        "He *truly ||dies||*",
        "- a\n- ||dies||",
        "> ||dies||",
        "He ||is\nto dies|| here",
        "||One.\n\nTwo dies.\n\n- dies||",
        "`a || b` and ||dies\n\nmore||",
        "[a link ||dies||](https://example.org)",
        "|||dies|||",
        "||a|| b ||dies||",
        "He ||falls|| there, and ||so\n\nshe dies||.",
        "` ||falls\n\ndies|| `",
        "` \n- ||falls\n- dies|| `",
        "||dies||" * 300,
        "||" + "dies " * 500 + "||",
    ],
)
def test_a_spoiler_is_closed_and_missing_from_previews(text):
    assert "dies" not in visible_html(text)
    assert "dies" in str(render_text(text).opening + render_text(text).rest)
    assert "dies" not in text_without_spoilers(text)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.text(alphabet="a *_\n>-1.", max_size=12), st.text(alphabet="X *_\n>-1.", min_size=1, max_size=12)),
        min_size=1,
        max_size=6,
    )
)
def test_text_between_bars_is_never_visible(pieces):
    text = "".join(f"{plain}||X{hidden}||" for plain, hidden in pieces)
    assert "X" not in visible_html(text)
    assert "X" not in text_without_spoilers(text)


def test_bars_in_code_make_no_spoiler():
    assert "a || b || c" in visible_html("`a || b || c`")
    assert "a || b" in visible_html("```\na || b\n\nc || d\n```")


def test_text_without_spoilers_is_one_line_of_plain_text():
    text = "*So* he ||dies||.\n\n1986. a year\n- [x](https://example.org) `y`"
    assert text_without_spoilers(text) == "So he [spoiler]. 1986. a year x y"
    assert text_without_spoilers("Plain\nwords") == "Plain words"


def test_the_cache_keeps_the_languages_apart(monkeypatch):
    text = "He ||dies||.\n\n||She\nleaves||"
    assert "<summary>spoiler</summary>" in render_text(text).opening and "[spoiler]" in html_without_spoilers(text)
    german = {"spoiler": "Verrat", "[spoiler]": "[Verrat]"}
    monkeypatch.setattr(html, "_", german.__getitem__)
    assert render_text(text).opening.count("<summary>Verrat</summary>") == 2
    assert html_without_spoilers(text).count("[Verrat]") == 2
    assert text_without_spoilers(text) == "He [Verrat]. [Verrat]"


@pytest.mark.django_db
def test_a_whole_comment_can_be_a_spoiler(dust, client):
    nonce = str(uuid.uuid4())
    client.post(f"{dust.get_absolute_url()}/comment", {"text": "He dies.", "is_spoiler": "on", "nonce": nonce})
    assert Comment.objects.get().is_spoiler
    for address in (dust.get_absolute_url(), "/l/saddest-songs", "/l/saddest-songs/talk"):
        page = Client().get(address).content.decode()
        folded = page[page.index('<details class="hidden-words">') :]
        assert folded.index("Spoiler") < folded.index("He dies.") < folded.index("</details>")
        assert page.count("He dies.") == 1


@pytest.mark.django_db
def test_the_text_of_a_spoiler_is_stored_as_written(dust, ben):
    assert make_comment(ben, dust, "He ||dies||").text == "He ||dies||"
