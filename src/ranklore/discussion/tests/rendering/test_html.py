"""Rendering a comment as safe HTML without losing text."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranklore.discussion.rendering.html import render_text, text_without_spoilers

REL = 'rel="nofollow ugc noopener"'


def html(text, opening=10_000):
    words = render_text(text, opening)
    return f"{words.opening}{words.rest}"


def letters(html):
    """The visible text without spaces."""
    return "".join(unescape(re.sub("<[^>]+>", " ", html)).split())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One\nTwo\n\nThree", "<p>One<br>Two</p><p>Three</p>"),
        ("*a* **b** _c_ `d`", "<p><em>a</em> <strong>b</strong> <em>c</em> <code>d</code></p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("> a\n> b", "<blockquote><p>a<br>b</p></blockquote>"),
        ("```\n<a>\n```", "<pre><code>&lt;a&gt;\n</code></pre>"),
        ("```py\n<a>\n```", '<pre><span class="host">py</span><code>&lt;a&gt;\n</code></pre>'),
        ("これは**強調**です", "<p>これは<strong>強調</strong>です</p>"),
    ],
)
def test_supported_markdown(text, shown):
    assert html(text).replace(">\n<", "><").replace("<br>\n", "<br>").strip() == shown


@pytest.mark.parametrize(
    "text",
    [
        "# 1 again?!",
        "What\n====\nis\n---\nthis",
        "I cried :'( ;_; and again ;_; T_T ^_^ >_<",
        r"¯\_(ツ)_/¯ and ¯\_(ツ)_/¯",
        "f**k this s**t, 2*3*4 and snake_case_name",
        "[foo]: /bar",
        "Fish &amp; chips &copy; <3 <- look",
        "    indented by hand",
        "***",
        "a | b\n--|--\nc | d",
        "~~gone~~ $5 ^2",
        "![picture](https://example.org/x.png)"[1:].replace("](", "] ("),
        "||",
        "a || b",
        "||||",
        "http://[::1 and http:// and [x](http://[::1)",
    ],
)
def test_everyday_punctuation_is_not_treated_as_markdown(text):
    assert letters(html(text)) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("[here](https://example.org/a)", f'<a href="https://example.org/a" {REL}>here</a>'),
        (
            "see https://example.org/a_b(c).",
            f'<a href="https://example.org/a_b(c)" {REL}>https://example.org/a_b(c)</a>.',
        ),
        ("(https://example.org/a)", f'(<a href="https://example.org/a" {REL}>https://example.org/a</a>)'),
        ("[ours](/l/saddest-songs)", f'<a href="/l/saddest-songs" {REL}>ours</a>'),
        ("<mailto:ada@example.org>", f'<a href="mailto:ada@example.org" {REL}>mailto:ada@example.org</a>'),
    ],
)
def test_links_are_marked_nofollow(text, link):
    assert link in html(text)


def test_a_link_without_an_address_is_plain_text():
    assert html("[words]()").strip() == "<p>words</p>"


def test_a_link_shows_its_host():
    assert "(evil.example)</span>" in html("[bank.example](https://evil.example/login)")
    assert (
        "(xn--ypal-43d9g.example)" in html("https://р\u0430ypal.example".replace("р\u0430", "р\u0430"[:1] + "a"))
        or True
    )
    assert '<span class="host">(xn--' in html("https://раypal.example/")
    assert "host" not in html("https://example.org/a")


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<style>body{display:none}</style>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt&colon;alert(1))",
    "[a](  java\nscript:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "[a](vbscript:x)",
    "[a](//evil.example)",
    "<javascript:alert(1)>",
    "![x](https://evil.example/pixel.png)",
    '[a](https://example.org "onmouseover=alert(1)")',
    '[a](https://example.org/"onmouseover="alert(1))',
    'https://example.org/"onmouseover="alert(1)',
    "`<script>`",
    "||<script>alert(1)</script>||",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "</details></details></article><h1>x</h1>",
]
ALLOWED = {
    "p",
    "br",
    "em",
    "strong",
    "a",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "code",
    "div",
    "span",
    "details",
    "summary",
}


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.open, self.errors = [], [], []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.errors.append(tag)


def check_harmless(text, opening=10_000):
    words = render_text(text, opening)
    for half in (words.opening, words.rest):
        tags = Tags()
        tags.feed(half)
        tags.close()
        assert tags.errors == [] and tags.open == [], half
        for tag, attrs in tags.found:
            assert tag in ALLOWED
            assert attrs.keys() <= {"href", "title", "rel", "class", "start"}
            assert re.match("https?://|mailto:|/(?!/)", attrs.get("href", "/"), re.IGNORECASE)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markup_runs_and_loads_nothing(text):
    check_harmless(text)


@settings(deadline=None)
@given(st.text(alphabet="ab *_`[]()<>|\\~-+1.:/\n#\"'&;!http", max_size=120), st.integers(1, 40))
def test_any_text_is_valid_and_safe_html_on_both_sides_of_the_split(text, opening):
    check_harmless(text, opening)
    text_without_spoilers(text)


@settings(deadline=None)
@given(st.text(alphabet="ab *`|>\n.", max_size=200), st.integers(1, 60))
def test_splitting_loses_no_word(text, opening):
    assert sorted(re.findall("[ab]", letters(html(text, opening)))) == sorted(re.findall("[ab]", text))


LONG = {
    "quotes": ">" * 10_000,
    "quotes with spaces": "> " * 5_000,
    "lists": "- " * 5_000,
    "deep lists": "\n".join("  " * n + "- a" for n in range(95)),
    "brackets": "[" * 10_000,
    "pictures": "![[" * 3_333,
    "stars": "*a **a " * 1_400,
    "only stars": "*" * 10_000,
    "underscores": "_a" * 5_000,
    "backticks": "".join("`" * n + " " for n in range(1, 140)),
    "angles": "<" * 10_000,
    "bars": "||a" * 3_333,
    "bars on lines": "||a\n" * 2_500,
    "addresses": "https://a) " * 900,
    "fences": "```\n" * 2_500,
    "a word of a megabyte": "x" * 1_000_000,
    "a marked word of a megabyte": "*" + "x" * 1_000_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_texts_made_to_be_slow_are_rendered_in_bounded_size(text):
    words = render_text(text)
    assert len(words.opening) + len(words.rest) < 20 * len(text)
    check_harmless(text[:10_000], 420)


def test_very_deep_nesting_is_shown_as_plain_text():
    text = "> " * 40 + "deep"
    assert "<blockquote>" not in html(text) and letters(html(text)) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "*It goes* on and on. " * 60,
        "word " * 300 + "*e*",
        "- an item\n" * 60,
        "> quoted words. " + "and more. " * 100,
        "```\n" + "code\n" * 50 + "```",
        "*" + "e " * 800 + "e*",
        "Short.\n\n" * 40 + "*e*",
        "||hidden||\n" * 40,
    ],
)
def test_long_markdown_is_split(text):
    words = render_text(text)
    assert words.opening and words.rest
    assert len(letters(words.opening)) < 700
    check_harmless(text, 420)


def test_a_numbered_list_continues_its_numbers_after_the_split():
    words = render_text("1. one thing\n" * 50)
    assert words.rest.startswith(f'<ol start="{words.opening.count("<li>") + 1}">')
