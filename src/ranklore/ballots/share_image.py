"""Draw a published ranking as a PNG image for sharing."""

import hashlib
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import ClassVar

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

import ranklore.core

DRAWING_VERSION = 1
"""Part of the ETag. Raise it when the drawing changes, so that caches fetch the image again."""
SIZE = (1200, 630)
MARGIN = 72
PAPER, INK, SOFT, LINE, VIOLET = "#fcfaf6", "#1d1d28", "#5b5b68", "#dedad3", "#6536c9"  # from tokens.css, light mode

_SITE_FONTS = Path(ranklore.core.__file__).parent / "static/core/fonts"
_SYSTEM_FONT_FOLDERS = Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"
# For letters that our two faces lack: Japanese, Chinese and Korean, then Cyrillic, Greek and others.
_FALLBACK_FONTS = (
    "NotoSansCJK-Regular.*",
    "NotoSansCJKjp-Regular.*",
    "NotoSansJP*",
    "NotoSans-Regular.*",
    "DejaVuSans.ttf",
)
_TITLE_FALLBACK_FONTS = ("NotoSerifCJK-Bold.*", "NotoSerifCJKjp-Bold.*", "NotoSerifJP*")
_MISSING_CHAR = "\U0010ffff"  # no font has it

Face = tuple[str, int, int]  # family, size, weight
TITLE, TEXT = "fraunces", "figtree"


@dataclass(frozen=True, slots=True)
class ShareCard:
    """The content of the image. lines: name and credits of the first items; total: the items of the whole ranking."""

    ITEMS_MAX: ClassVar[int] = 10
    title: str
    name: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    total: int


def etag_of(card: ShareCard) -> str:
    content = f"{DRAWING_VERSION} {get_language()} {card!r}"
    return f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'


def draw_share_image(card: ShareCard) -> bytes:
    """The image as PNG, with its words in the active language."""
    with _font_lock:
        return _draw(card, get_language())


_font_lock = Lock()  # FreeType faces are not thread-safe


