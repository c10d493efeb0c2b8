"""Markdown and HTML pages."""

import pytest

from ranklore.parsing.limits import PasteRefused
from ranklore.parsing.parser import parse_page
from ranklore.parsing.tests.shorthand import comment_texts, credits, item, names, question_kinds, question_lines, read

MARKDOWN = """# Best Books

Which one would you take to an island?

1. **Dune** by Frank Herbert
   - Read it *twice*.
   - The sand gets everywhere,
     even here.

   A paragraph too.
2. [Emma](https://example.org/emma) by Jane Austen
   > I laughed.
3. It
4. **Ulysses**: nobody I know has read it to the very end.
"""
SAVED_PAGE = """<!DOCTYPE html>
<html><head><title>Best Soups - A Site</title><style>ol{}</style></head>
<body><nav><ul><li>Home</li><li>About</li><li>Login</li><li>Help</li><li>More</li></ul></nav>
<h1>Best Soups</h1>
<p>Which soup saved your winter?</p>
<script>alert("<li>x</li>")</script>
<ol>
 <li>Ramen &amp; Friends
   <ul><li>Warm.</li>
   <li>Salty &lt;b&gt; good</li></ul></li>
 <li><a href="/x">Borscht</a> by Olga Moss
   <p>Red as can be.</p>
   <p>3 Comments</p>
 <li><b>Goulash</b>: thick and slow, and it keeps you warm.</li>
 <li>Pho<br>I had it in the rain.</li>
</ol>
<footer><p>Copyright</p></footer></body></html>"""


def test_a_markdown_list_with_nested_comments() -> None:
    page = read(MARKDOWN)
    assert (page.title, page.prompt) == ("Best Books", "Which one would you take to an island?")
    assert credits(page) == {"Dune": ("Frank Herbert",), "Emma": ("Jane Austen",), "It": (), "Ulysses": ()}
    assert [each.line for each in page.items] == [5, 11, 13, 14]
    assert [(c.line, c.text) for c in page.items[0].comments] == [
        (6, "Read it twice."),
        (7, "The sand gets everywhere,\neven here."),
        (10, "A paragraph too."),
    ]
    assert comment_texts(page.items[1]) == ["I laughed."]
    assert comment_texts(page.items[3]) == ["nobody I know has read it to the very end."]
    assert question_lines(page, "left_out") == [1]  # the address behind the link


def test_markdown_headings_as_items() -> None:
    page = read(
        "# Best Hikes\n\nTell us yours.\n\n## 1. Mont Verdun\n\nSteep but short.\n\nWindy *up "
        "there*.\n\n## 2. Pilat\n\n- Bring water.\n- And a hat.\n"
    )
    assert (page.title, page.prompt, names(page)) == (
        "Best Hikes",
        "Tell us yours.",
        ["Mont Verdun", "Pilat"],
    )
    assert comment_texts(page.items[0]) == ["Steep but short.", "Windy up there."]
    assert comment_texts(page.items[1]) == ["Bring water.", "And a hat."]


def test_markdown_bullets_and_a_title_without_a_mark() -> None:
    page = read("Best Games\n\n- Red Tower\n  - So good\n- Blue Tower\n- Stand by Me\n")
    assert page.title == "Best Games" and names(page) == ["Red Tower", "Blue Tower", "Stand by Me"]


def test_a_markdown_table() -> None:
    page = read(
        "# Games\n\n| Rank | Game | Studio | Notes | Year |\n|---|---|---|---|---|\n| 1 | Red "
        "Tower | Moss | great | 1999 |\n| 2 | Blue Tower | Fell & Hill | | |\n"
    )
    assert credits(page) == {"Red Tower": ("Moss",), "Blue Tower": ("Fell & Hill",)}
    assert comment_texts(page.items[0]) == ["great"] and [each.line for each in page.items] == [5, 6]
    assert "Year" in next(q.text for q in page.questions if q.kind == "left_out")


def test_bold_names_on_lines_of_their_own() -> None:
    page = read("# Songs\n\n**1. Stone Lake** by Ada Moss\n\nI cried.\n\n**2. Fern**\n\nMe too.\n")
    assert names(page) == ["Stone Lake", "Fern"] and comment_texts(page.items[1]) == ["Me too."]


