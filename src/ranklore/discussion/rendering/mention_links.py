"""Turn names of items in a comment into links with the current rank.  Names are found and marked once
(`mark_mentions`), and the result is cached. Ranks change with every vote, so each page adds the links
(`link_mentions`)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.contrib.humanize.templatetags.humanize import ordinal
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from ranklore.discussion.mentions.detection import Mention, find_mentions
from ranklore.discussion.mentions.name_index import NameIndex
from ranklore.discussion.rendering.markdown import SPOILER_MARK, is_plain, parse_tokens, text_token

# What a comment says is escaped and can make no element of its own, so an element like this one is always ours.
# The place stands behind the "'s" or the quotation mark that goes with a name.
_MARKED_MENTION = re.compile(r"""<span class="mention-(\d+)">([^<]*)</span>(['’]s\b|["'”’»」』》])?""")


@dataclass(frozen=True, slots=True)
class ItemLink:
    """The page of an item, and its place now; None while it is too new to have one."""

    address: str
    rank: int | None


def find_visible_mentions(text: str, names: NameIndex) -> tuple[Mention, ...]:
    """Where a text names items, as spans of its words as they are shown.

    Not in code or links, nor where a name goes over the border of a spoiler or an emphasis.
    """
    tokens = None if is_plain(text) else parse_tokens(text)
    if tokens is None:
        return tuple(each for each in find_mentions(text, names) if "\n" not in text[each.start : each.end])
    said: list[str] = []
    free: list[tuple[int, int]] = []
    at = 0
    for words, may_link in _visible_parts(tokens):
        said.append(words)
        if may_link:
            free.append((at, at + len(words)))
        at += len(words)
    found: list[Mention] = []
    n = 0
    for mention in find_mentions("".join(said), names):
        while n < len(free) and free[n][1] <= mention.start:
            n += 1
        if n < len(free) and free[n][0] <= mention.start and mention.end <= free[n][1]:
            found.append(mention)
    return tuple(found)


def mark_mentions(text: str, mentions: Sequence[Mention], start: int, end: int) -> str:
    """A part of a plain text as HTML, with a mark around each name that is whole in it."""
    html: list[str] = []
    done = start
    for each in mentions:
        if start <= each.start and each.end <= end:
            name = escape(text[each.start : each.end])
            html += [escape(text[done : each.start]), f'<span class="mention-{each.item_id}">{name}</span>']
            done = each.end
    return "".join([*html, escape(text[done:end])])


def mark_mentions_in_tokens(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Token]:
    """The same for Markdown, of which `mentions` are the `find_visible_mentions`."""
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
    """The marks as links. The item that a comment is about, and one that has no link, are names like any other word."""

    def link(mark: re.Match[str]) -> str:
        item_id, name, end = int(mark[1]), mark[2], mark[3] or ""
        to = links.get(item_id) if item_id != about else None
        if to is None:
            return name + end
        place = f'&nbsp;<span class="mention-place">{ordinal(to.rank)}</span>' if to.rank else ""
        return f'<a class="mention" href="{escape(to.address)}">{name}</a>{end}{place}'

    return mark_safe(_MARKED_MENTION.sub(link, html))  # nosec B308 B703


def _visible_parts(tokens: Sequence[Token]) -> Iterator[tuple[str, bool]]:
    """All that is shown, in order, and whether a name in it may become a link."""
    for token in tokens:
        if token.type != "inline":
            yield _visible_text(token), False
            continue
        in_link = 0
        for child in token.children or ():
            in_link += child.nesting if child.type in ("link_open", "link_close") else 0
            yield _visible_text(child), child.type == "text" and not in_link


def _visible_text(token: Token) -> str:
    """The stars around a name are a sign that it is one, so they are left in."""
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
