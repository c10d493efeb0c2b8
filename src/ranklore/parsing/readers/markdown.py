"""Reads Markdown: headings, lists with nested comments, and tables, from the tokens of a block parser."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ranklore.parsing.limits import COMMENTS_MAX, ITEMS_MAX, PasteRefused
from ranklore.parsing.markup.blocks import markup_blocks
from ranklore.parsing.markup.nodes import MarkupNode, MarkupText
from ranklore.parsing.readers.document import read_document
from ranklore.parsing.structure.raw_page import RawPage
from ranklore.parsing.structure.title_score import TitleScore, title_score
from ranklore.text.messages import Message

_HEADING = re.compile(r"#{1,6}\s+\S")
_BULLET = re.compile(r"[-*+]\s+\S")
_NUMBER = re.compile(r"\d{1,9}[.)]\s+\S")
_NESTED = re.compile(r"(?:\s{2,}|\t)(?:[-*+>]|\d{1,9}[.)])\s*\S|\s*>\s*\S")
_TABLE_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$|\|[ \t]*:?-{2,}:?[ \t]*\|$")
_BOLD = re.compile(r"(?:\*\*|__)\S.*(?:\*\*|__)")
_LINK = re.compile(r"\[[^\[\]]+\]\([^()\s]+\)")
_SETEXT_UNDERLINE = re.compile(r"(?:={3,}|-{3,})\s*$")
_INLINE_MARKUP = re.compile(r"[*_`\[\]\\&<!~]")
_INLINE_CHARS_MAX = 2_000  # longer text than this is kept as typed
_INLINE_TOTAL_CHARS_MAX = 300_000
_DISABLED_RULES = ["code", "html_block", "reference"]  # indented text is a comment, HTML is text, links stay as typed

_TAG_OF_TOKEN = {
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "blockquote",
    "paragraph": "p",
    "strong": "strong",
    "em": "em",
    "link": "a",
}


def looks_like_markdown(lines: Sequence[str]) -> bool:
    count = dict.fromkeys(("heading", "bullet", "number", "under", "bold", "link"), 0)
    flush = 0
    for before, line in zip(["", *lines], lines, strict=False):
        short = line[:300]
        if _TABLE_RULE.match(short.strip()) and "|" in before:
            return True
        if not short.strip():
            continue
        flush += not short[0].isspace()
        count["heading"] += bool(_HEADING.match(short)) or bool(_SETEXT_UNDERLINE.match(short) and before.strip())
        count["bullet"] += bool(_BULLET.match(short))
        count["number"] += bool(_NUMBER.match(short))
        count["under"] += bool(_NESTED.match(short))
        count["bold"] += bool(_BOLD.match(short))
        count["link"] += bool(_LINK.search(short))
    entries = count["bullet"] + count["number"]
    if count["bullet"] > 1 and count["bullet"] * 10 >= 3 * flush:
        return True
    if count["heading"] and (entries > 1 or count["heading"] > 2 or count["bold"] > 1):
        return True
    return (count["number"] > 1 and count["under"] + count["bold"] + count["link"] > 0) or count["bold"] > 1


def read_markdown(text: str) -> RawPage | None:
    if len(re.findall(r"^[ \t]*(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]", text, re.MULTILINE)) > ITEMS_MAX + COMMENTS_MAX:
        raise PasteRefused(
            Message(
                "There are too many entries; a page can have at most %(items)s items and %(comments)s comments.",
                items=f"{ITEMS_MAX:,}",
                comments=f"{COMMENTS_MAX:,}",
            )
        )
    parser = MarkdownIt("commonmark", {"maxNesting": 20}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.block.ruler.disable(_DISABLED_RULES)
    opened, original_lines = _separate_names(text.split("\n"))
    draft = read_document(
        markup_blocks(_MarkdownTreeBuilder(original_lines).build(parser.parse("\n".join(opened)))), one_list=False
    )
    if draft and _LINK.search(text):
        draft.ask(1, "left_out", Message("The addresses of links were left out. Their words were kept."))
    return draft


def _separate_names(lines: Sequence[str]) -> tuple[list[str], list[int]]:
    """The lines, with a blank line before each name right under the bullets of the item above, which Markdown would
    join to the last bullet. Also returns the original number of each line."""
    opened: list[str] = []
    original_lines: list[int] = []
    for number, line in enumerate(lines, start=1):
        before = lines[number - 2] if number > 1 else ""
        starts_anew = line[:1].isalnum() and not _NUMBER.match(line) and title_score(line.rstrip()) is TitleScore.NAME
        if _BULLET.match(before.lstrip()) and starts_anew:
            opened.append("")
            original_lines.append(number)
        opened.append(line)
        original_lines.append(number)
    return opened, [*original_lines, len(lines)]


class _MarkdownTreeBuilder:
    def __init__(self, original_lines: Sequence[int]) -> None:
        self._original_lines = original_lines
        self._inline = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable("strikethrough")
        self._spent = 0

    def build(self, tokens: Sequence[Token]) -> MarkupNode:
        root = MarkupNode("html", 1)
        parents = [root]
        for token in tokens:
            line = self._original_lines[token.map[0]] if token.map else parents[-1].line
            if token.nesting > 0:
                node = MarkupNode(_tag_of(token), line, number=_list_number(token))
                parents[-1].children.append(node)
                parents.append(node)
            elif token.nesting < 0:
                parents.pop()
            elif token.type == "inline":
                self._add_inline(parents[-1], token.content, line)
            elif token.content:
                parents[-1].children.append(
                    MarkupNode("pre", line, [MarkupText(token.content, line + (token.type == "fence"))])
                )
        return root

    def _add_inline(self, parent: MarkupNode, content: str, line: int) -> None:
        """Read emphasis and links, except in very long texts: a page full of brackets would take too long."""
        self._spent += len(content)
        if (
            not _INLINE_MARKUP.search(content)
            or len(content) > _INLINE_CHARS_MAX
            or self._spent > _INLINE_TOTAL_CHARS_MAX
        ):
            _add_lines(parent, content, line)
            return
        parents = [parent]
        for token in self._inline.parseInline(content)[0].children or []:
            if token.type in ("softbreak", "hardbreak"):
                parents[-1].children.append(MarkupNode("br", line))
                line += 1
            elif token.nesting > 0:
                node = MarkupNode(_tag_of(token), line)
                parents[-1].children.append(node)
                parents.append(node)
            elif token.nesting < 0:
                parents.pop()
            elif token.content:
                parents[-1].children.append(MarkupText(token.content, line))


def _add_lines(parent: MarkupNode, content: str, line: int) -> None:
    for place, text in enumerate(content.split("\n")):
        if place:
            parent.children.append(MarkupNode("br", line + place))
        parent.children.append(MarkupText(text, line + place))


def _tag_of(token: Token) -> str:
    kind = token.type.removesuffix("_open")
    return _TAG_OF_TOKEN.get(kind, token.tag)


def _list_number(token: Token) -> int | None:
    return int(token.info) if token.type == "list_item_open" and token.info.isdigit() else None
