"""For any input, the parser returns a page or raises PasteRefused, and loses no word."""

import json
import re
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ranklore.parsing.encoding import decode_page
from ranklore.parsing.limits import ITEMS_MAX, NAME_MAX, PasteRefused
from ranklore.parsing.parser import parse_page
from ranklore.parsing.result import QUESTION_KINDS, ParsedPage
from ranklore.parsing.structure.line_kinds import is_vote_counter
from ranklore.text.clean import clean_line, clean_text, name_key

WORDS = st.sampled_from(
    [
        "The",
        "Lake",
        "of",
        "Mara",
        "by",
        "-",
        ":",
        "12",
        "3.",
        "#4",
        "(1994)",
        "walk,",
        "I",
        "love",
        "it",
        "so",
        "much.",
        "Bring",
        "boots!",
        "Oakley",
        "and",
        "Bryn",
        "Stone",
        "7",
        "feat.",
        "&",
        "...",
        "...more",
        "ココロ",
        "何度も。",
        "\u202e",
        "\u200b",
        "*",
        "**",
        ">",
        "|",
        ";",
        "\t",
        "~",
        "“Fern”",
        "Вода",
        "вода",
        "D:",
        "—",
        "3",
        "Comments",
        "vote",
    ]
)
LINES = st.lists(WORDS, max_size=9).map(" ".join)
PAGES = st.lists(LINES, max_size=25).map("\n".join)
TAGS = st.sampled_from(
    [
        "<ol>",
        "</ol>",
        "<li>",
        "</li>",
        "<ul>",
        "</ul>",
        "<h1>",
        "<h2>",
        "</h2>",
        "<p>",
        "</p>",
        "<table>",
        "<tr>",
        "<td>",
        "<th>",
        "</table>",
        "<b>",
        "</b>",
        "<br>",
        "<a",
        "href='x'>",
        "</a>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "&amp;",
        "&#x202e;",
        "<title>",
        "</title>",
        "<div>",
        "</div>",
        "<dl>",
        "<dt>",
        "<dd>",
        "<pre>",
        "<",
        ">",
        "<nav>",
    ]
)
HTML = st.lists(st.one_of(TAGS, LINES, st.just("\n")), max_size=40).map("".join)
MARKS = st.sampled_from(
    ["# ", "## ", "- ", "  - ", "* ", "1. ", "2. ", "   > ", "> ", "| ", "|---|---|", "**", "```", "===", ""]
)
MARKDOWN = st.lists(st.tuples(MARKS, LINES).map("".join), max_size=25).map("\n".join)
CELLS = st.sampled_from(["name", "artist", "comment", "rank", "Year", '"a, b"', '"', "", "12", "Stone Lake", "\n", ","])
CSV = st.lists(st.lists(CELLS, max_size=5).map(",".join), max_size=12).map("\n".join)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=9), st.floats(allow_nan=True)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                [
                    "title",
                    "prompt",
                    "items",
                    "name",
                    "credits",
                    "comments",
                    "line",
                    "text",
                    "cut",
                    "questions",
                    "x",
                ]
            ),
            inner,
        ),
    ),
    max_leaves=25,
).map(json.dumps)
often = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def parse_or_refuse(text: str) -> ParsedPage | None:
    try:
        page = parse_page(text)
    except PasteRefused as refused:
        assert str(refused).endswith((".", "?"))
        return None
    lines = len(re.split(r"\r\n|\r|\n", text))
    assert 0 < len(page.items) <= ITEMS_MAX
    for item in page.items:
        assert item.name.strip() and len(item.name) <= NAME_MAX and clean_line(item.name) == item.name
        assert 1 <= item.line <= lines or text.lstrip()[:1] in "[{"
        assert all(comment.text == clean_text(comment.text) != "" for comment in item.comments)
        assert all(comment.cut == comment.text.endswith("...more") for comment in item.comments)
    assert {question.kind for question in page.questions} <= set(QUESTION_KINDS) or text.lstrip()[:1] in "[{"
    return page


@often
@given(st.one_of(PAGES, HTML, MARKDOWN, CSV, JSON, st.text(max_size=300)))
def test_any_page_is_parsed_or_refused(text: str) -> None:
    parse_or_refuse(text)


@often
@given(HTML)
def test_any_html_is_parsed_or_refused(text: str) -> None:
    parse_or_refuse("<ol>" + text)


@often
@given(MARKDOWN)
def test_any_markdown_is_parsed_or_refused(text: str) -> None:
    parse_or_refuse("# Walks\n\n- Stone Lake\n" + text)


@often
@given(CSV)
def test_any_csv_is_parsed_or_refused(text: str) -> None:
    parse_or_refuse("name,artist,comment\nStone Lake,Mara,wet\n" + text)


@often
@given(st.lists(JSON, max_size=3).map(lambda parts: f'{{"items": [{",".join(parts)}]}}'))
def test_any_json_is_parsed_or_refused(text: str) -> None:
    parse_or_refuse(text)


@often
@given(st.one_of(st.binary(max_size=300), PAGES.map(lambda page: page.encode("cp1252", "ignore"))))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        decode_page(data)
    except PasteRefused as refused:
        assert str(refused).endswith(".")


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", clean_text(text)))


@often
@given(PAGES)
def test_no_word_of_a_plain_page_is_lost(text: str) -> None:
    """Every word is in a name, a credit, a comment, title, prompt or question; a number before a name
    and a line that only counts votes may go."""
    if re.search(r"^\s*(?:[-*+>|#]|\d+[.)])", text, re.MULTILINE):
        return  # may be Markdown, which has its own test
    page = parse_or_refuse(text)
    if page is None:
        return
    kept = words_of(" ".join([page.title, page.prompt, *(question.text for question in page.questions)]))
    for item in page.items:
        kept += words_of(" ".join([item.name, *item.credits, *(comment.text for comment in item.comments)]))
    for line in re.split(r"\r\n|\r|\n", text):
        words = words_of(re.sub(r"\b(?:by|and|feat)\b", " ", line))  # what joins credits goes
        if not is_vote_counter(line):
            missing = [word for word in words if not kept[word] and not word.isdigit()]
            assert not missing or re.search(r"\d+\s*(?:votes?|comments?)", line, re.IGNORECASE), missing


@often
@given(st.one_of(PAGES, MARKDOWN, HTML))
def test_a_parsed_page_is_the_same_after_a_round_trip_through_json(text: str) -> None:
    page = parse_or_refuse(text)
    if page:
        written = json.loads(json.dumps(page.as_json()))
        assert ParsedPage.from_json(written) == page
        again = parse_page(json.dumps(page.as_json(), ensure_ascii=False, indent=1))
        assert (again.title, again.prompt, again.items) == (page.title, page.prompt, page.items)


@often
@given(st.text())
def test_cleaning_a_second_time_changes_nothing(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)
    assert name_key(clean_line(text)) == name_key(text)
