"""Ranks over time as SVG paths. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

RankPoint = tuple[datetime, int | None]
"""A rank and since when an item had it. None: too new to rank, or off the list."""

WIDTH = 600
ROW_HEIGHT = 10
"""The height of one rank. The page stretches it to the height of a label."""
SAMPLES = 33
"""Ranks are looked up at this many moments, so a line has no more points, however often the item moved."""
CHART_RANK_MAX = 20
"""The last rank that is drawn. Worse ranks are drawn on its line."""
TIME_SPAN_MIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class RankChart:
    """A chart that is `WIDTH` wide and `depth` ranks high.

    depth   how many ranks it shows
    is_cut  whether some rank is worse than the last one shown
    paths   one per series, in the same order; empty for a series without a rank
    """

    start: datetime
    middle: datetime
    end: datetime
    depth: int
    is_cut: bool
    paths: tuple[str, ...]
    width: int = WIDTH

    @property
    def height(self) -> int:
        return self.depth * ROW_HEIGHT

    @property
    def places(self) -> range:
        return range(1, self.depth + 1)


def rank_chart_of(
    series: Sequence[Sequence[RankPoint]],
    start: datetime,
    end: datetime,
    *,
    top: int = 1,
    deepest: int = CHART_RANK_MAX,
) -> RankChart:
    """Draw ranks between two moments, from `top` at the upper edge down to `deepest`."""
    span = max(end - start, TIME_SPAN_MIN)
    moments = [start + span * n / (SAMPLES - 1) for n in range(SAMPLES)]
    sampled = [[rank_at(places, moment) for moment in moments] for places in series]
    worst = max((rank for ranks in sampled for rank in ranks if rank), default=1)
    last = max(len(series), min(worst, deepest), top)
    return RankChart(
        start=start,
        middle=start + span / 2,
        end=end,
        depth=last - top + 1,
        is_cut=worst > last,
        paths=tuple(_svg_path([min(rank, last) - top if rank else None for rank in ranks]) for ranks in sampled),
    )


def rank_at(places: Sequence[RankPoint], moment: datetime) -> int | None:
    """The rank at a moment. `places` are in order of time."""
    return next((rank for since, rank in reversed(places) if since <= moment), None)


def _svg_path(steps: Sequence[int | None]) -> str:
    """A line that is level at each rank, and has a gap where there is no rank."""
    drawn, before = [], None
    for n, step in enumerate(steps):
        if step is not None:
            x, y = round(n * WIDTH / (SAMPLES - 1)), step * ROW_HEIGHT + ROW_HEIGHT // 2
            if before is None:
                drawn.append(f"M{x} {y}h0")  # a single point is drawn as a dot
            elif before[1] == y:
                drawn.append(f"H{x}")
            else:
                middle = (before[0] + x) // 2
                drawn.append(f"C{middle} {before[1]} {middle} {y} {x} {y}")
            before = (x, y)
        else:
            before = None
    return "".join(drawn)
