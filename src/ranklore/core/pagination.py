"""Split a long result into pages of plain links."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pagination:
    """Page `number` of `count`, with the rows `start_index` to `end_index` of `total`."""

    number: int
    size: int
    total: int

    @property
    def count(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size

    @property
    def start_index(self) -> int:
        return min(self.start + 1, self.total)

    @property
    def end_index(self) -> int:
        return min(self.start + self.size, self.total)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.count else None


def paginate(total: int, size: int, asked: str | None) -> Pagination:
    """The page that was asked for, or the nearest one: page 9 of 3 gives page 3, other text page 1."""
    count = max(1, -(-total // size))
    return Pagination(min(parse_whole_number(asked) or 1, count), size, total)


def parse_whole_number(text: str | None) -> int | None:
    """The number in a form field or an address; None for anything but up to eight plain digits."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None


def page_number_of(index: int, size: int) -> int:
    """The page on which the row with this index (from 0) stands."""
    return index // size + 1
