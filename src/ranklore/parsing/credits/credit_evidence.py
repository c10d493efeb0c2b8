"""What the whole page shows about its credits: repeated names, their side of a dash, the use of each separator."""

from collections import Counter
from collections.abc import Callable, Sequence

from ranklore.parsing.credits import separators
from ranklore.parsing.credits.credit_names import CreditKey, CreditNames, credit_key, split_credit, unquote
from ranklore.parsing.credits.separators import NameSplit
from ranklore.parsing.lexicon.people import person_points
from ranklore.parsing.lexicon.words import distinctive_tokens, is_full_name, looks_like_name, tokenize

FREQUENT_SHARE_MIN = 0.25
HABIT_SHARE_MIN = 0.6  # from this share of lines on, a separator is the habit of the page
_CERTAIN_PERSON_POINTS = 3  # a given name and a family name


class CreditEvidence:
    def __init__(self, lines: Sequence[str], comments: Sequence[str] = ()) -> None:
        self.lines = lines
        self._comment_words = [set(tokenize(text)) for text in comments] or [set() for _ in lines]
        self._comments_with = Counter(word for words in self._comment_words for word in words)
        self.people = CreditNames()
        self._guessed: set[CreditKey] = set()
        self.by_share = self._learn_by()
        self._learn_repeats()
        self._learn_given_names()
        self.is_credit_left_of_dash, self.is_dash_side_proven = self._learn_dash()
        self.habits = {name: self._share_of_lines(separator) for name, separator in SEPARATORS.items()}
        self.has_credits = self._has_any_credit()  # whether the page has any credits

    def _share_of_lines(self, separator: Callable[[str], NameSplit | None]) -> float:
        found = sum(separator(line) is not None for line in self.lines)
        return found / len(self.lines) if found > 1 else 0.0

    def _splits(self, separator: Callable[[str], NameSplit | None]) -> list[NameSplit]:
        return [separators.move_year_to_name(sides) for line in self.lines if (sides := separator(line))]

    def _learn_by(self) -> float:
        self.people.count_possible(
            [
                sides.right
                for separator in (separators.by, separators.dash, separators.bracket)
                for sides in self._splits(separator)
            ]
        )
        bracketed = self._splits(separators.bracket_by)
        plain = self._splits(
            lambda line: None if separators.bracket_by(line) or separators.is_capital_by(line) else separators.by(line)
        )
        again = Counter(credit_key(sides.right) for sides in plain)
        sure = [sides for sides in plain if again[credit_key(sides.right)] > 1 or _is_certain_credit(sides)]
        self.people.learn_credits([sides.right for sides in [*bracketed, *sure]])
        count = (
            len(plain)
            if len(plain) < FREQUENT_SHARE_MIN * len(self.lines)
            else len(plain) + len(self._splits(separators.by_the))
        )
        return count / max(1, len(self.lines))

    def _learn_repeats(self) -> None:
        """A full name after two lines, at least once after a dash, is a credit. So is any name that stands after a
        "by" and after another separator."""
        dashed = [sides.right for sides in self._splits(separators.dash)]
        others = [
            sides.right for separator in (separators.colon, separators.bracket) for sides in self._splits(separator)
        ]
        by = {credit_key(sides.right) for sides in self._splits(separators.by)}
        again = Counter(map(credit_key, [*dashed, *others]))
        self.people.learn(credit for credit in dashed if is_full_name(credit) and again[credit_key(credit)] > 1)
        both = [credit for credit in [*dashed, *others] if credit_key(credit) in by]
        self.people.learn(both)
        self._proven = set(map(credit_key, both))

    def _learn_given_names(self) -> None:
        """A given name with a family name after a separator is a credit, on a page with at least one more credit."""
        marks = (separators.dash, separators.colon, separators.bracket, separators.quoted, separators.of)
        found = [credit for separator in marks for credit in map(_certain_credit, self._splits(separator))]
        new = [credit for credit in found if credit and not self.people.knows(credit)]
        if new and (len(new) > 1 or self.people.is_anybody_known()):
            self.people.learn(new)
            self._guessed.update(key for key, times in Counter(map(credit_key, new)).items() if times == 1)

    def _learn_dash(self) -> tuple[bool, bool]:
        """Whether credits stand on the left of a dash, and whether anything on the page proves the side."""
        last = self._splits(separators.dash)
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
        self.people.learn(part for credit in sides for part in _possible_names(credit) if again[credit_key(part)] > 1)
        return on_left > on_right, on_left != on_right

    # --- one line ------------------------------------------------------------------------------------

    def _has_any_credit(self) -> bool:
        if self.people.is_anybody_known() or max(self.habits["dash"], self.habits["slash"]) >= HABIT_SHARE_MIN:
            return True
        after_dash = [points for sides in self._splits(separators.dash) if (points := person_points(sides.right)) > 0]
        return len(after_dash) > 1 and max(after_dash) >= _CERTAIN_PERSON_POINTS

    def is_proven(self, credit: str) -> bool:
        """Stands after a "by" and after another separator."""
        return credit_key(credit) in self._proven

    def is_guessed(self, credit: str) -> bool:
        return credit_key(credit) in self._guessed

    def weigh(self, sides: NameSplit, place: int) -> int:
        """How much the right side looks like a credit: by its words, and by what the comments are about."""
        points = min(map(person_points, split_credit(sides.right))) - (len(sides.right.split()) > 4)
        title, credit = distinctive_tokens(tokenize(sides.left)), distinctive_tokens(tokenize(sides.right))
        own = self._comment_words[place]
        points += bool(title & own) and not credit & own
        points -= bool(credit & own) and not title & own
        elsewhere = sum(self._comments_with[word] > (word in own) for word in credit)
        return points + (elsewhere * 2 >= len(credit) > 0)

    def is_left_side_discussed(self, sides: NameSplit, place: int) -> bool:
        """The comments below are about the left side, and not about the right side."""
        title, credit = distinctive_tokens(tokenize(sides.left)), distinctive_tokens(tokenize(sides.right))
        own = self._comment_words[place]
        elsewhere = any(self._comments_with[word] > (word in own) for word in credit)
        is_name_shaped = is_full_name(sides.right) or (elsewhere and looks_like_name(sides.right))
        return bool(title & own) and not credit & own and is_name_shaped


def _is_certain_credit(sides: NameSplit) -> bool:
    """A full name after the "by". After "Killed by ..." it must start with a given name."""
    parts = split_credit(sides.right)
    if separators.is_deed(sides):
        return any(person_points(part) >= _CERTAIN_PERSON_POINTS for part in parts)
    return any(map(is_full_name, parts))


def _certain_credit(sides: NameSplit) -> str:
    right, left = person_points(sides.right), person_points(sides.left)
    return sides.right if right >= _CERTAIN_PERSON_POINTS and right >= left else ""


def _possible_names(credit: str) -> list[str]:
    return [part for part in split_credit(credit) if looks_like_name(part)]


def _possible_name_keys(credit: str) -> set[CreditKey]:
    return set(map(credit_key, _possible_names(credit)))


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
