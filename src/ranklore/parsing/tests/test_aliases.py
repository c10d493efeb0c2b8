"""Aliases of items in our own JSON and in tables."""

import json

import pytest

from ranklore.parsing.limits import PasteRefused
from ranklore.parsing.result import ParsedPage
from ranklore.parsing.tests.shorthand import item, names, question_kinds, question_lines, read


def read_json(*items: object) -> ParsedPage:
    return read(json.dumps({"title": "Weather", "items": items}))


def test_aliases_are_read_from_json_and_written_to_it() -> None:
    page = read_json(
        {"name": "Fog", "aliases": ["霧", " Kiri ", "fog", "", "kiri"]}, {"name": "Gale", "aliases": "Storm"}
    )
    assert [each.aliases for each in page.items] == [("霧", "Kiri"), ("Storm",)]
    assert ParsedPage.from_json(page.as_json()) == page
    assert "aliases" not in read_json("Fog").as_json()["items"][0]


@pytest.mark.parametrize(
    ("aliases", "sentence"),
    [
        ([1], '"aliases" of item 1 should have only texts.'),
        ({}, '"aliases" of item 1 should be a list.'),
        (["x" * 201], '"aliases" of item 1 is 201 characters long; it can have at most 200.'),
        (["x"] * 11, '"aliases" of item 1 has 11 entries; it can have at most 10.'),
    ],
)
def test_wrong_aliases_are_refused(aliases: object, sentence: str) -> None:
    with pytest.raises(PasteRefused) as refused:
        read_json({"name": "Fog", "aliases": aliases})
    assert str(refused.value) == f"In the JSON, {sentence}"


@pytest.mark.parametrize(
    "heading", ["aliases", "AKA", "Other names", "other_titles", "Also known as", "Alternative title", "別名"]
)
def test_a_column_of_aliases_is_read(heading: str) -> None:
    page = read(f"title,{heading},artist\nFog,霧; Kiri|Mist,Mika\nGale,,Mika\n")
    assert item(page, "Fog").aliases == ("霧", "Kiri", "Mist") and item(page, "Gale").aliases == ()
    assert not question_lines(page, "left_out")


def test_a_column_of_other_things_holds_no_aliases() -> None:
    page = read("title,artist,Other prizes\nFog,Mika,Gold\nGale,Mika,None\n")
    assert item(page, "Fog").aliases == () and "left_out" in question_kinds(page)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("x" * 201, "Line 2 is 201 characters long; another name of an item can have at most 200."),
        (";".join(map(str, range(11))), "Line 2 has 11 other names; an item can have at most 10."),
    ],
)
def test_aliases_over_a_limit_are_refused_with_their_line(cell: str, sentence: str) -> None:
    with pytest.raises(PasteRefused) as refused:
        read(f"title,aka\nFog,{cell}\n")
    assert str(refused.value) == sentence


def test_two_items_that_share_a_name_are_asked_about() -> None:
    page = read("title,aka\nFog,Mist\nGale,Storm\nHaze,mist\nSTORM,\n")
    assert names(page) == ["Fog", "Gale", "Haze", "STORM"] and question_lines(page, "duplicate") == [4, 5]
    duplicates = [each.text for each in page.questions if each.kind == "duplicate"]
    assert duplicates[0] == "“Haze” on line 4 seems to be the same as “Fog” on line 2."
