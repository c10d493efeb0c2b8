"""Who made it: splits "Title by Somebody" and its many relatives, judging by what the whole page shows.

A mark alone proves little ("Stand by Me", "Self - Inflicted", "Movie: The Sequel"), so a side of it is a
credit where the page says so: the same somebody stands there again, or elsewhere after a "by"; nearly all
lines have the mark; or the comments talk about one side as the thing itself. What is likely but not proven is
split off with a question; what is possible but not likely is kept with one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ranklore.lists.rules import marks
from ranklore.lists.rules.makers import HABITS, MANY, MOST, Makers
from ranklore.lists.rules.marks import Sides
from ranklore.lists.rules.people_words import PARTICLES, PREFIXES, VERSIONS, person_points
from ranklore.lists.rules.performers import Performers, fits, is_one_act, raw_parts, unquote
from ranklore.lists.rules.words import CHATTY, SMALL, is_full_name, looks_like_a_name, tokens_of

_LIKELY = 2


@dataclass(frozen=True)
class Named:
    name: str
    credits: tuple[str, ...] = ()
    doubt: str = ""


class CreditReader:
    """Reads one page's name lines; `talk` gives the words of the comments under each."""

    def __init__(self, lines: Sequence[str], talk: Sequence[str] = ()) -> None:
        self._whole = lines
        parted = [marks.without_guest(line) for line in lines]
        self._lines = [line for line, _ in parted]
        self._guests = [guest for _, guest in parted]
        self._makers = Makers(self._lines, talk)
        self._habits = self._makers.habits

    @property
    def people(self) -> Performers:
        return self._makers.people

    @property
    def side_is_a_guess(self) -> bool:
        """Nearly all lines have a dash, and nothing says which side of it made the other."""
        return self._habits["dash"] >= MOST and not self._makers.dash_is_proven

    def read(self, place: int) -> Named:
        line, guest = self._lines[place], self._guests[place]
        for reading in (self._by, self._dash, self._by_trusting, self._other_marks, self._bare):
            named = reading(line, place)
            if named and guest:
                credits = (*named.credits, *self.people.names_in(guest))
                named = replace(named, credits=credits) if fits(credits) else None
            if named:
                return named
        whole = self._whole[place]
        return Named(unquote(whole) if self._habits["in quotes"] >= MOST else whole, (), self._why_unsure(line))

    def _named(self, sides: Sides, doubt: str = "") -> Named | None:
        sides = marks.year_back_to_name(sides)
        credits = self.people.names_in(sides.right)
        if len(credits) == 1 and len(raw_parts(sides.right)) == 2 and is_one_act(sides.right):
            doubt = doubt or f"“{sides.right}” was kept as one name. Are they two?"
        return Named(unquote(sides.left), credits, doubt) if fits(credits) else None

    def _knows(self, sides: Sides) -> bool:
        return self.people.knows_all(marks.year_back_to_name(sides).right)

    def _doubt_of(self, line: str, sides: Sides) -> str:
        """A question, where the somebody is known only by the sound of the name."""
        guessed = self._makers.is_guessed(marks.year_back_to_name(sides).right) and self._habits["dash"] < MOST
        return _doubt(line, sides.right) if guessed else ""

    # --- "by" ----------------------------------------------------------------------------------------

    def _by(self, line: str, place: int) -> Named | None:
        sides = marks.bracket_by(line)
        if sides:
            return self._named(sides)
        sides = marks.by(line) or marks.by_the(line)
        if sides and self._knows(sides):
            return self._named(sides, self._lonely_by(line, sides))
        return None

    def _count_of_by(self) -> float:
        return self._makers.by_share * len(self._lines)

    def _lonely_by(self, line: str, sides: Sides) -> str:
        alone = len(self._lines) > 3 and self._count_of_by() < 2 and not self._makers.is_proven(sides.right)
        return _doubt(line, sides.right) if alone else ""

    def _by_trusting(self, line: str, place: int) -> Named | None:
        """A "by" with somebody the page does not otherwise know."""
        share = self._makers.by_share
        sides = marks.by(line) or (marks.by_the(line) if share >= MOST else None)
        if sides is None or (marks.is_capital_by(line) and share < MOST):
            return None
        first, _, rest = sides.right.partition(" ")
        shaped = looks_like_a_name(rest if first in PARTICLES | {"the"} and rest else sides.right)
        shaped = shaped or (line.islower() and len(tokens_of(sides.right)) <= 4)
        if not shaped or (share < MOST and not self._may_have_made_it(sides)):
            return None
        sure = share >= MOST or (line.islower() and share >= MANY)
        return self._named(sides, "" if sure else _doubt(line, sides.right))

    def _may_have_made_it(self, sides: Sides) -> bool:
        """Not "Trial by Fire", and a title of one word only where others are credited so."""
        who = tokens_of(sides.right)
        if marks.is_deed(sides) or set(who) & CHATTY:
            return False
        others = self._count_of_by() - 1 + self._makers.are_named
        return len(tokens_of(sides.left)) > 1 or others >= 1

    # --- a dash --------------------------------------------------------------------------------------

    def _dash(self, line: str, place: int) -> Named | None:
        last, first = marks.dash(line), marks.dash(line, first=True)
        if last is None or first is None:
            return None
        turned = Sides(first.right, first.left)
        ways = (turned, last) if self._makers.dash_left else (last, turned)
        for way in ways:
            if self._knows(way):
                return self._named(way, self._doubt_of(line, way))
        if self._habits["dash"] >= MOST:
            return self._named(ways[0])
        for way in ways:
            if self._makers.is_talked_about(way, place):
                return self._named(way, _doubt(line, way.right))
        return self._weighed(line, place, last, turned)

    def _weighed(self, line: str, place: int, last: Sides, turned: Sides) -> Named | None:
        """The likelier side of a dash, on a page that names its makers elsewhere."""
        is_one_title = tokens_of(last.left)[-1] in PREFIXES or VERSIONS & set(tokens_of(last.right))
        if is_one_title or not self._makers.are_named:
            return None
        right, left = self._makers.weigh(last, place), self._makers.weigh(turned, place)
        enough = 0 if marks.is_wide_dash(line) else _LIKELY
        if max(right, left) < enough:
            return None
        way = turned if left > right else last
        return self._named(way, _doubt(line, way.right))

    # --- other marks, and none -----------------------------------------------------------------------

    def _other_marks(self, line: str, place: int) -> Named | None:
        for name in ("colon", "slash", "bracket", "comma", "quoted", "of"):
            sides = HABITS[name](line)
            if sides is None:
                continue
            if self._knows(sides):
                return self._named(sides, self._doubt_of(line, sides))
            if name in ("colon", "slash") and self.people.knows_all(sides.left):
                return self._named(Sides(sides.right, sides.left))
            if name not in ("colon", "of") and self._habits[name] >= MOST and _may_be_made_by(sides.right, name):
                return self._named(sides)
            enough = {"colon": _LIKELY, "bracket": _LIKELY, "quoted": 0}.get(name)
            if enough is not None and self._makers.are_named and person_points(sides.right) >= enough:
                return self._named(sides, _doubt(line, sides.right))
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
        sides = marks.by(line) or marks.dash(line) or self._maybe_behind(line)
        return _doubt(line, sides.right, kept=True) if sides else ""

    def _maybe_behind(self, line: str) -> Sides | None:
        """What a colon or a bracket parts off could be somebody's name."""
        sides = marks.colon(line) or marks.bracket(line)
        shaped = sides and is_full_name(sides.right) and not VERSIONS & set(tokens_of(sides.right))
        return sides if shaped and self._makers.are_named else None


def _may_be_made_by(who: str, mark: str) -> bool:
    return is_full_name(who) if mark in ("comma", "bracket") else looks_like_a_name(who)


def _doubt(line: str, who: str, kept: bool = False) -> str:
    if kept:
        return f"“{line}” was kept as one name. Is “{who}” who made it?"
    return f"In “{line}”, “{who}” was taken for who made it. Is that right?"
