"""Which names an account can have. A name is part of an address (`/@name`), and no two names may look alike."""

import re
from datetime import timedelta

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from ranklore.text.bidi import quoted
from ranklore.text.characters import is_letter, is_vowel_sign_or_accent, script_of
from ranklore.text.confusables import confusable_skeleton, reads_as_latin
from ranklore.text.errors import Refused
from ranklore.text.folding import fold_width

NAME_MIN, NAME_MAX = 2, 30
# A decomposed letter has several characters. Longer input is refused unread: sorting its marks takes quadratic time.
RAW_NAME_MAX = 8 * NAME_MAX
DELETED_ACCOUNT_NAME = "Someone who left"  # not translated: it is stored
SEPARATORS = "-_."
# On `_shape_symbol`: a letter somewhere; parts of digits and of letters with at most two marks; single separators.
_SHAPE = re.compile(r"(?=.*a)(?:a`{0,2}|1)+(?:-(?:a`{0,2}|1)+)*")

# Scripts that can be mixed in one name. Any other script must be the only one.
_COMBINABLE_SCRIPTS = (frozenset({"HAN", "HIRAGANA", "KATAKANA"}), frozenset({"HAN", "HANGUL"}))
_SCRIPT_NAMES = """
    LATIN GREEK CYRILLIC ARMENIAN GEORGIAN HEBREW ARABIC DEVANAGARI BENGALI GUJARATI GURMUKHI TAMIL TELUGU KANNADA
    MALAYALAM SINHALA THAI LAO KHMER MYANMAR ETHIOPIC HAN HIRAGANA KATAKANA HANGUL
"""
# Words that would speak for the site, in any part of a name.
_OFFICIAL_WORDS = (
    "admin admins administrator mod mods moderator staff team support help official owner system security root "
    "админ администратор модератор 管理人 管理者 運営 アドミン"
)
# Names that could be mistaken for something else.
_RESERVED_NAMES = """
    me new you all everyone everybody nobody someone anyone anonymous guest visitor voter deleted removed unknown none
    null undefined account accounts settings about api here home list lists item items comment comments sign-in sign-up
    sign-out login logout register abuse postmaster webmaster noreply no-reply mail email info contact privacy terms
"""

NAME_REUSE_DELAY = timedelta(days=365)  # how long nobody can take a name of a deleted account


def clean_account_name(typed: str) -> str:
    """A name as it will be shown. Raises Refused, with the field `name`."""
    typed = typed.strip()
    name = fold_width(typed) if len(typed) <= RAW_NAME_MAX else typed
    if not NAME_MIN <= len(name) <= NAME_MAX:
        raise Refused(
            _("A name has %(least)s to %(most)s characters. This one has %(count)s.")
            % {"least": NAME_MIN, "most": NAME_MAX, "count": intcomma(len(name))},
            "name",
        )
    if not _has_valid_shape(name):
        raise Refused(_("This can’t be a name. Use letters and digits, with a single - _ or . between them."), "name")
    scripts = {_script_of(letter) for letter in name if is_letter(letter)}
    if None in scripts or not (len(scripts) == 1 or any(scripts <= together for together in _COMBINABLE_SCRIPTS)):
        raise Refused(_("Use letters of one script only. These letters are not used together."), "name")
    if _is_reserved(name):
        raise Refused(_("This name is reserved. Choose another one."), "name")
    return name


def name_taken_message(name: str) -> str:
    return _("The name %(name)s is taken, or looks like one that is. Choose another one.") % {"name": quoted(name)}


def skeleton(name: str) -> str:
    """The name without everything that readers overlook. Names with the same skeleton look alike."""
    return confusable_skeleton(name[:RAW_NAME_MAX], SEPARATORS)


def _has_valid_shape(name: str) -> bool:
    """Whether it has only letters with a few marks, digits, and single separators. No spaces, no control characters."""
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
    """The script of a letter. None if names cannot use that script, or that part of it."""
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
