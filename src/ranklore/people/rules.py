"""What a person may be called. A name is an address (`/@name`), and nobody may pass for somebody else."""

import re
import unicodedata

from ranklore.people.lookalikes import LATIN, plain
from ranklore.shell.refused import Refused

NAME_MIN, NAME_MAX = 2, 30
# Letters taken apart are several signs each. More than this is no name; sorting marks takes the square of their number.
SIGNS_MOST = 8 * NAME_MAX
SOMEONE_WHO_LEFT = "Someone who left"
SEPARATORS = "-_."
# By kinds: a letter somewhere; pieces of letters, with at most two marks on one, and digits; one separator between.
_SHAPE = re.compile(r"(?=.*a)(?:a`{0,2}|1)+(?:-(?:a`{0,2}|1)+)*")

# Scripts that are written together in one name; any other script stands alone.
_TOGETHER = (frozenset({"HAN", "HIRAGANA", "KATAKANA"}), frozenset({"HAN", "HANGUL"}))
_WRITTEN_IN = """
    LATIN GREEK CYRILLIC ARMENIAN GEORGIAN HEBREW ARABIC DEVANAGARI BENGALI GUJARATI GURMUKHI TAMIL TELUGU KANNADA
    MALAYALAM SINHALA THAI LAO KHMER MYANMAR ETHIOPIC HAN HIRAGANA KATAKANA HANGUL
"""
_SCRIPT_OF_WORD = {"CJK": "HAN", "IDEOGRAPHIC": "HAN", "KATAKANA-HIRAGANA": "KATAKANA"}
# Words that speak for the site, in whichever part of a name.
_OFFICIAL = (
    "admin admins administrator mod mods moderator staff team support help official owner system security root "
    "админ администратор модератор 管理人 管理者 運営 アドミン"
)
# Names that would be taken for something else.
_RESERVED = """
    me new you all everyone everybody nobody someone anyone anonymous guest visitor voter deleted removed unknown none
    null undefined account accounts settings about api here home list lists item items comment comments sign-in sign-up
    sign-out login logout register abuse postmaster webmaster noreply no-reply mail email info contact privacy terms
"""
_WORDS = "Use letters and digits, with a single - _ or . between them."


def checked_name(typed: str) -> str:
    """A name as it will be shown. Raises Refused, with the field `name`."""
    typed = typed.strip()
    name = unicodedata.normalize("NFKC", typed) if len(typed) <= SIGNS_MOST else typed
    if not NAME_MIN <= len(name) <= NAME_MAX:
        raise Refused(f"A name has {NAME_MIN} to {NAME_MAX} characters; this has {len(name):,}.", "name")
    if not _is_plain(name):
        raise Refused(f"This cannot be a name. {_WORDS}", "name")
    scripts = {_script_of(letter) for letter in name if unicodedata.category(letter).startswith("L")}
    if None in scripts or not (len(scripts) == 1 or any(scripts <= together for together in _TOGETHER)):
        raise Refused("Write the name in one script: these letters are not used together.", "name")
    if _is_reserved(name):
        raise Refused("This name is kept for the site. Choose another one.", "name")
    return name


def skeleton(name: str) -> str:
    """What is left when everything is taken off that eyes pass over: names with one skeleton look alike."""
    text = unicodedata.normalize("NFKC", name[:SIGNS_MOST]).casefold()
    text = "".join(each for each in unicodedata.normalize("NFKD", text) if not _is_accent(each))
    return plain(re.sub(f"[{re.escape(SEPARATORS)}]", "", text))


def _is_plain(name: str) -> bool:
    """Letters, digits, and single separators between them; a few marks on a letter. No blanks, no controls."""
    return bool(_SHAPE.fullmatch("".join(map(_kind_of, name))))


def _kind_of(character: str) -> str:
    if character in SEPARATORS:
        return "-"
    category = unicodedata.category(character)
    if category.startswith("L"):
        return "a"
    if category in ("Mn", "Mc"):
        return "`"
    return "1" if character in "0123456789" else "?"


def _script_of(letter: str) -> str | None:
    """The script of a letter; None for one of a script, or a corner of one, that names are not written in."""
    word = unicodedata.name(letter, "").partition(" ")[0]
    script = _SCRIPT_OF_WORD.get(word, word)
    if script not in _SCRIPTS:
        return None
    return script if script != "LATIN" or _reads_as_latin(letter) else None


def _reads_as_latin(letter: str) -> bool:
    """Whether it is a plain letter, with accents or not: phonetic signs and small capitals are not."""
    base = "".join(each for each in unicodedata.normalize("NFKD", letter.casefold()) if not _is_accent(each))
    return all(each.isascii() or each in LATIN for each in base)


def _is_accent(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"


def _is_reserved(name: str) -> bool:
    bare = skeleton(name)
    if bare in _RESERVED_SKELETONS or skeleton("ranklore") in bare:
        return True
    parts = re.split(r"[-_.\d]+", name)
    return any(skeleton(part) in _OFFICIAL_SKELETONS for part in (*parts, name))


_SCRIPTS = frozenset(_WRITTEN_IN.split())
_RESERVED_SKELETONS = frozenset(map(skeleton, _RESERVED.split()))
_OFFICIAL_SKELETONS = frozenset(map(skeleton, _OFFICIAL.split()))
