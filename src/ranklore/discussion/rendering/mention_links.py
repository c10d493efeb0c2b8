"""Turn item names in a comment into links with the current rank.

Finding and marking the names (`mark_mentions`) is slow, so the result is cached. Ranks change with every vote, so each
page adds the links itself (`link_mentions`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from ranklore.core.ordinals import ordinal
from ranklore.discussion.mentions.detection import Mention, find_mentions
from ranklore.discussion.mentions.name_index import NameIndex
from ranklore.discussion.rendering.markdown import SPOILER_MARK, is_plain, parse_tokens, text_token

# The text of a comment is escaped and cannot contain this element, so every match is a mark of our own.
# The rank goes after a possessive "'s" or a closing quotation mark.
_MARKED_MENTION = re.compile(r"""<span class="mention-(\d+)">([^<]*)</span>(['’]s\b|["'”’»」』》])?""")


@dataclass(frozen=True, slots=True)
class ItemLink:
    """The URL of an item and its current rank; None while it is too new to have one."""

    address: str
    rank: int | None


def find_visible_mentions(text: str, names: NameIndex) -> tuple[Mention, ...]:
    """Where a text names items. The spans are positions in the visible text.

    Names in code or links are skipped, and so are names that cross the edge of a spoiler or of emphasized text.
    """
    tokens = None if is_plain(text) else parse_tokens(text)
    if tokens is None:
        return tuple(each for each in find_mentions(text, names) if "\n" not in text[each.start : each.end])
    visible: list[str] = []
    linkable: list[tuple[int, int]] = []
    position = 0
    for part, may_link in _visible_parts(tokens):
        visible.append(part)
        if may_link:
            linkable.append((position, position + len(part)))
        position += len(part)
    found: list[Mention] = []
    n = 0
    for mention in find_mentions("".join(visible), names):
        while n < len(linkable) and linkable[n][1] <= mention.start:
            n += 1
        if n < len(linkable) and linkable[n][0] <= mention.start and mention.end <= linkable[n][1]:
            found.append(mention)
    return tuple(found)


def mark_mentions(text: str, mentions: Sequence[Mention], start: int, end: int) -> str:
    """Plain text from `start` to `end` as HTML, with a mark around each name that is completely inside."""
    html: list[str] = []
    done = start
    for each in mentions:
        if start <= each.start and each.end <= end:
            name = escape(text[each.start : each.end])
            html += [escape(text[done : each.start]), f'<span class="mention-{each.item_id}">{name}</span>']
            done = each.end
    return "".join([*html, escape(text[done:end])])


def mark_mentions_in_tokens(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Token]:
    """Like `mark_mentions`, for Markdown tokens. `mentions` come from `find_visible_mentions`."""
    made: list[Token] = []
    left = list(reversed(mentions))
    at = 0
    for token in tokens:
        if token.type != "inline":
            at += len(_visible_text(token))
            made.append(token)
            continue
        children: list[Token] = []
        for child in token.children or ():
            children += _mark_mentions_in_child(child, at, left)
            at += len(_visible_text(child))
        made.append(replace(token, children=children))
    return made


def link_mentions(html: SafeString, links: Mapping[int, ItemLink], about: int | None) -> SafeString:
    """Turn the marks into links. Items without a link, and the item the comment is about, become plain text."""

    def link(mark: re.Match[str]) -> str:
        item_id, name, end = int(mark[1]), mark[2], mark[3] or ""
        target = links.get(item_id) if item_id != about else None
        if target is None:
            return name + end
        rank = f'&nbsp;<span class="mention-place">{ordinal(target.rank)}</span>' if target.rank else ""
        return f'<a class="mention" href="{escape(target.address)}">{name}</a>{end}{rank}'

    return mark_safe(_MARKED_MENTION.sub(link, html))  # nosec B308 B703


def _visible_parts(tokens: Sequence[Token]) -> Iterator[tuple[str, bool]]:
    """The visible text in order, in parts, and whether a name in the part may become a link."""
    for token in tokens:
        if token.type != "inline":
            yield _visible_text(token), False
            continue
        in_link = 0
        for child in token.children or ():
            in_link += child.nesting if child.type in ("link_open", "link_close") else 0
            yield _visible_text(child), child.type == "text" and not in_link


def _visible_text(token: Token) -> str:
    """Emphasis marks are kept, because they are a sign that the words between them are a name."""
    if token.type in ("em_open", "em_close", "strong_open", "strong_close"):
        return token.markup
    if token.type in ("spoiler_open", "spoiler_close"):
        return SPOILER_MARK
    return token.content or ("\n" if token.block or token.type in ("softbreak", "hardbreak") else "")


def _mark_mentions_in_child(child: Token, at: int, left: list[Mention]) -> Iterator[Token]:
    done, end = at, at + len(_visible_text(child))
    while left and left[-1].start < end:
        each = left.pop()
        yield text_token(child.content[done - at : each.start - at], child.level)
        yield Token("mention_open", "span", 1, attrs={"class": f"mention-{each.item_id}"}, level=child.level)
        yield text_token(child.content[each.start - at : each.end - at], child.level + 1)
        yield Token("mention_close", "span", -1, level=child.level)
        done = each.end
    yield replace(child, content=child.content[done - at :]) if done > at else child
