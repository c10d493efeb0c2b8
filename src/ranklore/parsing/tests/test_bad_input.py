"""Bad input is refused with a sentence that gives the limit and the line. No other exception is raised."""

import pytest

from ranklore.parsing.encoding import decode_page
from ranklore.parsing.limits import PasteRefused
from ranklore.parsing.parser import parse_page
from ranklore.parsing.tests.shorthand import names, question_kinds, question_lines, read

LONG = 1_900_000


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no text here. Paste a page with a title and a name on each line."),
        (" \n\t\n", "There is no text here. Paste a page with a title and a name on each line."),
        ("\u202e\u200b\ufeff", "There is no text here. Paste a page with a title and a name on each line."),
        ("one line", "only one line"),
        ("x" * 1_000_000, "a line can have at most 100,000"),
        ("a\nb\0c", "Line 2 has a NUL character, so this is a binary file and not a text."),
        ("x" * 2_000_001, "at most 2,000,000"),
        ("a b\n" * 100_000, "at most 50,000"),
        ("Stone Lake\n" * 40_000, "at most 2,000"),
        ("\n".join(f"Stone Lake {place}" for place in range(2_030)), "at most 2,000"),
        ("\n".join(f"{place}. Stone Lake" for place in range(1, 2_200)), "at most 2,000"),
        ("<ol>" + "<li>a</li>" * 2_001, "at most 2,000"),
        ("<h1>T</h1>" + "<h2>a</h2><p>b</p>" * 2_001, "at most 2,000"),
        ("# T\n" + "- a\n" * 23_000, "too many entries"),
        ("<ol><li>a</li><li>" + "x" * 201 + "</li></ol>", "at most 200"),
        (
            "Best\n1. " + "x" * 201 + "\n2. b",
            "Line 2 is 201 characters long; an item name can have at most 200",
        ),
        (
            "Best Lakes\n\nStone Lake\n\n" + "cold and calm. " * 700 + "\n\nFern Lake\n\nGreen.",
            "Line 5 .* a comment can have at most 10,000",
        ),
        ("<h1>" + "x" * 201 + "</h1><ol><li>a</li><li>b</li></ol>", "a title can have at most 200"),
        ("Best Lakes\n\nStone Lake\n\nFern Lake\n\n" + "It is cold there.\n\n" * 20_001, "comments"),
        ("<h1>T</h1><dl><dt>a</dt>" + "<dd>b</dd>" * 20_001 + "<dt>b</dt></dl>", "20,001 comments"),
        ("name,by,artist\nStone,A & B & C & D & E & F,G & H & I & J & K\nFern,A,B", "Line 2 has 11 credits"),
        ("- - -\n===\n---", "No items"),
        ("<div></div><p></p><br><br>", "No items"),
    ],
)
def test_a_bad_page_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(PasteRefused, match=sentence):
        parse_page(text)


