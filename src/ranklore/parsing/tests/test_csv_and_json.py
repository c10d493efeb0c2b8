"""CSV and similar tables, and JSON."""

import json

import pytest

from ranklore.parsing.limits import PasteRefused
from ranklore.parsing.parser import parse_page
from ranklore.parsing.result import ParsedComment, ParsedItem, ParsedPage, Question
from ranklore.parsing.tests.shorthand import comment_texts, credits, item, names, question_kinds, question_lines, read

CSV = (
    'Rank,Title,Artist,Comment,Year\n2,"Hello, World",Ada,"first line\nsecond '
    '""line""",1999\n1,Bye,Ben & Cy,,2000\n,,,More on Bye,\n'
)


def test_quoted_fields_ranks_and_unknown_columns() -> None:
    page = read(CSV)
    assert credits(page) == {"Bye": ("Ben & Cy",), "Hello, World": ("Ada",)} and names(page)[0] == "Bye"
    assert comment_texts(item(page, "Hello, World")) == ['first line\nsecond "line"']
    assert [each.line for each in page.items] == [4, 2] and comment_texts(page.items[0]) == ["More on Bye"]
    assert "“Year”" in next(q.text for q in page.questions if q.kind == "left_out")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "header", ["name credit", "Song Artist", "TITLE AUTHOR", "titre auteur", "Titel Autor", "曲名 歌手"]
)
def test_delimiters_and_headings(mark: str, header: str) -> None:
    page = read(f"My favourite songs\nVote!\n\n{header.replace(' ', mark)}\nStone{mark}Ada\nFern{mark}Ben\n")
    assert (page.title, page.prompt) == ("My favourite songs", "Vote!")
    assert credits(page) == {"Stone": ("Ada",), "Fern": ("Ben",)}


def test_names_in_a_table_without_a_credit_column_are_split() -> None:
    assert credits(read("name,comment\nStone by Ada Moss,cold\nFern by Ada Moss,green"))["Fern"] == ("Ada Moss",)


def test_cells_beyond_the_header_are_asked_about() -> None:
    page = read("name,artist\nStone,Ada,spare\nFern,Ben")
    assert "spare" in next(q.text for q in page.questions if q.kind == "left_out" and q.line == 2)


def test_a_rank_column_without_a_number_is_left_out_with_a_question() -> None:
    page = read("name,Lake #,artist\nStone,The,Ada\nFern,,Ben")
    assert names(page) == ["Stone", "Fern"]
    assert "“Lake #”" in next(q.text for q in page.questions if q.kind == "left_out")


def test_rows_without_a_rank_keep_their_order_and_rows_without_a_name_are_asked_about() -> None:
    page = read("rank,name,artist\n2,Stone,Ada\n1,Fern,Ben\n,Mill,Cy\n4,,Dee")
    assert names(page) == ["Stone", "Fern", "Mill", "Untitled"] and {"numbers", "untitled"} <= set(question_kinds(page))


def test_rows_copied_from_a_table_without_a_header() -> None:
    page = read("Best Songs\n\n1\tStone Lake\tAda Moss\t12\n2\tFern Gully\tBen\t11\n3\tOld Mill\tAda Moss\t9")
    assert credits(page) == {"Stone Lake": ("Ada Moss",), "Fern Gully": ("Ben",), "Old Mill": ("Ada Moss",)}
    assert {"maybe_credit", "left_out"} <= set(question_kinds(page))


def test_rows_without_a_header_and_without_makers_hold_comments() -> None:
    page = read("Best Songs\n\n1\tStone Lake\tso cold, I love it\n2\tFern Gully\tso green!")
    assert [comment_texts(each) for each in page.items] == [["so cold, I love it"], ["so green!"]]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ('name,artist\n"Stone,Ada\nFern,Ben', "line 2 has a quotation mark that is never closed"),
        (
            "name,artist\n" + "x" * 201 + ",Ada\nFern,Ben",
            "Line 2 is 201 characters long; an item name can have at most 200",
        ),
        ("name,artist\nStone," + "x" * 101 + "\nFern,Ben", "Line 2 is 101 characters long; a credit"),
        ("name,comment\nStone," + "x" * 10_001 + "\nFern,b", "Line 2 is 10,001 characters long; a comment"),
        (
            'name,comment\nStone,"' + ("x" * 90_000 + "\n") * 2 + '"\nFern,b',
            "line 2 has a cell that is too long; a comment can have at most 10,000 characters",
        ),
    ],
)
def test_bad_rows_are_refused(rows: str, sentence: str) -> None:
    with pytest.raises(PasteRefused, match=sentence):
        parse_page(rows)


def test_credits_in_several_columns_are_read() -> None:
    assert parse_page("name,a by,by,credit\n" + "Stone," + "a,b;c,d;e,f\n" * 3).items


