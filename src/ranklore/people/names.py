"""Which names an account may have. A name is an address (`/@name`), and no name may look like another one."""

import re
from datetime import timedelta

from ranklore.text.characters import is_letter, is_vowel_sign_or_accent, script_of
from ranklore.text.confusables import confusable_skeleton, reads_as_latin
from ranklore.text.errors import Refused
from ranklore.text.folding import fold_width

NAME_MIN, NAME_MAX = 2, 30
# Letters taken apart are several signs each. More than this is no name; sorting marks takes the square of their number.
RAW_NAME_MAX = 8 * NAME_MAX
DELETED_ACCOUNT_NAME = "Someone who left"
SEPARATORS = "-_."
# By kinds: a letter somewhere; pieces of letters, with at most two marks on one, and digits; one separator between.
_SHAPE = re.compile(r"(?=.*a)(?:a`{0,2}|1)+(?:-(?:a`{0,2}|1)+)*")

# Scripts that are written together in one name; any other script stands alone.
_COMBINABLE_SCRIPTS = (frozenset({"HAN", "HIRAGANA", "KATAKANA"}), frozenset({"HAN", "HANGUL"}))
_SCRIPT_NAMES = """
    LATIN GREEK CYRILLIC ARMENIAN GEORGIAN HEBREW ARABIC DEVANAGARI BENGALI GUJARATI GURMUKHI TAMIL TELUGU KANNADA
    MALAYALAM SINHALA THAI LAO KHMER MYANMAR ETHIOPIC HAN HIRAGANA KATAKANA HANGUL
"""
# Words that speak for the site, in whichever part of a name.
_OFFICIAL_WORDS = (
    "admin admins administrator mod mods moderator staff team support help official owner system security root "
    "админ администратор модератор 管理人 管理者 運営 アドミン"
)
# Names that would be taken for something else.
_RESERVED_NAMES = """
    me new you all everyone everybody nobody someone anyone anonymous guest visitor voter deleted removed unknown none
    null undefined account accounts settings about api here home list lists item items comment comments sign-in sign-up
    sign-out login logout register abuse postmaster webmaster noreply no-reply mail email info contact privacy terms
"""
_SHAPE_HINT = "Use letters and digits, with a single - _ or . between them."


NAME_REUSE_DELAY = timedelta(days=365)  # how long nobody can take the name of somebody who left


def clean_account_name(typed: str) -> str:
    """A name as it will be shown. Raises Refused, with the field `name`."""
    typed = typed.strip()
    name = fold_width(typed) if len(typed) <= RAW_NAME_MAX else typed
    if not NAME_MIN <= len(name) <= NAME_MAX:
        raise Refused(f"A name has {NAME_MIN} to {NAME_MAX} characters; this has {len(name):,}.", "name")
    if not _has_valid_shape(name):
        raise Refused(f"This cannot be a name. {_SHAPE_HINT}", "name")
    scripts = {_script_of(letter) for letter in name if is_letter(letter)}
    if None in scripts or not (len(scripts) == 1 or any(scripts <= together for together in _COMBINABLE_SCRIPTS)):
        raise Refused("Write the name in one script: these letters are not used together.", "name")
    if _is_reserved(name):
        raise Refused("This name is kept for the site. Choose another one.", "name")
    return name


def skeleton(name: str) -> str:
    """Names with one skeleton look alike."""
    return confusable_skeleton(name[:RAW_NAME_MAX], SEPARATORS)


def _has_valid_shape(name: str) -> bool:
    """Letters, digits, and single separators between them; a few marks on a letter. No blanks, no controls."""
    return bool(_SHAPE.fullmatch("".join(map(_shape_symbol, name))))


def _shape_symbol(character: str) -> str:
    if character in SEPARATORS:
        return "-"
    if is_letter(character):
        return "a"
    if is_vowel_sign_or_accent(character):
        return "`"
    return "1" if character in "0123456789" else "?"


def _script_of(letter: str) -> str | None:
    """The script of a letter; None for one of a script, or a corner of one, that names are not written in."""
    script = script_of(letter)
    if script not in _SCRIPTS:
        return None
    return script if script != "LATIN" or reads_as_latin(letter) else None


def _is_reserved(name: str) -> bool:
    bare = skeleton(name)
    if bare in _RESERVED_SKELETONS or skeleton("ranklore") in bare:
        return True
    parts = re.split(r"[-_.\d]+", name)
    return any(skeleton(part) in _OFFICIAL_SKELETONS for part in (*parts, name))


_SCRIPTS = frozenset(_SCRIPT_NAMES.split())
_RESERVED_SKELETONS = frozenset(map(skeleton, _RESERVED_NAMES.split()))
_OFFICIAL_SKELETONS = frozenset(map(skeleton, _OFFICIAL_WORDS.split()))
