"""The image of a published ranking."""

import io

from PIL import Image

from ranklore.ballots import share_image as pictures
from ranklore.ballots.share_image import ShareCard, draw_share_image, drawable, etag_of


def test_long_and_strange_names_fit_in_the_picture():
    strange = ["悪ノ召使", "x" * 200, "مرحبا", "😀" * 50, "\ufffe", "é́́́", "a\u0301", "Ünïcödé Łódź"]
    card = ShareCard("悪" * 200, "م" * 40, tuple((name, ("Romanised", "y" * 100)) for name in strange), 300)
    image = Image.open(io.BytesIO(draw_share_image(card)))
    assert image.size == (1200, 630)
    margin = image.convert("RGB").crop((1132, 0, 1200, 630))
    assert len(margin.getcolors()) == 1, "something runs into the margin"


def test_what_no_font_can_draw_is_left_out(monkeypatch):
    monkeypatch.setattr(pictures, "_fallback_fonts", lambda family: ())
    for cached in (pictures._fonts, pictures._font_for):
        cached.cache_clear()
    try:
        assert drawable("悪ノ召使") == ""
        assert drawable("Servant 悪") == "Servant"
        assert drawable("Ünïcödé Łódź") == "Ünïcödé Łódź"
        assert drawable("") == ""
        assert draw_share_image(ShareCard("悪", "悪", (("悪ノ", ("mothy",)), ("悪", ("悪",))), 2))
    finally:
        for cached in (pictures._fonts, pictures._font_for):
            cached.cache_clear()


def test_different_cards_have_different_etags():
    cards = [ShareCard("a", "b", (), 0), ShareCard("a", "b", (("c", ()),), 1), ShareCard("ab", "", (), 0)]
    assert len({etag_of(card) for card in cards}) == 3
