"""Credits are split off names where the page shows that they are credits."""

import pytest

from ranklore.parsing.tests.shorthand import credits, question_lines, read

KNOWN = "Best Songs\n\nStone by Ada Moss\nFern by Ada Moss\nLake by Ben Fell\n"


@pytest.mark.parametrize(
    ("line", "name", "made_by"),
    [
        ("Mill by Ada Moss", "Mill", ("Ada Moss",)),
        ("Mill - Ada Moss", "Mill", ("Ada Moss",)),
        ("Mill – Ada Moss", "Mill", ("Ada Moss",)),
        ("Mill — Moss Ada", "Mill", ("Moss Ada",)),
        ("Mill: Ada Moss", "Mill", ("Ada Moss",)),
        ("Mill (by Cy Hill)", "Mill", ("Cy Hill",)),
        ("Mill (Ada Moss)", "Mill", ("Ada Moss",)),
        ("Mill / Ada Moss", "Mill", ("Ada Moss",)),
        ("Mill, Ada Moss", "Mill", ("Ada Moss",)),
        ("Ada Moss - Mill", "Mill", ("Ada Moss",)),
        ("Ada Moss: Mill", "Mill", ("Ada Moss",)),
        ("Mill Ada Moss", "Mill", ("Ada Moss",)),
        ("Mill Ada and Ben", "Mill", ("Ada", "Ben")),
        ('"Mill" by Ada Moss', "Mill", ("Ada Moss",)),
        ("“Mill” Ada Moss", "Mill", ("Ada Moss",)),
        ("Ada Moss「Mill」", "Mill", ("Ada Moss",)),
        ("Mill by Ada Moss and Ben Fell", "Mill", ("Ada Moss", "Ben Fell")),
        ("Mill by Ada Moss & Ben Fell", "Mill", ("Ada Moss", "Ben Fell")),
        ("Mill by Ada Moss feat. Ben Fell", "Mill", ("Ada Moss", "Ben Fell")),
        ("Mill by Ada Moss, Ben Fell", "Mill", ("Ada Moss", "Ben Fell")),
        ("Mill by Ada Moss (1994)", "Mill (1994)", ("Ada Moss",)),
        ("Mill (1994)", "Mill (1994)", ()),
        ("Stand by Me", "Stand by Me", ()),
        ("Side by Side", "Side by Side", ()),
        ("Death by Glamour", "Death by Glamour", ()),
        ("Down by the River", "Down by the River", ()),
        ("The Vanishing of Ada Moss", "The Vanishing of Ada Moss", ()),
        ("Second: The Orchard", "Second: The Orchard", ()),
        ("Last Night, Good Night", "Last Night, Good Night", ()),
        ("Dark Love Song / Yandel", "Dark Love Song / Yandel", ()),
        ("Self - Inflicted Grey", "Self - Inflicted Grey", ()),
        ("Ada Moss", "Ada Moss", ()),
    ],
)
def test_a_line_on_a_page_with_credits(line: str, name: str, made_by: tuple[str, ...]) -> None:
    page = read(KNOWN + line + "\nOne\nTwo\nThree\nFour\nFive\nSix\n")
    assert (page.items[3].name, page.items[3].credits) == (name, made_by)


def test_credits_on_a_page_of_books() -> None:
    page = read(
        '10 Best Books\n\n"Dune" by Frank Herbert\n"Emma" by Jane Austen\n'
        '"The Hobbit" by J.R.R. Tolkien\n"Death by Water" by K. Bell'
    )
    assert credits(page)["The Hobbit"] == ("J.R.R. Tolkien",) and credits(page)["Death by Water"] == ("K. Bell",)


def test_a_comma_splits_credits_where_every_line_has_one() -> None:
    page = read("Favourite Books\nThe Matrix, Ada Moss\nDune, Frank Herbert\nEmma, Jane Austen")
    assert credits(page) == {
        "The Matrix": ("Ada Moss",),
        "Dune": ("Frank Herbert",),
        "Emma": ("Jane Austen",),
    }


