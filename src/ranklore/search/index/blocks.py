"""Blocks of ids, to limit how many rows PostgreSQL reads to the newest ones. Pure."""

from math import ceil
from typing import NamedTuple

BLOCK_BITS = (13, 16)
"""There are blocks of two sizes: 2^13 = 8,192 and 2^16 = 65,536 ids."""
BLOCKS_PER_QUERY_MAX = 16
"""A query names at most this many blocks. For more it uses larger ones."""


class BlockRange(NamedTuple):
    """The newest `blocks` blocks of 2^bits ids. No blocks means all rows."""

    bits: int = 0
    blocks: int = 0

    def row_count(self, newest_id: int) -> int:
        """How many ids are in the range. The newest block is usually not full."""
        return newest_id + 1 - (max((newest_id >> self.bits) - self.blocks + 1, 0) << self.bits)

    def condition(self, newest_id: int) -> str:
        """The part of a tsquery that limits it to the range; "" for all rows."""
        names = (f"'#{self.bits}.{(newest_id >> self.bits) - n}'" for n in range(self.blocks))
        return f" & ({' | '.join(names)})" if self.blocks else ""


def first_range(newest_id: int) -> BlockRange:
    """Where to search first: two small blocks, because the newest one may be almost empty."""
    return BlockRange(min(BLOCK_BITS), 2) if newest_id >> min(BLOCK_BITS) > 1 else BlockRange()


def next_range(previous: BlockRange, factor: float, newest_id: int) -> BlockRange:
    """Where to search when `previous` had too few matches: in `factor` times as many rows.

    If that is half of all rows or more, it is all of them. The range is as small as possible, because PostgreSQL reads
    every row in it that has the words, whether it is returned or not.
    """
    rows = factor * previous.row_count(newest_id)
    for bits in sorted(BLOCK_BITS):
        blocks = 1 + ceil((min(rows, newest_id) - BlockRange(bits, 1).row_count(newest_id)) / 2**bits)
        if blocks <= BLOCKS_PER_QUERY_MAX and BlockRange(bits, blocks).row_count(newest_id) < newest_id / 2:
            return BlockRange(bits, blocks)
    return BlockRange()