def test_names_with_bullets_of_comments_under_them() -> None:
    page = read("Stone Lake\n- I cried so hard at this.\n- so sad\nPaper Boat\n- nice one, really.\n")
    assert comment_texts(item(page, "Stone Lake")) == ["I cried so hard at this.", "so sad"]
    assert (item(page, "Paper Boat").line, page.items[1].comments[0].line) == (4, 5)


def test_round_bullets_are_read_as_markdown() -> None:
    assert names(read("Calm places\n• Stone Lake\n• Fern Gully\n• Old Mill")) == [
        "Stone Lake",
        "Fern Gully",
        "Old Mill",
    ]


def test_a_markdown_countdown() -> None:
    page = read("# Lakes\n\n3. Stone\n   - cold\n2. Fern\n1. Mill\n")
    assert names(page) == ["Mill", "Fern", "Stone"] and "numbers" in question_kinds(page)


def test_setext_titles_and_code_and_long_inline_text() -> None:
    page = read(
        "Best Lakes\n==========\n\n- Stone\n\n  ```\n  a < b\n  ```\n- Fern\n  - " + "so *very* long " * 200 + "\n"
    )
    assert page.title == "Best Lakes" and comment_texts(page.items[0]) == ["a < b"]


def test_headings_above_lists_of_names_are_sections() -> None:
    page = read("# Lakes\n\n## North\n\n- Stone\n- Fern\n- Mill\n\n## South\n\n- Hill\n- Salt\n- Long\n")
    assert len(page.items) == 6 and "left_out" in question_kinds(page)


def test_a_whole_saved_page() -> None:
    page = read(SAVED_PAGE)
    assert (page.title, page.prompt) == ("Best Soups", "Which soup saved your winter?")
    assert credits(page) == {"Ramen & Friends": (), "Borscht": ("Olga Moss",), "Goulash": (), "Pho": ()}
    assert [(c.line, c.text) for c in page.items[0].comments] == [(9, "Warm."), (10, "Salty <b> good")]
    assert comment_texts(page.items[1]) == ["Red as can be."] and [each.line for each in page.items] == [8, 11, 14, 15]
    assert comment_texts(page.items[2]) == ["thick and slow, and it keeps you warm."]
    assert comment_texts(page.items[3]) == ["I had it in the rain."]


def test_html_headings_that_count_down() -> None:
    page = read(
        "<h1>Top Films</h1>\n<p>Vote.</p>\n<h2>2. Heat "
        "(1995)</h2>\n<p>Loud.</p>\n<p>Long.</p>\n<h2>1. "
        "Alien</h2>\n<ul><li>Quiet.</li></ul><p>Vote</p>"
    )
    assert names(page) == ["Alien", "Heat (1995)"] and comment_texts(page.items[1]) == ["Loud.", "Long."]
    assert comment_texts(page.items[0]) == ["Quiet."]


def test_an_html_table_in_the_order_of_its_ranks() -> None:
    page = read(
        "<table><tr><th>Place</th><th>Song</th><th>Artist</th></tr>\n<tr><td>2</td><td>A "
        "&lt;b&gt;</td><td>X</td></tr>\n<tr><td>1</td><td>B</td><td>Y and "
        "Z</td></tr></table><p>end</p>"
    )
    assert credits(page) == {"B": ("Y and Z",), "A <b>": ("X",)} and list(credits(page)) == ["B", "A <b>"]


def test_the_columns_of_an_unknown_header_are_guessed() -> None:
    page = read(
        "<table><tr><th>x</th><th>y</th></tr><tr><td>1</td><td>Stone</td></tr><tr><td>2</td><td>Fern</td></tr></table>"
    )
    assert names(page) == ["Stone", "Fern"]
    page = read("<table><tr><td>Stone</td><td>7.5</td></tr><tr><td>Fern</td><td>6.5</td></tr></table>")
    assert names(page) == ["Stone", "Fern"] and "left_out" in question_kinds(page)


