"""Split a long result into pages of plain links."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pagination:
    """Where a page stands: `number` of `count`, showing the rows `start_index` to `end_index` of `total`."""

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
    """The page that was asked for, or the nearest there is: a link to page 9 of 3 shows page 3, nonsense page 1."""
    count = max(1, -(-total // size))
    return Pagination(min(parse_whole_number(asked) or 1, count), size, total)


def parse_whole_number(text: str | None) -> int | None:
    """The number that somebody typed or an address holds; None for anything but a few plain digits."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None


def page_number_of(index: int, size: int) -> int:
    """The page on which the row with this index (from 0) stands."""
    return index // size + 1
