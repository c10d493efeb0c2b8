"""What the whole page shows about who made its items: repeated names, the side of a dash they stand on, how often
each separator is used."""

from collections import Counter
from collections.abc import Callable, Sequence

from ranklore.parsing.credits import separators
from ranklore.parsing.credits.credit_names import CreditKey, CreditNames, credit_key, split_credit, unquote
from ranklore.parsing.credits.separators import NameSplit
from ranklore.parsing.lexicon.people import person_points
from ranklore.parsing.lexicon.words import distinctive_tokens, is_full_name, looks_like_name, tokenize

FREQUENT_SHARE_MIN = 0.25
HABIT_SHARE_MIN = 0.6  # from this share of lines on, a mark is the page's habit
_CERTAIN_PERSON_POINTS = 3  # a given name and a family name


class CreditEvidence:
    def __init__(self, lines: Sequence[str], talk: Sequence[str] = ()) -> None:
        self.lines = lines
        self._talk = [set(tokenize(text)) for text in talk] or [set() for _ in lines]
        self._spoken = Counter(word for words in self._talk for word in words)
        self.people = CreditNames()
        self._guessed: set[CreditKey] = set()
        self.by_share = self._learn_by()
        self._learn_repeats()
        self._learn_given_names()
        self.is_credit_left_of_dash, self.is_dash_side_proven = self._learn_dash()
        self.habits = {name: self._share(mark) for name, mark in SEPARATORS.items()}
        self.has_credits = self._are_named()  # whether the page names its makers at all

    def _share(self, mark: Callable[[str], NameSplit | None]) -> float:
        found = sum(mark(line) is not None for line in self.lines)
        return found / len(self.lines) if found > 1 else 0.0

    def _all(self, mark: Callable[[str], NameSplit | None]) -> list[NameSplit]:
        return [separators.move_year_to_name(sides) for line in self.lines if (sides := mark(line))]

    def _learn_by(self) -> float:
        self.people.hear(
            [sides.right for mark in (separators.by, separators.dash, separators.bracket) for sides in self._all(mark)]
        )
        bracketed = self._all(separators.bracket_by)
        plain = self._all(
            lambda line: None if separators.bracket_by(line) or separators.is_capital_by(line) else separators.by(line)
        )
        again = Counter(credit_key(sides.right) for sides in plain)
        sure = [sides for sides in plain if again[credit_key(sides.right)] > 1 or _is_certain_credit(sides)]
        self.people.learn_credits([sides.right for sides in [*bracketed, *sure]])
        said = (
            len(plain)
            if len(plain) < FREQUENT_SHARE_MIN * len(self.lines)
            else len(plain) + len(self._all(separators.by_the))
        )
        return said / max(1, len(self.lines))

    def _learn_repeats(self) -> None:
        """A full name that stands behind two lines, at least once behind a dash, is no accident; nor is any name
        that stands behind a "by" and behind another mark."""
        dashed = [sides.right for sides in self._all(separators.dash)]
        others = [sides.right for mark in (separators.colon, separators.bracket) for sides in self._all(mark)]
        by = {credit_key(sides.right) for sides in self._all(separators.by)}
        again = Counter(map(credit_key, [*dashed, *others]))
        self.people.learn(who for who in dashed if is_full_name(who) and again[credit_key(who)] > 1)
        both = [who for who in [*dashed, *others] if credit_key(who) in by]
        self.people.learn(both)
        self._proven = set(map(credit_key, both))

    def _learn_given_names(self) -> None:
        """A given name with a family name behind a mark, on a page that names its makers at least twice."""
        drawn = (separators.dash, separators.colon, separators.bracket, separators.quoted, separators.of)
        found = [who for mark in drawn for who in map(_certain_credit, self._all(mark))]
        new = [who for who in found if who and not self.people.knows(who)]
        if new and (len(new) > 1 or self.people.is_anybody_known()):
            self.people.learn(new)
            self._guessed.update(key for key, times in Counter(map(credit_key, new)).items() if times == 1)

    def _learn_dash(self) -> tuple[bool, bool]:
        """Whether the performer stands on the left of a dash, and whether anything proves the side."""
        last = self._all(separators.dash)
        first = [s for line in self.lines if (s := separators.dash(line, first=True))]
        right = Counter(key for s in last for key in _possible_name_keys(s.right))
        left = Counter(key for s in first for key in _possible_name_keys(s.left))
        on_right = sum(n - 1 for n in right.values()) + sum(self.people.knows(s.right) for s in last)
        on_left = sum(n - 1 for n in left.values()) + sum(self.people.knows(s.left) for s in first)
        given_right = sum(person_points(s.right) >= _CERTAIN_PERSON_POINTS > person_points(s.left) for s in last)
        given_left = sum(person_points(s.left) >= _CERTAIN_PERSON_POINTS > person_points(s.right) for s in first)
        if abs(given_right - given_left) > 1:
            on_right, on_left = on_right + given_right, on_left + given_left
        sides, again = ([s.left for s in first], left) if on_left > on_right else ([s.right for s in last], right)
        self.people.learn(part for who in sides for part in _possible_names(who) if again[credit_key(part)] > 1)
        return on_left > on_right, on_left != on_right

    # --- asked about one line ------------------------------------------------------------------------

    def _are_named(self) -> bool:
        if self.people.is_anybody_known() or max(self.habits["dash"], self.habits["slash"]) >= HABIT_SHARE_MIN:
            return True
        behind = [points for sides in self._all(separators.dash) if (points := person_points(sides.right)) > 0]
        return len(behind) > 1 and max(behind) >= _CERTAIN_PERSON_POINTS

    def is_proven(self, who: str) -> bool:
        """Stands behind a "by" and behind another mark."""
        return credit_key(who) in self._proven

    def is_guessed(self, who: str) -> bool:
        return credit_key(who) in self._guessed

    def weigh(self, way: NameSplit, place: int) -> int:
        """How much the right side looks like who made it: by its words, and by what the comments speak of."""
        points = min(map(person_points, split_credit(way.right))) - (len(way.right.split()) > 4)
        thing, who = distinctive_tokens(tokenize(way.left)), distinctive_tokens(tokenize(way.right))
        own = self._talk[place]
        points += bool(thing & own) and not who & own
        points -= bool(who & own) and not thing & own
        elsewhere = sum(self._spoken[word] > (word in own) for word in who)
        return points + (elsewhere * 2 >= len(who) > 0)

    def is_talked_about(self, way: NameSplit, place: int) -> bool:
        """The comments below speak of the left side as the thing, and not of the right side."""
        thing, who = distinctive_tokens(tokenize(way.left)), distinctive_tokens(tokenize(way.right))
        own = self._talk[place]
        elsewhere = any(self._spoken[word] > (word in own) for word in who)
        shaped = is_full_name(way.right) or (elsewhere and looks_like_name(way.right))
        return bool(thing & own) and not who & own and shaped


def _is_certain_credit(sides: NameSplit) -> bool:
    """A full name behind the "by"; behind "Killed by ..." it has to begin with a given name."""
    parts = split_credit(sides.right)
    if separators.is_deed(sides):
        return any(person_points(part) >= _CERTAIN_PERSON_POINTS for part in parts)
    return any(map(is_full_name, parts))


def _certain_credit(sides: NameSplit) -> str:
    right, left = person_points(sides.right), person_points(sides.left)
    return sides.right if right >= _CERTAIN_PERSON_POINTS and right >= left else ""


def _possible_names(who: str) -> list[str]:
    return [part for part in split_credit(who) if looks_like_name(part)]


def _possible_name_keys(who: str) -> set[CreditKey]:
    return set(map(credit_key, _possible_names(who)))


def _in_quotes(line: str) -> NameSplit | None:
    return NameSplit(line, line) if unquote(line) != line else None


SEPARATORS: dict[str, Callable[[str], NameSplit | None]] = {
    "dash": separators.dash,
    "colon": separators.colon,
    "slash": separators.slash,
    "bracket": separators.bracket,
    "comma": separators.comma,
    "quoted": separators.quoted,
    "of": separators.of,
    "in quotes": _in_quotes,
}
