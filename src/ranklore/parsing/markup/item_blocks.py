"""Finds which blocks of a marked-up page hold the items: lists, headings or a table."""

import itertools
from collections import Counter
from collections.abc import Sequence

from ranklore.parsing.markup.blocks import MarkupBlock, list_entries
from ranklore.parsing.markup.nodes import HEADING_TAGS, text_of
from ranklore.parsing.structure.title_score import TitleScore, is_clearly_prose, title_score


def row_count(block: MarkupBlock) -> int:
    found = block.node.nodes("tr")
    for part in block.node.nodes("thead", "tbody", "tfoot"):
        found += part.nodes("tr")
    return len([row for row in found if len(row.nodes("td", "th")) > 1])


def main_lists(blocks: Sequence[MarkupBlock], one_list: bool) -> list[MarkupBlock]:
    lists = [block for block in blocks if block.kind in ("ul", "ol")]
    if not lists or not one_list:
        return lists
    best = max(lists, key=_list_weight) if len(lists) > 1 else lists[0]
    if best.kind == "ol":
        return [block for block in lists if block.kind == "ol"]
    headed = [after for before, after in itertools.pairwise(blocks) if before.kind in HEADING_TAGS]
    parts = [block for block in lists if block in set(headed) and block.parent is best.parent]
    return parts if best in parts else [best]


def _list_weight(block: MarkupBlock) -> float:
    """Lists with more entries and more text weigh more. An ordered list counts twice, a menu of links half."""
    items = block.node.nodes("li")
    words = sum(len(text_of(item)) for item in items)
    linked = sum(len(text_of(link)) for item in items for link in item.nodes("a"))
    weight = len(items) + min(len(items), words / 80)
    return weight * (2 if block.kind == "ol" else 0.5 if linked > 0.9 * words else 1)


def item_headings(blocks: Sequence[MarkupBlock]) -> list[MarkupBlock]:
    """The headings of the level that has most of them."""
    places = [block for block in blocks if block.kind in HEADING_TAGS]
    counted = Counter(block.kind for block in places)
    if not counted:
        return []
    level = max(counted, key=lambda kind: (counted[kind], kind))
    return [block for block in places if block.kind == level]


def has_comments_below(
    headings: Sequence[MarkupBlock], blocks: Sequence[MarkupBlock], listed: Sequence[object]
) -> bool:
    if len(headings) >= len(listed):
        return True
    lists = [block for block in blocks if block.kind in ("ul", "ol")]
    known = set(headings)
    following = [after.kind for before, after in itertools.pairwise(blocks) if before in known]
    followed = following.count("ul") + following.count("ol")
    return followed * 2 > len(headings) and is_comment_list(list_entries(lists))


def is_comment_list(items: Sequence[object]) -> bool:
    texts = [text_of(item) for item in items]  # type: ignore[arg-type]
    prose = sum(is_clearly_prose(text) or title_score(text) is TitleScore.PROSE for text in texts)
    return bool(texts) and prose * 2 > len(texts)


def names_above_lists(blocks: Sequence[MarkupBlock]) -> list[MarkupBlock]:
    return [
        before
        for before, after in itertools.pairwise(blocks)
        if before.kind == "p" and after.kind in ("ul", "ol", "blockquote") and title_score(before.paragraph().text)
    ]
