"""The picture of a published ranking."""

import io

from PIL import Image

from ranklore.ballots import picture as pictures
from ranklore.ballots.picture import Card, drawable, etag_of, picture_of


def test_long_and_strange_names_fit_in_the_picture():
    strange = ["悪ノ召使", "x" * 200, "مرحبا", "😀" * 50, "\ufffe", "é́́́", "a\u0301", "Ünïcödé Łódź"]
    card = Card("悪" * 200, "م" * 40, tuple((name, ("Romanised", "y" * 100)) for name in strange), 300)
    image = Image.open(io.BytesIO(picture_of(card)))
    assert image.size == (1200, 630)
    margin = image.convert("RGB").crop((1132, 0, 1200, 630))
    assert len(margin.getcolors()) == 1, "something runs into the margin"


def test_what_no_font_can_draw_is_left_out(monkeypatch):
    monkeypatch.setattr(pictures, "_helpers", lambda family: ())
    for cached in (pictures._fonts, pictures._font_for):
        cached.cache_clear()
    try:
        assert drawable("悪ノ召使") == ""
        assert drawable("Servant 悪") == "Servant"
        assert drawable("Ünïcödé Łódź") == "Ünïcödé Łódź"
        assert drawable("") == ""
        assert picture_of(Card("悪", "悪", (("悪ノ", ("mothy",)), ("悪", ("悪",))), 2))
    finally:
        for cached in (pictures._fonts, pictures._font_for):
            cached.cache_clear()


def test_cards_that_differ_have_other_marks():
    cards = [Card("a", "b", (), 0), Card("a", "b", (("c", ()),), 1), Card("ab", "", (), 0)]
    assert len({etag_of(card) for card in cards}) == 3
