"""A real fan page, and one of our own with the same traps. Only names are quoted here: they are facts."""

from pathlib import Path

import pytest

from ranklore.parsing.encoding import decode_page
from ranklore.parsing.parser import parse_page
from ranklore.parsing.result import UNTITLED, ParsedPage
from ranklore.parsing.tests.shorthand import comment_texts, credits, item, question_lines

ROOT = Path(__file__).parents[4]
SEED = ROOT.parent / "shared" / "seed" / "most-depressing-vocaloid-songs.txt"
OWN = Path(__file__).parent / "pages" / "quiet-hikes.txt"

LEN, RIN, MIKU, LUKA = ("Kagamine Len",), ("Kagamine Rin",), ("Hatsune Miku",), ("Megurine Luka",)
BOTH = ("Kagamine Rin", "Kagamine Len")
SEED_TITLES: dict[int, tuple[str, tuple[str, ...]]] = {
    5: ("The Servant of Evil", LEN),
    24: ("Witchcraft Maiden", ()),
    25: ("Regret Message", ()),
    37: ("Paper Plane", RIN),
    53: ("The Disappearance of Hatsune Miku", ()),
    63: ("Paradichlorobenzene", LEN),
    73: ("Fifth: The Pierrot", ()),
    83: ("Soundless Voice", ()),
    112: ("Proof of Life", ("Rin Kagamine",)),
    122: ("Rolling Girl", ()),
    132: ("Kokoro", RIN),
    144: ("Alluring Secret Black Vow", BOTH),
    154: ("Ayano's Theory of Happiness", ()),
    189: ("I'm Sorry I'm Sorry", MIKU),
    199: ("Magic Mirror (Mahou No Kagami)", BOTH),
    215: ("Psychotic Love Song / Yandelenka", ()),
    225: ("Witch", LUKA),
    235: ("Seasonal Feathers", ()),
    245: ("Kept Waiting for a Response", ()),
    257: ("The Lost One's Weeping", RIN),
    275: ("Little Mermaid", LUKA),
    285: ("Lie", LUKA),
    295: ("Just Be Friends", LUKA),
    305: ("Witch Hunt", ()),
    315: ("Sigh", ("Rin Kagamine",)),
    327: ("Anime PV: Reboot", ()),
    340: ("Sayoko", MIKU),
    350: ("Wrinkle", ("Megpoid Gumi",)),
    356: ("Hirari Hirari", ()),
    373: ("A Faint Wish", ("Rin", "Len")),
    390: ("Dark Woods Circus", ()),
    400: ("15 Years Pursuing a Cute Boy", ()),
    420: ("Endless Wedge", ()),
    434: ("Self - Inflicted Achromatic", ()),
    444: ("Tokyo Teddy Bear", ()),
    455: ("My True Self", MIKU),
    465: ("Daughter of White", ()),
    481: ("Six Trillion Years and Overnight Story", ()),
    489: ("Irony", MIKU),
    499: ("Abstract Nonsense", ()),
    510: ("Can't I Even Dream", ()),
    518: ("Don't Look at Me In That Way", ()),
    536: ("Kokoro Kiseki", ()),
    542: ("Last Night, Good Night", ()),
}
SEED_LOST = [16, 94, 367, 378, 527]
OWN_TITLES: dict[int, tuple[str, tuple[str, ...]]] = {
    5: ("The Long Ridge", ("Oakley Mara",)),
    18: ("Copper Falls", ()),
    19: ("Hollow Lake", ()),
    25: ("Stone Stair", ("Mara Oakley",)),
    31: ("The Vanishing of Oakley Mara", ()),
    35: ("Salt Marsh Loop", ("Pell Bryn",)),
    49: ("Second: The Orchard", ()),
    53: ("Evening Wall", ("Oakley Mara", "Bryn")),
    59: ("Fern Gully", ("Pell Bryn",)),
    63: ("Old Mill Round", ("Mara Oakley",)),
    79: ("Birchwood", ("Otto Grün",)),
    83: ("12 Bridges in One Day", ()),
    87: ("Half - Drowned Meadow", ()),
    98: ("Good Path, Bad Path", ()),
}
OWN_LOST = [14, 94]

