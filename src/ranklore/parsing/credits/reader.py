"""Splits "Title by Somebody" and similar lines into a name and credits, judging by the whole page.

A separator alone proves little ("Stand by Me", "Self - Inflicted", "Movie: The Sequel"). A side of it is a credit
where the page says so: the same name stands there again, or elsewhere after a "by"; nearly all lines have the
separator; or the comments are about the other side. The page asks a question about a split that is likely but not
certain, and about one that is possible but was not made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ranklore.parsing.credits import separators
from ranklore.parsing.credits.credit_evidence import FREQUENT_SHARE_MIN, HABIT_SHARE_MIN, SEPARATORS, CreditEvidence
from ranklore.parsing.credits.credit_names import CreditNames, fits_limits, is_group_name, split_credit, unquote
from ranklore.parsing.credits.separators import NameSplit
from ranklore.parsing.lexicon.people import HYPHEN_PREFIXES, NAME_PARTICLES, VERSION_WORDS, person_points
from ranklore.parsing.lexicon.words import LOWERCASE_TITLE_WORDS, PROSE_WORDS, is_full_name, looks_like_name, tokenize
from ranklore.text.messages import Message

_LIKELY_POINTS_MIN = 2


@dataclass(frozen=True)
class NameAndCredits:
    name: str
    credits: tuple[str, ...] = ()
    question: Message | None = None


class CreditReader:
    """Reads the lines of one page that hold names. `comments` has the text of the comments under each line."""

    def __init__(self, lines: Sequence[str], comments: Sequence[str] = ()) -> None:
        self._original_lines = lines
        split = [separators.without_featured(line) for line in lines]
        self._lines = [line for line, _ in split]
        self._featured = [featured for _, featured in split]
        self._evidence = CreditEvidence(self._lines, comments)
        self._habits = self._evidence.habits

    @property
    def people(self) -> CreditNames:
        return self._evidence.people

    @property
    def is_side_guessed(self) -> bool:
        """Nearly all lines have a dash, and nothing on the page tells which side is the credit."""
        return self._habits["dash"] >= HABIT_SHARE_MIN and not self._evidence.is_dash_side_proven

    def read(self, place: int) -> NameAndCredits:
        line, featured = self._lines[place], self._featured[place]
        for reading in (self._by, self._dash, self._new_by, self._other_separators, self._without_separator):
            named = reading(line, place)
            if named and featured:
                credits = (*named.credits, *self.people.names_in(featured))
                named = replace(named, credits=credits) if fits_limits(credits) else None
            if named:
                return named
        whole = self._original_lines[place]
        return NameAndCredits(
            unquote(whole) if self._habits["in quotes"] >= HABIT_SHARE_MIN else whole,
            (),
            self._question_about_whole(line),
        )

    def _result(self, sides: NameSplit, question: Message | None = None) -> NameAndCredits | None:
        sides = separators.move_year_to_name(sides)
        credits = self.people.names_in(sides.right)
        if len(credits) == 1 and len(split_credit(sides.right)) == 2 and is_group_name(sides.right):
            question = question or Message("“%(credit)s” was kept as one name. Is it two names?", credit=sides.right)
        return NameAndCredits(unquote(sides.left), credits, question) if fits_limits(credits) else None

    def _knows(self, sides: NameSplit) -> bool:
        return self.people.knows_all(separators.move_year_to_name(sides).right)

    def _question_about_guess(self, line: str, sides: NameSplit) -> Message | None:
        """A question, where only the sound of the name tells that it is a credit."""
        guessed = (
            self._evidence.is_guessed(separators.move_year_to_name(sides).right)
            and self._habits["dash"] < HABIT_SHARE_MIN
        )
        return _split_question(line, sides.right) if guessed else None

    # --- "by" ----------------------------------------------------------------------------------------

    def _by(self, line: str, place: int) -> NameAndCredits | None:
        sides = separators.bracket_by(line)
        if sides:
            return self._result(sides)
        sides = separators.by(line) or separators.by_the(line)
        if sides and self._knows(sides):
            return self._result(sides, self._question_about_only_by(line, sides))
        return None

    def _by_count(self) -> float:
        return self._evidence.by_share * len(self._lines)

    def _question_about_only_by(self, line: str, sides: NameSplit) -> Message | None:
        alone = len(self._lines) > 3 and self._by_count() < 2 and not self._evidence.is_proven(sides.right)
        return _split_question(line, sides.right) if alone else None

    def _new_by(self, line: str, place: int) -> NameAndCredits | None:
        """A "by" with a name that the page does not credit elsewhere."""
        share = self._evidence.by_share
        sides = separators.by(line) or (separators.by_the(line) if share >= HABIT_SHARE_MIN else None)
        if sides is None or (separators.is_capital_by(line) and share < HABIT_SHARE_MIN):
            return None
        first, _, rest = sides.right.partition(" ")
        is_name_shaped = looks_like_name(rest if first in NAME_PARTICLES | {"the"} and rest else sides.right)
        is_name_shaped = is_name_shaped or (line.islower() and len(tokenize(sides.right)) <= 4)
        if not is_name_shaped or (share < HABIT_SHARE_MIN and not self._may_be_maker(sides)):
            return None
        sure = share >= HABIT_SHARE_MIN or (line.islower() and share >= FREQUENT_SHARE_MIN)
        return self._result(sides, None if sure else _split_question(line, sides.right))

    def _may_be_maker(self, sides: NameSplit) -> bool:
        """Not "Trial by Fire". A title of one word needs other lines with credits."""
        credit = tokenize(sides.right)
        if separators.is_deed(sides) or set(credit) & PROSE_WORDS:
            return False
        others = self._by_count() - 1 + self._evidence.has_credits
        return len(tokenize(sides.left)) > 1 or others >= 1

    # --- a dash --------------------------------------------------------------------------------------

    def _dash(self, line: str, place: int) -> NameAndCredits | None:
        last, first = separators.dash(line), separators.dash(line, first=True)
        if last is None or first is None:
            return None
        swapped = NameSplit(first.right, first.left)
        sides_in_order = (swapped, last) if self._evidence.is_credit_left_of_dash else (last, swapped)
        for sides in sides_in_order:
            if self._knows(sides):
                return self._result(sides, self._question_about_guess(line, sides))
        if self._habits["dash"] >= HABIT_SHARE_MIN:
            return self._result(sides_in_order[0])
        for sides in sides_in_order:
            if self._evidence.is_left_side_discussed(sides, place):
                return self._result(sides, _split_question(line, sides.right))
        return self._likelier_side(line, place, last, swapped)

    def _likelier_side(self, line: str, place: int, last: NameSplit, swapped: NameSplit) -> NameAndCredits | None:
        """The more likely side of a dash, on a page that has credits elsewhere."""
        is_one_title = tokenize(last.left)[-1] in HYPHEN_PREFIXES or VERSION_WORDS & set(tokenize(last.right))
        if is_one_title or not self._evidence.has_credits:
            return None
        right, left = self._evidence.weigh(last, place), self._evidence.weigh(swapped, place)
        enough = 0 if separators.is_wide_dash(line) else _LIKELY_POINTS_MIN
        if max(right, left) < enough:
            return None
        sides = swapped if left > right else last
        return self._result(sides, _split_question(line, sides.right))

    # --- other separators, and none ------------------------------------------------------------------

    def _other_separators(self, line: str, place: int) -> NameAndCredits | None:
        for name in ("colon", "slash", "bracket", "comma", "quoted", "of"):
            sides = SEPARATORS[name](line)
            if sides is None:
                continue
            if self._knows(sides):
                return self._result(sides, self._question_about_guess(line, sides))
            if name in ("colon", "slash") and self.people.knows_all(sides.left):
                return self._result(NameSplit(sides.right, sides.left))
            if (
                name not in ("colon", "of")
                and self._habits[name] >= HABIT_SHARE_MIN
                and _may_be_credit(sides.right, name)
            ):
                return self._result(sides)
            enough = {"colon": _LIKELY_POINTS_MIN, "bracket": _LIKELY_POINTS_MIN, "quoted": 0}.get(name)
            if enough is not None and self._evidence.has_credits and person_points(sides.right) >= enough:
                return self._result(sides, _split_question(line, sides.right))
        return None

    def _without_separator(self, line: str, place: int) -> NameAndCredits | None:
        """ "Title Ada Moss" or "Title Ada and Ben", where the page credits all of them elsewhere."""
        words = line.split()
        for cut in range(max(1, len(words) - 8), len(words)):
            if tokenize(words[cut - 1])[-1:] and tokenize(words[cut - 1])[-1] in LOWERCASE_TITLE_WORDS:
                continue
            right = " ".join(words[cut:])
            several = len(split_credit(right)) > 1 or len(tokenize(right)) > 1
            if several and words[cut][0].isalnum() and self.people.knows_all(right):
                return self._result(NameSplit(" ".join(words[:cut]), right))
        return None

    def _question_about_whole(self, line: str) -> Message | None:
        sides = separators.by(line) or separators.dash(line) or self._possible_credit(line)
        return _kept_question(line, sides.right) if sides else None

    def _possible_credit(self, line: str) -> NameSplit | None:
        """The text after a colon or in brackets that could be somebody's name."""
        sides = separators.colon(line) or separators.bracket(line)
        is_name_shaped = sides and is_full_name(sides.right) and not VERSION_WORDS & set(tokenize(sides.right))
        return sides if is_name_shaped and self._evidence.has_credits else None


def _may_be_credit(credit: str, separator: str) -> bool:
    return is_full_name(credit) if separator in ("comma", "bracket") else looks_like_name(credit)


def _split_question(line: str, credit: str) -> Message:
    return Message("In “%(line)s”, “%(credit)s” was read as who made it. Is that right?", line=line, credit=credit)


def _kept_question(line: str, credit: str) -> Message:
    return Message("“%(line)s” was kept as one name. Is “%(credit)s” who made it?", line=line, credit=credit)
