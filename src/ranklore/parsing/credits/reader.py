"""Splits "Title by Somebody" and similar lines into a name and credits, judging by the whole page.  A separator
alone proves little ("Stand by Me", "Self - Inflicted", "Movie: The Sequel"). A side of it is a credit where the
page says so: the same name stands there again, or elsewhere after a "by"; nearly all lines have the separator;
or the comments speak of the other side as the thing itself. A likely split is made and asked about. A possible
but unlikely one is not made, and asked about too."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ranklore.parsing.credits import separators
from ranklore.parsing.credits.credit_evidence import FREQUENT_SHARE_MIN, HABIT_SHARE_MIN, SEPARATORS, CreditEvidence
from ranklore.parsing.credits.credit_names import CreditNames, fits_limits, is_group_name, split_credit, unquote
from ranklore.parsing.credits.separators import NameSplit
from ranklore.parsing.lexicon.people import HYPHEN_PREFIXES, NAME_PARTICLES, VERSION_WORDS, person_points
from ranklore.parsing.lexicon.words import LOWERCASE_TITLE_WORDS, PROSE_WORDS, is_full_name, looks_like_name, tokenize

_LIKELY_POINTS_MIN = 2


@dataclass(frozen=True)
class NameAndCredits:
    name: str
    credits: tuple[str, ...] = ()
    doubt: str = ""


class CreditReader:
    """Reads one page's name lines; `list_discussion` gives the words of the comments under each."""

    def __init__(self, lines: Sequence[str], talk: Sequence[str] = ()) -> None:
        self._whole = lines
        parted = [separators.without_featured(line) for line in lines]
        self._lines = [line for line, _ in parted]
        self._guests = [guest for _, guest in parted]
        self._makers = CreditEvidence(self._lines, talk)
        self._habits = self._makers.habits

    @property
    def people(self) -> CreditNames:
        return self._makers.people

    @property
    def is_side_guessed(self) -> bool:
        """Nearly all lines have a dash, and nothing says which side of it made the other."""
        return self._habits["dash"] >= HABIT_SHARE_MIN and not self._makers.is_dash_side_proven

    def read(self, place: int) -> NameAndCredits:
        line, guest = self._lines[place], self._guests[place]
        for reading in (self._by, self._dash, self._by_trusting, self._other_marks, self._bare):
            named = reading(line, place)
            if named and guest:
                credits = (*named.credits, *self.people.names_in(guest))
                named = replace(named, credits=credits) if fits_limits(credits) else None
            if named:
                return named
        whole = self._whole[place]
        return NameAndCredits(
            unquote(whole) if self._habits["in quotes"] >= HABIT_SHARE_MIN else whole, (), self._why_unsure(line)
        )

    def _named(self, sides: NameSplit, doubt: str = "") -> NameAndCredits | None:
        sides = separators.move_year_to_name(sides)
        credits = self.people.names_in(sides.right)
        if len(credits) == 1 and len(split_credit(sides.right)) == 2 and is_group_name(sides.right):
            doubt = doubt or f"“{sides.right}” was kept as one name. Are they two?"
        return NameAndCredits(unquote(sides.left), credits, doubt) if fits_limits(credits) else None

    def _knows(self, sides: NameSplit) -> bool:
        return self.people.knows_all(separators.move_year_to_name(sides).right)

    def _doubt_of(self, line: str, sides: NameSplit) -> str:
        """A question, where the somebody is known only by the sound of the name."""
        guessed = (
            self._makers.is_guessed(separators.move_year_to_name(sides).right)
            and self._habits["dash"] < HABIT_SHARE_MIN
        )
        return _doubt_question(line, sides.right) if guessed else ""

    # --- "by" ----------------------------------------------------------------------------------------

    def _by(self, line: str, place: int) -> NameAndCredits | None:
        sides = separators.bracket_by(line)
        if sides:
            return self._named(sides)
        sides = separators.by(line) or separators.by_the(line)
        if sides and self._knows(sides):
            return self._named(sides, self._lonely_by(line, sides))
        return None

    def _count_of_by(self) -> float:
        return self._makers.by_share * len(self._lines)

    def _lonely_by(self, line: str, sides: NameSplit) -> str:
        alone = len(self._lines) > 3 and self._count_of_by() < 2 and not self._makers.is_proven(sides.right)
        return _doubt_question(line, sides.right) if alone else ""

    def _by_trusting(self, line: str, place: int) -> NameAndCredits | None:
        """A "by" with somebody the page does not otherwise know."""
        share = self._makers.by_share
        sides = separators.by(line) or (separators.by_the(line) if share >= HABIT_SHARE_MIN else None)
        if sides is None or (separators.is_capital_by(line) and share < HABIT_SHARE_MIN):
            return None
        first, _, rest = sides.right.partition(" ")
        shaped = looks_like_name(rest if first in NAME_PARTICLES | {"the"} and rest else sides.right)
        shaped = shaped or (line.islower() and len(tokenize(sides.right)) <= 4)
        if not shaped or (share < HABIT_SHARE_MIN and not self._may_have_made_it(sides)):
            return None
        sure = share >= HABIT_SHARE_MIN or (line.islower() and share >= FREQUENT_SHARE_MIN)
        return self._named(sides, "" if sure else _doubt_question(line, sides.right))

    def _may_have_made_it(self, sides: NameSplit) -> bool:
        """Not "Trial by Fire", and a title of one word only where others are credited so."""
        who = tokenize(sides.right)
        if separators.is_deed(sides) or set(who) & PROSE_WORDS:
            return False
        others = self._count_of_by() - 1 + self._makers.has_credits
        return len(tokenize(sides.left)) > 1 or others >= 1

    # --- a dash --------------------------------------------------------------------------------------

    def _dash(self, line: str, place: int) -> NameAndCredits | None:
        last, first = separators.dash(line), separators.dash(line, first=True)
        if last is None or first is None:
            return None
        turned = NameSplit(first.right, first.left)
        ways = (turned, last) if self._makers.is_credit_left_of_dash else (last, turned)
        for way in ways:
            if self._knows(way):
                return self._named(way, self._doubt_of(line, way))
        if self._habits["dash"] >= HABIT_SHARE_MIN:
            return self._named(ways[0])
        for way in ways:
            if self._makers.is_talked_about(way, place):
                return self._named(way, _doubt_question(line, way.right))
        return self._weighed(line, place, last, turned)

    def _weighed(self, line: str, place: int, last: NameSplit, turned: NameSplit) -> NameAndCredits | None:
        """The likelier side of a dash, on a page that names its makers elsewhere."""
        is_one_title = tokenize(last.left)[-1] in HYPHEN_PREFIXES or VERSION_WORDS & set(tokenize(last.right))
        if is_one_title or not self._makers.has_credits:
            return None
        right, left = self._makers.weigh(last, place), self._makers.weigh(turned, place)
        enough = 0 if separators.is_wide_dash(line) else _LIKELY_POINTS_MIN
        if max(right, left) < enough:
            return None
        way = turned if left > right else last
        return self._named(way, _doubt_question(line, way.right))

    # --- other marks, and none -----------------------------------------------------------------------

    def _other_marks(self, line: str, place: int) -> NameAndCredits | None:
        for name in ("colon", "slash", "bracket", "comma", "quoted", "of"):
            sides = SEPARATORS[name](line)
            if sides is None:
                continue
            if self._knows(sides):
                return self._named(sides, self._doubt_of(line, sides))
            if name in ("colon", "slash") and self.people.knows_all(sides.left):
                return self._named(NameSplit(sides.right, sides.left))
            if (
                name not in ("colon", "of")
                and self._habits[name] >= HABIT_SHARE_MIN
                and _may_be_credit(sides.right, name)
            ):
                return self._named(sides)
            enough = {"colon": _LIKELY_POINTS_MIN, "bracket": _LIKELY_POINTS_MIN, "quoted": 0}.get(name)
            if enough is not None and self._makers.has_credits and person_points(sides.right) >= enough:
                return self._named(sides, _doubt_question(line, sides.right))
        return None

    def _bare(self, line: str, place: int) -> NameAndCredits | None:
        """ "Title Ada Moss" or "Title Ada and Ben", where the page knows them all."""
        words = line.split()
        for cut in range(max(1, len(words) - 8), len(words)):
            if tokenize(words[cut - 1])[-1:] and tokenize(words[cut - 1])[-1] in LOWERCASE_TITLE_WORDS:
                continue
            right = " ".join(words[cut:])
            several = len(split_credit(right)) > 1 or len(tokenize(right)) > 1
            if several and words[cut][0].isalnum() and self.people.knows_all(right):
                return self._named(NameSplit(" ".join(words[:cut]), right))
        return None

    def _why_unsure(self, line: str) -> str:
        sides = separators.by(line) or separators.dash(line) or self._maybe_behind(line)
        return _doubt_question(line, sides.right, kept=True) if sides else ""

    def _maybe_behind(self, line: str) -> NameSplit | None:
        """What a colon or a bracket parts off could be somebody's name."""
        sides = separators.colon(line) or separators.bracket(line)
        shaped = sides and is_full_name(sides.right) and not VERSION_WORDS & set(tokenize(sides.right))
        return sides if shaped and self._makers.has_credits else None


def _may_be_credit(who: str, mark: str) -> bool:
    return is_full_name(who) if mark in ("comma", "bracket") else looks_like_name(who)


def _doubt_question(line: str, who: str, kept: bool = False) -> str:
    if kept:
        return f"“{line}” was kept as one name. Is “{who}” who made it?"
    return f"In “{line}”, “{who}” was taken for who made it. Is that right?"