def test_short_names_are_trusted_where_most_lines_have_a_by() -> None:
    page = read("Best Songs\nRhapsody by Queen\nYesterday by The Beatles\nHello by Adele\nSilence")
    assert credits(page)["Rhapsody"] == ("Queen",) and credits(page)["Yesterday"] == ("The Beatles",)


def test_a_by_in_capitals_is_part_of_a_title() -> None:
    page = read("Best Songs\nStand By Mara\nFern Gully\nOld Mill\nSalt")
    assert credits(page)["Stand By Mara"] == ()


def test_the_side_that_comments_are_about_is_the_title() -> None:
    page = read(
        "Best Lakes\n\nStone Lake\n\nGumi once swam here, they say.\n\nMeg Gumi - Wrinkle\n\n"
        "Wrinkle is flat and calm.\n\n"
        "Fern Lake\n\nGreen all year round.\n"
    )
    assert credits(page)["Wrinkle"] == ("Meg Gumi",) and question_lines(page, "maybe_credit") == [7]


def test_one_family_name_can_belong_to_two_people() -> None:
    page = read(
        "Best Songs\nStone by Moss Ada\nFern by Moss Ben\nLake by Moss Ada and Ben\nMill by "
        "Ada and Ben Moss\nHill by Moss Ada"
    )
    assert credits(page)["Lake"] == ("Moss Ada", "Moss Ben") == credits(page)["Mill"]


def test_names_of_bands_are_not_split() -> None:
    page = read(
        "Best Songs\nSeptember by Earth, Wind & Fire\nDog Days by Florence and the "
        "Machine\nHouse by Crosby, Stills & Nash"
    )
    assert credits(page)["September"] == ("Earth, Wind & Fire",)
    assert credits(page)["Dog Days"] == ("Florence and the Machine",)


def test_the_only_by_on_a_page_is_asked_about() -> None:
    page = read("Best Songs\nStone by Ada Moss\nFern\nLake\nMill\nHill")
    assert credits(page)["Stone"] == ("Ada Moss",) and question_lines(page, "maybe_credit") == [2]


def test_a_few_bys_with_short_names_are_split_and_asked_about() -> None:
    page = read("Best Songs\nStone by Ada\nFern by Ben\nLake\nMill\nHill")
    assert credits(page)["Stone"] == ("Ada",) and question_lines(page, "maybe_credit") == [2, 3]


def test_credits_on_a_page_in_lower_case() -> None:
    page = read("best songs\nstone by ada moss\nfern by ben fell\nlake by cy hill")
    assert credits(page) == {"stone": ("ada moss",), "fern": ("ben fell",), "lake": ("cy hill",)}


def test_quotation_marks_are_removed_where_all_names_have_them() -> None:
    assert list(credits(read('Best Songs\n"Stone"\n"Fern"\n"Lake"'))) == ["Stone", "Fern", "Lake"]


def test_a_full_name_after_a_dash_is_a_credit_on_a_page_with_credits() -> None:
    page = read("Best Books\nDune by Frank Herbert\nEmma - Jane Austen\nIt\nUlysses\nHunger")
    assert credits(page)["Emma"] == ("Jane Austen",) and 3 in question_lines(page, "maybe_credit")