@pytest.mark.parametrize(
    "text",
    [
        "T\n" + "x" * LONG,
        "<div>" * 400_000,
        "<ol><li>" * 49_000,
        ">" * LONG,
        "T\n\n" + "> " * (LONG // 2),
        "T\n" + "[" * LONG,
        "T\n" + "- " * (LONG // 2),
        "T\n" + "* " * (LONG // 2),
        "[" * LONG,
        '{"a":' * 300_000,
        "9" * 5_000 + ". Title\nB\n",
        "<" * LONG,
        "<ol><li>a</li><li>b</li>" + "<!--" * 90_000,
        "<ol><li>a</li><li>b</li>" + "<nav>" * 40_000 + "</aside>" * 40_000,
        "<ol>" + '<a "' * 90_000,
        "# T\n" + "*a " * 600_000,
        "# T\n- a\n- " + "`a" * 900_000,
        "|a" * 300_000 + "\n" + "|-" * 300_000 + "\n",
        "name,artist\n" + "," * LONG,
        "\u202e" * LONG,
        "Best\n" + "\ud800" * 1_000 + "\nab\ncd",
        "Best\n" + "a - " * 400_000 + "b\nc",
        "\n".join("1" * 7 + "x" for _ in range(40_000)),
        "\n".join("▲" * 80 for _ in range(20_000)),
        "Best\n" + "a\u0301" * 900_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_input_is_parsed_or_refused(text: str) -> None:
    try:
        assert parse_page(text).items
    except PasteRefused as refused:
        assert str(refused).endswith((".", "?"))


def test_invisible_characters_are_removed_and_counted() -> None:
    page = read("Best La\u200bkes\nSto\u202ene Lake\nF\u00adern\n👩‍💻 Pond")
    assert page.title == "Best Lakes" and names(page) == ["Stone Lake", "Fern", "👩‍💻 Pond"]
    (question,) = [q for q in page.questions if q.kind == "invisible"]
    assert question.text == "3 invisible characters were removed."
    page = read("<ol><li>a&#x202e;b</li><li>&#8203;</li></ol>")
    assert names(page) == ["ab", "Untitled"] and {"invisible", "untitled"} <= set(question_kinds(page))
    assert read("Best\na\u200bb\nc").questions[0].text == "1 invisible character was removed."


def test_all_line_endings_count_as_lines() -> None:
    for end in ("\n", "\r\n", "\r"):
        page = read(end.join(["Best Lakes", "", "Stone Lake", "Fern\u2028Lake", "Mill\x0bLake"]))
        assert [each.line for each in page.items] == [3, 4, 5] and names(page)[1:] == [
            "Fern Lake",
            "Mill Lake",
        ]


def test_one_last_question_counts_those_over_the_limit() -> None:
    page = read("Best\n" + "Stone Lake\n" * 700)
    assert question_kinds(page)[-1] == "more_questions" and len(page.questions) == 501


def test_eleven_credits_stay_one_text() -> None:
    page = read(
        "Best Songs\nStone by Ada Moss\nFern by Ada Moss\nMill by " + ", ".join("abcdefghijk".upper()) + "\nHill"
    )
    assert len(page.items) == 4 and question_lines(page, "no_title") == []


SENTENCES = {
    "cp1252": [
        "Les plus belles randonnées près de chez nous\n\nLaquelle préférez-vous ?\n",
        "Die schönsten Bücher für müde Abende\n\nGrüße aus Köln",
        "Las mejores canciones del año\n\n¿Cuál te hizo llorar más?\n",
        "Best cafés in town\n\nCafé Noir\n\nI like it",
        "Bästa böckerna\n\nÅngest på sjön\n\nJag älskar den här",
        "As melhores canções do verão\n\nNão sei, talvez aquela do avô",
        "It’s the best – “Dune” wins…\nEmma",
    ],
    "cp1254": ["Çok güzel şarkılar, yağmur ve ışık gibi", "Türkçe en iyi kitaplar\n\nİnce Memed"],
    "mac_roman": ["Les plus belles randonnées près de chez nous, déjà vu"],
    "cp932": [
        "泣ける曲ランキング\n\nココロ\n\n何度聞いても泣いてしまいます。",
        "好きな本\n吾輩は猫である\nこころ",
    ],
    "euc_jp": ["泣ける曲ランキング\n\nココロ\n\n何度聞いても泣いてしまいます。"],
    "gb18030": ["最好看的书\n\n红楼梦\n\n我看了三遍，每次都哭。"],
    "big5": ["最好看的書\n\n紅樓夢\n\n我看了三遍，每次都哭。"],
    "cp949": ["최고의 노래\n\n봄날\n\n들을 때마다 눈물이 나요."],
    "koi8_r": ["Лучшие книги года\n\nЧитал три раза, всё равно плачу."],
    "cp1251": ["Лучшие книги года\n\nЧитал три раза, всё равно плачу."],
    "cp1250": [
        "Nejlepší knihy roku\n\nPříběh žlutého koně\n\nČetl jsem ji třikrát.",
        "Najlepsze książki\n\nŁąka pełna żółtych kwiatów",
    ],
    "cp1253": ["Τα καλύτερα βιβλία\n\nΗ θάλασσα\n\nΤο διάβασα τρεις φορές."],
    "cp1255": ["שירים עצובים\n\nשלום עולם"],
    "cp1256": ["أجمل الأغاني الحزينة\n\nأغنية"],
    "tis_620": ["เพลงเศร้าที่สุด\n\nเพลงของฉัน"],
    "iso2022_jp": ["泣ける曲ランキング\n\nココロ"],
}


@pytest.mark.parametrize(("encoding", "text"), [(e, text) for e, texts in SENTENCES.items() for text in texts])
def test_old_encodings_are_guessed(encoding: str, text: str) -> None:
    decoded = decode_page(text.encode(encoding))
    assert decoded.text == text and decoded.guessed


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_encoding_with_a_mark_is_not_guessed(encoding: str) -> None:
    decoded = decode_page("Café\nココロ".encode(encoding))
    assert decoded.text == "Café\nココロ" and not decoded.guessed


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n", "This is a PNG picture, not a text."),
        (b"PK\x03\x04abc", "zip"),
        (b"%PDF-1.7", "PDF"),
        (b"a\r\nb\0c", "Line 2 has a NUL character, so this is a binary file and not a text."),
        (b"\xff\xfea", "This file says that it is UTF-16, but it cannot be read as that."),
        ("Café\nnaïve ü é".encode() + b"\xff", "Line 2 has bytes that are not text in UTF-8."),
        (bytes(range(128, 256)) * 9, "Line 1 has bytes that are not text in UTF-8."),
        (b"x" * 8_000_001, "8.0 MB"),
        (b"\x1b$\xff\xff\xff", "Line 1 has bytes that are not text in UTF-8."),
    ],
)
def test_files_that_are_not_text_are_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(PasteRefused, match=sentence):
        decode_page(data)