def test_html_paragraphs_are_read_as_a_plain_page() -> None:
    page = read(
        "<title>Songs</title><p>1. Ash<br>\nSo sad.</p>\n<p>2. Fern by Mara "
        "Oak</p>\n<p>lovely one, really.</p>\n<p>3. Gully</p>"
    )
    assert page.title == "Songs" and comment_texts(page.items[0]) == ["So sad."]
    assert [each.line for each in page.items] == [1, 3, 5] and page.items[0].comments[0].line == 2


def test_a_definition_list() -> None:
    page = read(
        "<h1>Lakes</h1><dl><dt>Stone</dt><dd>cold</dd><dt>Fern by Ada "
        "Moss</dt><dd><p>green</p><p>calm</p></dd></dl><p>bye</p>"
    )
    assert names(page) == ["Stone", "Fern"] and comment_texts(page.items[1]) == ["green", "calm"]


def test_a_reversed_list_is_put_in_order() -> None:
    assert names(read("<h1>Lakes</h1><ol reversed><li>Stone</li><li>Fern</li></ol>")) == ["Fern", "Stone"]


def test_text_between_two_ordered_lists() -> None:
    page = read(
        "<h2>Lakes</h2><ol><li>Stone</li><li>Fern</li></ol><p>Fern is the one that I would "
        "see again.</p><h2>Ads</h2><ol><li>Mill</li></ol>"
    )
    assert names(page) == ["Stone", "Fern", "Mill"]
    assert (
        comment_texts(page.items[1]) == ["Fern is the one that I would see again."] and "Ads" in page.questions[1].text
    )


def test_tags_in_a_plain_page_are_text() -> None:
    page = read(
        "Best <b>Lakes</b>\n\nStone <script>alert(1)</script> Lake\n\nI like it <3 and it is "
        "cold.\n\nFern Gully\n\nGreen all year, <p>believe me</p>.\n"
    )
    assert names(page)[0] == "Stone <script>alert(1)</script> Lake" and len(page.items) == 2


def test_unknown_and_broken_tags_are_kept_as_text() -> None:
    page = read("<ol><li>a <cry> b</li><li>1 < 2</li><li>x <b y</li><!-- gone --><? gone ?><li></li></ol><!-- open")
    assert names(page)[:2] == ["a <cry> b", "1 < 2"]


def test_a_page_of_too_many_tags_is_refused() -> None:
    with pytest.raises(PasteRefused, match="tags"):
        parse_page("<ol>" + "<li>a</li>" * 60_000)


def test_unusual_lists_and_tables() -> None:
    page = read("<ol><li><br>Stone<br>cold</li><li><blockquote>loose <p>words</p></blockquote></li></ol>")
    assert comment_texts(page.items[0]) == ["cold"] and comment_texts(page.items[1]) == ["loose", "words"]
    page = read("<ol><li>Stone: " + "cold and calm " * 30 + "</li><li>Fern</li></ol>")
    assert names(page) == ["Stone", "Fern"] and question_lines(page, "long_name") == [1]
    page = read("<table><tr><td>1</td><td>7</td></tr><tr><td>2</td><td>8</td></tr></table>")
    assert names(page) == ["1", "2"]
    page = read("<title>Lakes</title><h1>Lakes</h1><ol><li>Stone</li><li>Fern</li></ol><h2>Lakes</h2>")
    assert page.title == "Lakes" and question_kinds(page) == []
    page = read("<nav><aside><p>x</p></nav></aside><ol><li>Stone</li><li>Fern</li></ol><p></p>")
    assert names(page) == ["Stone", "Fern"]


def test_a_table_that_is_only_a_header_is_refused() -> None:
    with pytest.raises(PasteRefused, match="no rows|No items"):
        parse_page("<table><tr><th>x</th><th>y</th></tr><tr><td></td><td></td></tr></table><p>a</p>")


def test_many_lines_left_out_are_counted() -> None:
    page = read("Best\n" + "".join(f"{n}. Stone {n}\n3 Comments\n" for n in range(1, 20)))
    assert "19 lines" in next(q.text for q in page.questions if q.kind == "left_out")


def test_a_remark_too_long_for_a_name_in_brackets() -> None:
    page = read("<ol><li>Stone (" + "green " * 50 + ")</li><li>Fern</li></ol>")
    assert names(page) == ["Stone", "Fern"] and question_lines(page, "long_name") == [1]