@pytest.mark.parametrize(
    ("line", "name", "made_by"),
    [
        ("Rust Heart by Mika", "Rust Heart", ("Mika",)),
        ("Stand by Me", "Stand by Me", ()),
        ("Down by My Side", "Down by My Side", ()),
        ("Step by Step", "Step by Step", ()),
        ("Death by Glamour", "Death by Glamour", ()),
        ("Killed by Death", "Killed by Death", ()),
        ("Trial by Fire", "Trial by Fire", ()),
        ("Death by Rock and Roll", "Death by Rock and Roll", ()),
        ("Manchester by the Sea", "Manchester by the Sea", ()),
        ("Painting by Numbers", "Painting by Numbers", ()),
        ("Blinded by Love Affairs", "Blinded by Love Affairs", ()),
        ("Haunted by Anna Moss", "Haunted", ("Anna Moss",)),
        ("Solaris by Lem", "Solaris by Lem", ()),
        ("Big Mill by von Trier", "Big Mill", ("von Trier",)),
        ("Big Mill, written by Ada", "Big Mill", ("Ada",)),
        ("Big Mill (directed by Ada Moss)", "Big Mill", ("Ada Moss",)),
        ("Big Mill (dir. Ada Moss) (1994)", "Big Mill (1994)", ("Ada Moss",)),
    ],
)
def test_the_only_by_on_a_page(line: str, name: str, made_by: tuple[str, ...]) -> None:
    page = read(f"Best Things\n{line}\nOne\nTwo\nThree\nFour\nFive")
    assert (page.items[0].name, page.items[0].credits) == (name, made_by)


def test_the_only_by_in_a_markdown_list_is_split_and_asked_about() -> None:
    page = read("Walks\n\n- Milford Track by Fiordland\n- Stand by Me\n- Hollow Lake\n- Fern\n")
    assert credits(page)["Milford Track"] == ("Fiordland",) and question_lines(page, "maybe_credit") == [3]


def test_a_band_with_a_lower_case_the() -> None:
    page = read("Best Songs\nHelp! by the Beatles\nYesterday by The Beatles\nStone by Ada Moss\nHill by the Moths")
    assert credits(page)["Help!"] == ("the Beatles",) and credits(page)["Hill"] == ("the Moths",)


def test_a_duo_is_one_name_unless_one_of_them_has_a_credit_elsewhere() -> None:
    page = read("Best Songs\nMill by Simon & Garfunkel\nHill by Hall and Oates\nStone by Oak & Ash\nFern by Ash")
    assert credits(page) == {
        "Mill": ("Simon & Garfunkel",),
        "Hill": ("Hall and Oates",),
        "Stone": ("Oak", "Ash"),
        "Fern": ("Ash",),
    }
    assert question_lines(page, "maybe_credit") == [2, 3]


def test_guests_in_brackets_are_credited_too() -> None:
    page = read(
        "Best Songs\nStone (feat. Cy Hill) by Ada Moss\nFern [ft. Dee] - Ada Moss\nMill (feat. Nobody)\n"
        "(feat. Cy) Hill\nLake (feat. a, b, c, d, e, f, g, h, i, j) by Ada Moss"
    )
    found = credits(page)
    assert found["Stone"] == ("Ada Moss", "Cy Hill") and found["Fern"] == ("Ada Moss", "Dee")
    assert found["Mill (feat. Nobody)"] == () and len(page.items) == 5
    assert found["Lake (feat. a, b, c, d, e, f, g, h, i, j) by Ada Moss"] == ()


def test_given_names_tell_the_side_of_a_dash_where_no_name_is_repeated() -> None:
    page = read("Top\n1. Anna Moss - Stone\n2. David Fell - Fern\n3. Julia Hill - Lake\n4. Oakley Marsh - Mill")
    assert credits(page)["Stone"] == ("Anna Moss",) and credits(page)["Mill"] == ("Oakley Marsh",)


def test_two_credits_after_dashes_are_enough_to_split_at_the_dash() -> None:
    page = read("Best Songs\nStone - Anna Moss\nFern - Oakley Marsh\nMill\nHill\nLake - Part Two\nSalt\nOne\nTwo")
    assert credits(page)["Fern"] == ("Oakley Marsh",) and credits(page)["Lake - Part Two"] == ()


def test_a_dash_without_blanks_needs_more_evidence() -> None:
    page = read("Best Songs\nStone by Ada Moss\nFern by Ben Fell\nLove–Hate\nMill - Suds\nA\nB\nC\nD")
    assert credits(page)["Love–Hate"] == () and credits(page)["Mill"] == ("Suds",)
    assert 5 in question_lines(page, "maybe_credit")
