"""Who made it: splits "Title by Somebody" and its many relatives, judging by what the whole page shows.

A mark alone proves little ("Stand by Me", "Self - Inflicted", "Movie: The Sequel"), so a side of it is a
credit where the page says so: the same somebody stands there again, or elsewhere after a "by"; nearly all
lines have the mark; or the comments talk about one side as the thing itself.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ranklore.lists.rules import marks
from ranklore.lists.rules.marks import Sides
from ranklore.lists.rules.performers import Key, Performers, fits, key_of, raw_parts, unquote
from ranklore.lists.rules.words import PREFIXES, SMALL, is_full_name, looks_like_a_name, telling, tokens_of

MOST = 0.6  # from this share of lines on, a mark is the page's habit
MANY = 0.25


@dataclass(frozen=True)
class Named:
    name: str
    credits: tuple[str, ...] = ()
    doubt: str = ""


class CreditReader:
    """Reads one page's name lines; `talk` gives the words of the comments under each."""

    def __init__(self, lines: Sequence[str], talk: Sequence[str] = ()) -> None:
        self._lines = lines
        self._talk = [set(tokens_of(text)) for text in talk] or [set() for _ in lines]
        self._spoken = Counter(word for words in self._talk for word in words)
        self.people = Performers()
        self._learn_by()
        self._learn_repeats()
        self._dash_left, self._dash_is_proven = self._learn_dash()
        self._habits = {name: self._share(mark) for name, mark in _HABITS.items()}

    # --- what the page shows -------------------------------------------------------------------------

    def _share(self, mark: Callable[[str], Sides | None]) -> float:
        found = sum(mark(line) is not None for line in self._lines)
        return found / len(self._lines) if found > 1 else 0.0

    def _learn_by(self) -> None:
        right = [sides.right for line in self._lines if (sides := marks.bracket_by(line))]
        plain = [
            marks.year_back_to_name(sides).right
            for line in self._lines
            if not marks.bracket_by(line) and not marks.is_capital_by(line) and (sides := marks.by(line))
        ]
        again = Counter(key_of(who) for who in plain)
        right += [who for who in plain if again[key_of(who)] > 1 or is_full_name(who)]
        for who in right:
            self.people.learn_credit(who)
        self._by_share = len(plain) / max(1, len(self._lines))

    def _learn_repeats(self) -> None:
        """A full name that stands behind two lines, at least once behind a dash, is no accident."""
        behind_dash = [sides.right for line in self._lines if (sides := marks.dash(line))]
        elsewhere = [
            sides.right for line in self._lines for mark in (marks.colon, marks.bracket) if (sides := mark(line))
        ]
        dashed, other = Counter(map(key_of, behind_dash)), Counter(map(key_of, elsewhere))
        self.people.learn(
            who for who in behind_dash if is_full_name(who) and dashed[key_of(who)] + other[key_of(who)] > 1
        )

    def _learn_dash(self) -> tuple[bool, bool]:
        """Whether the performer stands on the left of a dash, and whether anything proves the side."""
        last = [s for line in self._lines if (s := marks.dash(line))]
        first = [s for line in self._lines if (s := marks.dash(line, first=True))]
        right = Counter(key for s in last for key in _people_keys(s.right))
        left = Counter(key for s in first for key in _people_keys(s.left))
        on_right = sum(n - 1 for n in right.values()) + sum(self.people.knows(s.right) for s in last)
        on_left = sum(n - 1 for n in left.values()) + sum(self.people.knows(s.left) for s in first)
        sides, again = ([s.left for s in first], left) if on_left > on_right else ([s.right for s in last], right)
        self.people.learn(part for who in sides for part in _people(who) if again[key_of(part)] > 1)
        return on_left > on_right, on_left != on_right

    @property
    def side_is_a_guess(self) -> bool:
        """Nearly all lines have a dash, and nothing says which side of it made the other."""
        return self._habits["dash"] >= MOST and not self._dash_is_proven

    # --- one line ------------------------------------------------------------------------------------

    def read(self, place: int) -> Named:
        line = self._lines[place]
        for reading in (self._by, self._dash, self._by_trusting, self._other_marks, self._bare):
            found = reading(line, place)
            if found:
                return found
        return Named(unquote(line) if self._habits["in quotes"] >= MOST else line, (), self._why_unsure(line))

    def _named(self, sides: Sides, doubt: str = "") -> Named | None:
        sides = marks.year_back_to_name(sides)
        credits = self.people.names_in(sides.right)
        return Named(unquote(sides.left), credits, doubt) if fits(credits) else None

    def _by(self, line: str, place: int) -> Named | None:
        sides = marks.bracket_by(line)
        if sides:
            return self._named(sides)
        sides = marks.by(line)
        if sides and self.people.knows_all(marks.year_back_to_name(sides).right):
            return self._named(sides, self._lonely_by(line, sides))
        return None

    def _lonely_by(self, line: str, sides: Sides) -> str:
        alone = len(self._lines) > 3 and self._by_share * len(self._lines) < 2
        return _doubt(line, sides.right) if alone else ""

    def _by_trusting(self, line: str, place: int) -> Named | None:
        """A "by" with somebody the page does not otherwise know."""
        sides = marks.by(line)
        if sides is None or (marks.is_capital_by(line) and self._by_share < MOST):
            return None
        shaped = looks_like_a_name(sides.right) or line.islower()
        if not shaped or self._by_share < MANY or self._by_share * len(self._lines) < 2:
            return None
        one_word = len(tokens_of(sides.right)) == 1
        if one_word and self._by_share < MOST and self.people.all_have_two_words():
            return None
        sure = self._by_share >= MOST or line.islower()
        return self._named(sides, "" if sure else _doubt(line, sides.right))

    def _dash(self, line: str, place: int) -> Named | None:
        last, first = marks.dash(line), marks.dash(line, first=True)
        if last is None or first is None:
            return None
        turned = Sides(first.right, first.left)
        ways = (turned, last) if self._dash_left else (last, turned)
        for way in ways:
            if self.people.knows_all(marks.year_back_to_name(way).right):
                return self._named(way)
        if self._habits["dash"] >= MOST:
            return self._named(ways[0])
        for way in ways:
            if self._talked_about(way, place):
                return self._named(way, _doubt(line, way.right))
        if self._may_be_a_person(last):
            return self._named(last, _doubt(line, last.right))
        return None

    def _may_be_a_person(self, way: Sides) -> bool:
        """Two or three capitalised words behind a dash, on a page that names its makers elsewhere."""
        words, before = way.right.split(), tokens_of(way.left)
        shaped = 2 <= len(words) <= 3 and is_full_name(way.right) and words[0].casefold() not in SMALL
        return shaped and self.people.is_anybody_known() and before[-1] not in PREFIXES

    def _talked_about(self, way: Sides, place: int) -> bool:
        """The comments below speak of the left side as the thing, and not of the right side."""
        thing, who = telling(tokens_of(way.left)), telling(tokens_of(way.right))
        own = self._talk[place]
        elsewhere = any(self._spoken[word] > (word in own) for word in who)
        shaped = is_full_name(way.right) or (elsewhere and looks_like_a_name(way.right))
        return bool(thing & own) and not who & own and shaped

    def _other_marks(self, line: str, place: int) -> Named | None:
        for name in ("colon", "slash", "bracket", "comma", "quoted"):
            sides = _HABITS[name](line)
            if sides is None:
                continue
            if self.people.knows_all(sides.right):
                return self._named(sides)
            if name in ("colon", "slash") and self.people.knows_all(sides.left):
                return self._named(Sides(sides.right, sides.left))
            if name != "colon" and self._habits[name] >= MOST and _may_be_made_by(sides.right, name):
                return self._named(sides)
        return None

    def _bare(self, line: str, place: int) -> Named | None:
        """ "Title Ada Moss" or "Title Ada and Ben", where the page knows them all."""
        words = line.split()
        for cut in range(max(1, len(words) - 8), len(words)):
            if tokens_of(words[cut - 1])[-1:] and tokens_of(words[cut - 1])[-1] in SMALL:
                continue
            right = " ".join(words[cut:])
            several = len(raw_parts(right)) > 1 or len(tokens_of(right)) > 1
            if several and words[cut][0].isalnum() and self.people.knows_all(right):
                return self._named(Sides(" ".join(words[:cut]), right))
        return None

    def _why_unsure(self, line: str) -> str:
        sides = marks.by(line) or marks.dash(line)
        return _doubt(line, sides.right, kept=True) if sides else ""


def _people(who: str) -> list[str]:
    return [part for part in raw_parts(who) if looks_like_a_name(part)]


def _people_keys(who: str) -> set[Key]:
    return set(map(key_of, _people(who)))


def _may_be_made_by(who: str, mark: str) -> bool:
    return is_full_name(who) if mark in ("comma", "bracket") else looks_like_a_name(who)


def _doubt(line: str, who: str, kept: bool = False) -> str:
    if kept:
        return f"“{line}” was kept as one name. Is “{who}” who made it?"
    return f"In “{line}”, “{who}” was taken for who made it. Is that right?"


def _in_quotes(line: str) -> Sides | None:
    return Sides(line, line) if unquote(line) != line else None


_HABITS: dict[str, Callable[[str], Sides | None]] = {
    "dash": marks.dash,
    "colon": marks.colon,
    "slash": marks.slash,
    "bracket": marks.bracket,
    "comma": marks.comma,
    "quoted": marks.quoted,
    "in quotes": _in_quotes,
}
