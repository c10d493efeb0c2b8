"""The content of entries: the site's own HTML, without spoilers and without anything harmful."""

import pytest

from ranklore.discussion.models import Comment
from ranklore.discussion.targets import CommentTarget
from ranklore.discussion.tests.make import make_comment
from ranklore.exchange.tests.feed_reader import entry_texts, read_feed
from ranklore.lists.models import RankedList
from ranklore.people.models import Voter

pytestmark = pytest.mark.django_db
LIST = "/l/saddest-songs/feed"


def content_of(songs, text, **more):
    make_comment(Voter.objects.create(), CommentTarget(songs), text, **more)
    return entry_texts(read_feed(LIST), "content")[0]


def test_markdown_becomes_html_with_absolute_addresses(songs):
    html = content_of(songs, "**Listen** to [it](/l/saddest-songs), [there](https://example.org/a).\n\n- once\n- twice")
    assert "<strong>Listen</strong>" in html and "<li>twice</li>" in html
    assert 'href="http://testserver/l/saddest-songs"' in html and 'href="https://example.org/a"' in html


def test_a_long_text_is_not_truncated(songs):
    text = " ".join(f"word{n}" for n in range(300))
    assert content_of(songs, text) == f"<p>{text}</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("She ||dies|| then.", '<div class="para">She [spoiler] then.</div>'),
        ("**Loud ||and dead||** on", '<div class="para"><strong>Loud </strong>[spoiler]<strong></strong> on</div>'),
        ("Before\n\n||first\n\nsecond dies||\n\nafter", "<p>Before</p><p>[spoiler]</p><p>after</p>"),
        ("||dies||" * 201, "<p>[spoiler]</p>"),
        ("[" * 301 + " ||dies||", "<p>" + "[" * 301 + " [spoiler]</p>"),
    ],
)
def test_spoilers_are_left_out(songs, text, html):
    assert "".join(content_of(songs, text).splitlines()) == html


def test_the_text_of_a_spoiler_or_a_comment_with_a_note_is_left_out(songs):
    html = content_of(songs, "The boy dies.", is_spoiler=True, notes=["death", "suicide-and-self-harm"])
    comment = Comment.objects.get()
    link = f'<a href="http://testserver/c/{comment.pk}"><bdi>Read this comment on the site</bdi></a>'
    assert html == f"<p>Content note: death, suicide and self-harm.</p><p>Spoiler.</p><p>{link}</p>"
    assert "dies" not in "".join(entry_texts(read_feed(LIST), "title")) + html
    assert content_of(songs, "It dies.", is_spoiler=True).startswith("<p>Spoiler.</p><p><a ")
    assert content_of(songs, "War.", notes=["war"]).startswith("<p>Content note: war.</p><p><a ")


def test_html_in_a_comment_is_text(songs):
    html = content_of(songs, "<script>alert(1)</script> <img src=x onerror=y> ]]> &amp; [x](javascript:alert(1))")
    assert "&lt;script&gt;" in html and "<script" not in html and "<img" not in html and "<a " not in html
    assert "]]&gt; &amp;amp;" in html


def test_characters_that_xml_does_not_allow_are_left_out(songs):
    make_comment(Voter.objects.create(), CommentTarget(songs), "x", author="mo")
    Comment.objects.update(text="a\x01b\x0bc\ufffe\uffffd😀", author="m\x02o", words="")
    RankedList.objects.update(title="Sad\x03dest", prompt="\x04", words="")
    feed = read_feed(LIST)
    assert entry_texts(feed, "content") == ["<p>abcd😀</p>"] and entry_texts(feed, "title") == ["mo on Saddest"]
    assert "New list: Saddest" in entry_texts(read_feed("/feed"), "title")


def test_bidi_controls_are_left_out_and_right_to_left_names_are_isolated(songs):
    make_comment(Voter.objects.create(), CommentTarget(songs), "x", author="مرحبا")
    Comment.objects.update(text="a\u202egnp.exe\u2066b", author="mo\u202e\u2069\u2069", words="")
    RankedList.objects.update(title="قائمة\u202e", words="")
    content = read_feed(LIST)
    whole = "".join(content.itertext())
    assert entry_texts(content, "content") == ["<p>agnp.exeb</p>"]
    assert not set("\u202a\u202b\u202c\u202d\u202e") & set(whole)
    assert "mo on \u2068قائمة\u2069" in whole