seed_only = pytest.mark.skipif(not SEED.exists(), reason=f"the seed page is not beside the repository: {SEED}")


def page_of(path: Path) -> ParsedPage:
    return parse_page(decode_page(path.read_bytes()).text)


def check_titles(page: ParsedPage, titles: dict[int, tuple[str, tuple[str, ...]]], lost: list[int]) -> None:
    found = {each.line: (each.name, each.credits) for each in page.items if each.name != UNTITLED}
    untitled = [each.line for each in page.items if each.name == UNTITLED]
    right = sum(line in titles for line in found)
    wrong = sorted(set(found) - set(titles))
    print(f"\ntitle lines found {right} of {len(titles)}; comments taken for a title {len(wrong)} {wrong}")
    print(f"credits right {sum(found.get(line) == named for line, named in titles.items())} of {len(titles)}")
    print(f"lost titles found {sum(line in lost for line in untitled)} of {len(lost)}; items {len(page.items)}")
    assert found == titles
    assert untitled == lost == question_lines(page, "untitled")


@seed_only
def test_the_items_of_the_seed_page_are_exactly_its_titles() -> None:
    page = page_of(SEED)
    assert page.title == "Most Depressing Vocaloid Songs"
    assert page.prompt.startswith("So...") and page.prompt.endswith("the most?")
    check_titles(page, SEED_TITLES, SEED_LOST)
    assert question_lines(page, "maybe_untitled") == [163, 172]


@seed_only
def test_every_comment_of_the_seed_page_is_under_its_item() -> None:
    page = page_of(SEED)
    lines = decode_page(SEED.read_bytes()).text.split("\n")
    starts = {n for n, line in enumerate(lines, 1) if line.strip() and (n == 1 or not lines[n - 2].strip())}
    comments = [(comment.line, each.line) for each in page.items for comment in each.comments]
    assert {line for line, _ in comments} == starts - {1, 3, *SEED_TITLES}
    owners = sorted([*SEED_TITLES, *SEED_LOST])
    assert all(owner == max(line for line in owners if line <= at) for at, owner in comments)
    assert sum(line for line, _ in comments) == sum({line for line, _ in comments})


@seed_only
def test_a_comment_of_the_seed_page_is_cut_where_its_text_ends_in_more() -> None:
    page = page_of(SEED)
    lines = decode_page(SEED.read_bytes()).text.split("\n")
    ends = sum(line.endswith("...more") for line in lines)
    cut = [comment for each in page.items for comment in each.comments if comment.cut]
    assert len(cut) == ends > 0 and all(comment.text.endswith("...more") for comment in cut)


def test_our_own_page_with_the_same_traps_is_read_right() -> None:
    page = page_of(OWN)
    assert page.title == "Quietest Day Hikes"
    check_titles(page, OWN_TITLES, OWN_LOST)
    assert question_lines(page, "maybe_untitled") == [68, 73]
    assert {41, 43} <= set(question_lines(page, "maybe_title"))


def test_a_paragraph_of_adjoining_lines_is_one_comment() -> None:
    stairs = item(page_of(OWN), "Stone Stair")
    assert comment_texts(stairs)[0].count("\n") == 2 and stairs.comments[0].line == 27


def test_every_comment_keeps_its_line_and_its_words() -> None:
    page = page_of(OWN)
    lines = OWN.read_text(encoding="utf-8").split("\n")
    for each in page.items:
        for comment in each.comments:
            assert comment.text.split("\n")[0] == lines[comment.line - 1]


def test_a_name_that_only_mentions_somebody_is_not_split() -> None:
    assert credits(page_of(OWN))["The Vanishing of Oakley Mara"] == ()