@lru_cache(maxsize=32)
def _draw(card: ShareCard, language: str | None) -> bytes:
    """Cached because drawing takes long; `language` is part of the key because the words differ."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    width = SIZE[0] - 2 * MARGIN
    signed = drawable(card.name)
    _draw_text(
        pen,
        (MARGIN, 72),
        _("Ranked by %(name)s") % {"name": signed} if signed else _("One voter’s ranking"),
        (TEXT, 28, 600),
        VIOLET,
        width,
    )
    _draw_text(pen, (MARGIN, 140), drawable(card.title) or _("A list"), (TITLE, 60, 560), INK, width)
    pen.line((MARGIN, 172, MARGIN + width, 172), LINE, 2)
    _draw_items(pen, card, width)
    pen.line((MARGIN, 552, MARGIN + width, 552), LINE, 2)
    mark = ImageFont.truetype(_SITE_FONTS / "fraunces-wordmark.woff2", 40)
    pen.text((MARGIN, 600), "rank", INK, mark, anchor="ls")
    pen.text((MARGIN + mark.getlength("rank"), 600), "lore", VIOLET, mark, anchor="ls")
    more = card.total - len(card.lines)
    if more > 0:
        text = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": intcomma(more)}
        _draw_text(pen, (MARGIN + width - _text_width(text, (TEXT, 26, 400)), 598), text, (TEXT, 26, 400), SOFT, width)
    data = io.BytesIO()
    image.save(data, "PNG", optimize=True)
    return data.getvalue()


def _draw_items(pen: ImageDraw.ImageDraw, card: ShareCard, width: int) -> None:
    """One column for up to five items, two columns for more."""
    is_short = len(card.lines) <= 5
    numeral, name = (TITLE, 50, 300), (TITLE, 34 if is_short else 27, 600)
    column = width if is_short else (width - 48) // 2
    for n, (text, credits) in enumerate(card.lines):
        x, y = MARGIN + (n // 5) * (column + 48), 230 + (n % 5) * 72
        _draw_text(pen, (x, y), str(n + 1), numeral, VIOLET if n == 0 else INK, 80)
        _draw_text(pen, (x + 68, y - 6), drawable(text) or drawable(", ".join(credits)) or "–", name, INK, column - 68)
        made_by = drawable(", ".join(credits)) if drawable(text) else ""
        _draw_text(pen, (x + 68, y + 20), made_by, (TEXT, 20, 400), SOFT, column - 68)


def drawable(text: str) -> str:
    """The text without letters that no font here can draw. Empty if more than half of it would be lost."""
    seen = [char for char in text if not char.isspace()]
    kept = [char for char in text if char.isspace() or _font_for(char, (TEXT, 20, 400)) is not None]
    lost = len(seen) - sum(not char.isspace() for char in kept)
    return "" if lost * 2 > len(seen) else " ".join("".join(kept).split())


def _draw_text(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, face: Face, ink: str, width: float
) -> None:
    """Draw one line of text. `at` is its left end on the baseline. Text that is too long ends in an ellipsis."""
    x, y = at
    for font, run in _font_runs(_truncate(text, face, width), face):
        pen.text((x, y), run, ink, font, anchor="ls")
        x += font.getlength(run)


def _truncate(text: str, face: Face, width: float) -> str:
    if _text_width(text, face) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _text_width(_with_ellipsis(text, middle), face) <= width else (low, middle - 1)
    return _with_ellipsis(text, low)


def _with_ellipsis(text: str, length: int) -> str:
    return f"{text[:length].rstrip()}…"


def _text_width(text: str, face: Face) -> float:
    return sum(font.getlength(run) for font, run in _font_runs(text, face))


def _font_runs(text: str, face: Face) -> list[tuple[ImageFont.FreeTypeFont, str]]:
    """Split the text into runs that one font can draw. Marks stay with their letter, spaces with the run before."""
    fonts: list[ImageFont.FreeTypeFont] = []
    for char in text:
        stays = fonts and (char.isspace() or unicodedata.combining(char))
        fonts.append(fonts[-1] if stays else _font_for(char, face) or _fonts(face)[0])
    pieces = groupby(zip(fonts, text, strict=True), key=lambda each: id(each[0]))
    runs = (list(piece) for _, piece in pieces)
    return [(run[0][0], "".join(char for _, char in run)) for run in runs]


@lru_cache(maxsize=4096)
def _font_for(char: str, face: Face) -> ImageFont.FreeTypeFont | None:
    """The first font that has the character."""
    if char.isspace():
        return _fonts(face)[0]
    return next((font for font in _fonts(face) if _glyph_mask(font, char) != _glyph_mask(font, _MISSING_CHAR)), None)


def _glyph_mask(font: ImageFont.FreeTypeFont, char: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(char)
    return mask.size, bytes(mask)


@lru_cache(maxsize=16)
def _fonts(face: Face) -> Sequence[ImageFont.FreeTypeFont]:
    family, size, weight = face
    fonts = []
    for part in ("latin", "latin-ext"):
        path = _SITE_FONTS / f"{family}-{part}.woff2"
        font = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
        font.set_variation_by_axes([144 if size > 40 else 36, weight] if family == TITLE else [weight])
        fonts.append(font)
    return (*fonts, *(ImageFont.truetype(path, size) for path in _fallback_fonts(family)))


@lru_cache(maxsize=2)
def _fallback_fonts(family: str) -> tuple[Path, ...]:
    """Fonts of the system for characters that our own fonts lack."""
    found = []
    for pattern in (*(_TITLE_FALLBACK_FONTS if family == TITLE else ()), *_FALLBACK_FONTS):
        paths = (path for folder in _SYSTEM_FONT_FOLDERS if folder.is_dir() for path in sorted(folder.rglob(pattern)))
        found.append(next(paths, None))
    return tuple(path for path in found if path)
