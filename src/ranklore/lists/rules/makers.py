"""What a whole page shows of who made its items: who stands behind a "by", who stands there twice, which
side of a dash they stand on, how often each mark is used."""

from collections import Counter
from collections.abc import Callable, Sequence

from ranklore.lists.rules import marks
from ranklore.lists.rules.marks import Sides
from ranklore.lists.rules.people_words import person_points
from ranklore.lists.rules.performers import Key, Performers, key_of, raw_parts, unquote
from ranklore.lists.rules.words import is_full_name, looks_like_a_name, telling, tokens_of

MANY = 0.25
MOST = 0.6  # from this share of lines on, a mark is the page's habit
_SURE = 3  # a given name and a family name


class Makers:
    def __init__(self, lines: Sequence[str], talk: Sequence[str] = ()) -> None:
        self.lines = lines
        self._talk = [set(tokens_of(text)) for text in talk] or [set() for _ in lines]
        self._spoken = Counter(word for words in self._talk for word in words)
        self.people = Performers()
        self._guessed: set[Key] = set()
        self.by_share = self._learn_by()
        self._learn_repeats()
        self._learn_given_names()
        self.dash_left, self.dash_is_proven = self._learn_dash()
        self.habits = {name: self._share(mark) for name, mark in HABITS.items()}
        self.are_named = self._are_named()  # whether the page names its makers at all

    def _share(self, mark: Callable[[str], Sides | None]) -> float:
        found = sum(mark(line) is not None for line in self.lines)
        return found / len(self.lines) if found > 1 else 0.0

    def _all(self, mark: Callable[[str], Sides | None]) -> list[Sides]:
        return [marks.year_back_to_name(sides) for line in self.lines if (sides := mark(line))]

    def _learn_by(self) -> float:
        self.people.hear([sides.right for mark in (marks.by, marks.dash, marks.bracket) for sides in self._all(mark)])
        bracketed = self._all(marks.bracket_by)
        plain = self._all(lambda line: None if marks.bracket_by(line) or marks.is_capital_by(line) else marks.by(line))
        again = Counter(key_of(sides.right) for sides in plain)
        sure = [sides for sides in plain if again[key_of(sides.right)] > 1 or _is_sure(sides)]
        self.people.learn_credits([sides.right for sides in [*bracketed, *sure]])
        said = len(plain) if len(plain) < MANY * len(self.lines) else len(plain) + len(self._all(marks.by_the))
        return said / max(1, len(self.lines))

    def _learn_repeats(self) -> None:
        """A full name that stands behind two lines, at least once behind a dash, is no accident; nor is any name
        that stands behind a "by" and behind another mark."""
        dashed = [sides.right for sides in self._all(marks.dash)]
        others = [sides.right for mark in (marks.colon, marks.bracket) for sides in self._all(mark)]
        by = {key_of(sides.right) for sides in self._all(marks.by)}
        again = Counter(map(key_of, [*dashed, *others]))
        self.people.learn(who for who in dashed if is_full_name(who) and again[key_of(who)] > 1)
        both = [who for who in [*dashed, *others] if key_of(who) in by]
        self.people.learn(both)
        self._proven = set(map(key_of, both))

    def _learn_given_names(self) -> None:
        """A given name with a family name behind a mark, on a page that names its makers at least twice."""
        drawn = (marks.dash, marks.colon, marks.bracket, marks.quoted, marks.of)
        found = [who for mark in drawn for who in map(_who_surely, self._all(mark))]
        new = [who for who in found if who and not self.people.knows(who)]
        if new and (len(new) > 1 or self.people.is_anybody_known()):
            self.people.learn(new)
            self._guessed.update(key for key, times in Counter(map(key_of, new)).items() if times == 1)

    def _learn_dash(self) -> tuple[bool, bool]:
        """Whether the performer stands on the left of a dash, and whether anything proves the side."""
        last = self._all(marks.dash)
        first = [s for line in self.lines if (s := marks.dash(line, first=True))]
        right = Counter(key for s in last for key in _people_keys(s.right))
        left = Counter(key for s in first for key in _people_keys(s.left))
        on_right = sum(n - 1 for n in right.values()) + sum(self.people.knows(s.right) for s in last)
        on_left = sum(n - 1 for n in left.values()) + sum(self.people.knows(s.left) for s in first)
        given_right = sum(person_points(s.right) >= _SURE > person_points(s.left) for s in last)
        given_left = sum(person_points(s.left) >= _SURE > person_points(s.right) for s in first)
        if abs(given_right - given_left) > 1:
            on_right, on_left = on_right + given_right, on_left + given_left
        sides, again = ([s.left for s in first], left) if on_left > on_right else ([s.right for s in last], right)
        self.people.learn(part for who in sides for part in _people(who) if again[key_of(part)] > 1)
        return on_left > on_right, on_left != on_right

    # --- asked about one line ------------------------------------------------------------------------

    def _are_named(self) -> bool:
        if self.people.is_anybody_known() or max(self.habits["dash"], self.habits["slash"]) >= MOST:
            return True
        behind = [points for sides in self._all(marks.dash) if (points := person_points(sides.right)) > 0]
        return len(behind) > 1 and max(behind) >= _SURE

    def is_proven(self, who: str) -> bool:
        """Stands behind a "by" and behind another mark."""
        return key_of(who) in self._proven

    def is_guessed(self, who: str) -> bool:
        return key_of(who) in self._guessed

    def weigh(self, way: Sides, place: int) -> int:
        """How much the right side looks like who made it: by its words, and by what the comments speak of."""
        points = min(map(person_points, raw_parts(way.right))) - (len(way.right.split()) > 4)
        thing, who = telling(tokens_of(way.left)), telling(tokens_of(way.right))
        own = self._talk[place]
        points += bool(thing & own) and not who & own
        points -= bool(who & own) and not thing & own
        elsewhere = sum(self._spoken[word] > (word in own) for word in who)
        return points + (elsewhere * 2 >= len(who) > 0)

    def is_talked_about(self, way: Sides, place: int) -> bool:
        """The comments below speak of the left side as the thing, and not of the right side."""
        thing, who = telling(tokens_of(way.left)), telling(tokens_of(way.right))
        own = self._talk[place]
        elsewhere = any(self._spoken[word] > (word in own) for word in who)
        shaped = is_full_name(way.right) or (elsewhere and looks_like_a_name(way.right))
        return bool(thing & own) and not who & own and shaped


def _is_sure(sides: Sides) -> bool:
    """A full name behind the "by"; behind "Killed by ..." it has to begin with a given name."""
    parts = raw_parts(sides.right)
    if marks.is_deed(sides):
        return any(person_points(part) >= _SURE for part in parts)
    return any(map(is_full_name, parts))


def _who_surely(sides: Sides) -> str:
    right, left = person_points(sides.right), person_points(sides.left)
    return sides.right if right >= _SURE and right >= left else ""


def _people(who: str) -> list[str]:
    return [part for part in raw_parts(who) if looks_like_a_name(part)]


def _people_keys(who: str) -> set[Key]:
    return set(map(key_of, _people(who)))


def _in_quotes(line: str) -> Sides | None:
    return Sides(line, line) if unquote(line) != line else None


HABITS: dict[str, Callable[[str], Sides | None]] = {
    "dash": marks.dash,
    "colon": marks.colon,
    "slash": marks.slash,
    "bracket": marks.bracket,
    "comma": marks.comma,
    "quoted": marks.quoted,
    "of": marks.of,
    "in quotes": _in_quotes,
}
