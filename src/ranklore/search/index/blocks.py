"""Ranges of the newest ids, in blocks, to bound what PostgreSQL reads. Pure."""

from math import ceil
from typing import NamedTuple

BLOCK_BITS = (13, 16)  # bits of an id within a block: of 8,192 rows, and of 65,536


BLOCKS_PER_QUERY_MAX = 16  # of a size in one query


class BlockRange(NamedTuple):
    """So many of the newest blocks of 2^bits rows; with no blocks, all rows."""

    bits: int = 0
    blocks: int = 0

    def rows(self, newest: int) -> int:
        return newest + 1 - (max((newest >> self.bits) - self.blocks + 1, 0) << self.bits)

    def words(self, newest: int) -> str:
        names = (f"'#{self.bits}.{(newest >> self.bits) - n}'" for n in range(self.blocks))
        return f" & ({' | '.join(names)})" if self.blocks else ""


def first_range(newest: int) -> BlockRange:
    """Where to look first: little, and more than one block, since the newest may have begun just now."""
    return BlockRange(min(BLOCK_BITS), 2) if newest >> min(BLOCK_BITS) > 1 else BlockRange()


def next_range(part: BlockRange, times: float, newest: int) -> BlockRange:
    """Where to look when a part had too few: in so many times its rows, or in all where that is not much more.

    Each row that has the words costs a look at it, newest or not; so as few as will do.
    """
    rows = times * part.rows(newest)
    for bits in sorted(BLOCK_BITS):
        blocks = 1 + ceil((min(rows, newest) - BlockRange(bits, 1).rows(newest)) / 2**bits)
        if blocks <= BLOCKS_PER_QUERY_MAX and BlockRange(bits, blocks).rows(newest) < newest / 2:
            return BlockRange(bits, blocks)
    return BlockRange()