def test_our_own_json_is_read_back_unchanged() -> None:
    page = ParsedPage(
        "Lakes",
        "Which?",
        (
            ParsedItem("Stone by Ada", ("Ben", "Cy"), 3, (ParsedComment("cold ...more", 5, True),)),
            ParsedItem("Fern", (), 9),
        ),
        (Question(9, "maybe_title", "Is it?"),),
    )
    assert ParsedPage.from_json(json.loads(json.dumps(page.as_json()))) == page
    assert parse_page(json.dumps(page.as_json())) == page


def test_plain_json_lists() -> None:
    assert names(read('[\n "Stone",\n "Fern é"\n]')) == ["Stone", "Fern é"]
    assert [each.line for each in read('[\n "Stone",\n "Fern \\u00e9"\n]').items] == [2, 3]
    page = read('{"items": [{"name": "Stone", "credits": "Ada", "comments": ["cold", {"text": "calm"}], "x": 1}]}')
    assert page.items[0].credits == ("Ada",) and comment_texts(page.items[0]) == ["cold", "calm"]
    assert question_lines(page, "left_out") == [1] and "no_title" in question_kinds(page)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"title": "x",\n "items": [,]}', "line 2, column 12"),
        ('{"title": "x"}', "not a list page"),
        ("[[[[" * 60_000, "too deeply"),
        ('{"items": ["a", ' + "9" * 5_000 + "]}", "too long"),
        ('{"items": ["a"], "items": ["b"]}', '"items" twice'),
        ('{"items": [NaN]}', "NaN"),
        ('{"items": [1]}', "item 1 should be a name"),
        ('{"items": [{"name": " "}]}', "empty name"),
        ('{"items": [{"name": "a", "line": 0}]}', "whole number"),
        ('{"items": [{"name": "a", "credits": [1]}]}', "only texts"),
        ('{"items": [{"name": "a", "credits": 1}]}', "should be a list"),
        ('{"items": [{"name": "a", "comments": [1]}]}', "a text or an object"),
        ('{"items": [{"name": "a", "comments": [{"text": "b", "cut": 1}]}]}', "true or false"),
        ('{"items": [{"name": "a", "comments": [{"text": 1}]}]}', "should be a text"),
        ('{"items": "a"}', "should be a list"),
        ('{"items": ["' + "x" * 201 + '"]}', "at most 200"),
        ('{"items": [' + '"x",' * 2_000 + '"x"]}', "at most 2,000"),
        ('{"items": ["a"], "questions": [{"line": 1}]}', 'no "kind"'),
        ('{"items": []}', "No items"),
        ('{"items": ["a"], "tags": ["!"]}', 'In the JSON, "tags": .* is not a tag: a tag needs a letter or a number'),
    ],
)
def test_bad_json_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(PasteRefused, match=sentence):
        parse_page(text)


def exact(**changed: object) -> dict[str, object]:
    item: dict[str, object] = {"name": "a", "credits": [], "line": 1, "comments": []}
    return {"title": "", "prompt": "", "items": [{**item, **changed}], "questions": []}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "should be an object"),
        ({**exact(), "x": 1}, 'an unknown key, "x"'),
        (exact(name=""), "item 1 has an empty name"),
        (exact(credits=[1]), "only texts"),
        (exact(comments=[{"text": "a", "line": 1}]), 'no "cut"'),
        (exact(line=True), "whole number"),
        (
            {
                **exact(),
                "items": [exact(comments=[{"text": "a", "line": 1, "cut": False}] * 11_000)["items"][0]] * 2,
            },
            "too many comments",
        ),  # type: ignore[index]
    ],
)
def test_from_json_refuses_any_other_shape(data: object, sentence: str) -> None:
    with pytest.raises(PasteRefused, match=sentence):
        ParsedPage.from_json(data)


def test_rows_with_different_numbers_of_tabs_are_not_a_table() -> None:
    page = read("Best Lakes\nStone\tAda\nFern\tBen\tx\nMill")
    assert len(page.items) == 3


def test_an_unknown_column_beside_two_known_ones_holds_the_names() -> None:
    page = read("#\tCity\tComment\n1\tBergen\twet\n2\tGalway\twindy\n")
    assert names(page) == ["Bergen", "Galway"] and comment_texts(page.items[1]) == ["windy"]


def test_a_name_written_with_escapes_in_json_still_has_a_line() -> None:
    assert [each.line for each in read('[ "Fern",\n "St\\u006fne", "Mill"]').items] == [1, 1, 2]


def test_a_duo_in_a_column_is_split_where_one_of_them_has_another_row() -> None:
    page = read("song,artist\nStone,Oak & Ash\nFern,Ash\nMill,Simon & Garfunkel\nHill,-")
    assert credits(page) == {"Stone": ("Oak", "Ash"), "Fern": ("Ash",), "Mill": ("Simon & Garfunkel",), "Hill": ()}
