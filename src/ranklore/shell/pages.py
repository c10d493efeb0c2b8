"""Cutting a long thing into pages of plain links."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a page stands: `number` of `count`, showing the rows `first_on` to `last_on` of `total`."""

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
    def first_on(self) -> int:
        return min(self.start + 1, self.total)

    @property
    def last_on(self) -> int:
        return min(self.start + self.size, self.total)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.count else None


def pages_of(total: int, size: int, asked: str | None) -> Pages:
    """The page that was asked for, or the nearest there is: a link to page 9 of 3 shows page 3, nonsense page 1."""
    count = max(1, -(-total // size))
    return Pages(min(whole_number(asked) or 1, count), size, total)


def whole_number(text: str | None) -> int | None:
    """The number that somebody typed or an address holds; None for anything but a few plain digits."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None


def page_holding(index: int, size: int) -> int:
    """The page on which the row with this index (from 0) stands."""
    return index // size + 1
