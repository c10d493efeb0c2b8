"""Parses HTML into a tree, in one pass and linear time, with the line of each part.

The parser of the standard library is not used: it takes quadratic time on unclosed comments and builds no tree.
"""

import re
from collections.abc import Iterator
from html import unescape

from ranklore.parsing.lexicon.words import word_list
from ranklore.parsing.markup.nodes import BLOCK_TAGS, MarkupNode, MarkupText

DEPTH_MAX = 60  # deeper than any real page; deeper elements are added to their ancestor at this depth
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>")
_SIMPLE_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>[^<>]{0,2000}+)>")
_TAG_LENGTH_MAX = 4_000
_BROKEN_TAGS_MAX = 200  # after so many broken tags only simple ones are matched, which is faster
_VOID_TAGS = frozenset(word_list("area base br col embed hr img input link meta param source track wbr"))
_DROPPED_TAGS = frozenset(
    word_list(
        "script style noscript template svg math nav footer aside button select textarea iframe object "
        "canvas video audio"
    )
)
_RAW_TEXT_TAGS = frozenset(["script", "style", "textarea", "template", "noscript", "svg", "iframe"])
_KNOWN_TAGS = (
    BLOCK_TAGS
    | _VOID_TAGS
    | _DROPPED_TAGS
    | frozenset(
        word_list(
            "a abbr acronym b bdi bdo big cite code data del dfn em font head i ins kbd label legend mark "
            "menu meter optgroup option output picture progress q rp rt ruby s samp small span strike strong "
            "sub sup time title tt u var map dialog search hgroup colgroup"
        )
    )
)
# tag -> (tags of which it closes the nearest open one, tags that it does not look beyond)
_IMPLIED_END_TAGS = {
    "li": (("li",), ("ul", "ol", "menu")),
    "tr": (("tr",), ("table",)),
    "td": (("td", "th"), ("tr", "table")),
    "th": (("td", "th"), ("tr", "table")),
    "dt": (("dt", "dd"), ("dl",)),
    "dd": (("dt", "dd"), ("dl",)),
    "option": (("option",), ("select",)),
}


def parse_html(text: str) -> MarkupNode:
    builder = _HtmlTreeBuilder()
    for token, start_line in _tokens(text):
        if isinstance(token, str):
            builder.add_text(token, start_line)
        else:
            builder.add_tag(token, start_line)
    return builder.root


def _tokens(text: str) -> Iterator[tuple[str | re.Match[str], int]]:
    at, line, failures = 0, 1, 0
    missing: set[str] = set()  # endings that the rest of the text does not have
    while at < len(text):
        opening = text.find("<", at)
        if opening < 0:
            opening = len(text)
        if opening > at:
            yield unescape(text[at:opening]), line
            line += text.count("\n", at, opening)
            at = opening
            continue
        skipped = _skip_declaration(text, at, missing)
        if skipped:
            line += text.count("\n", at, skipped)
            at = skipped
            continue
        pattern = _TAG if failures < _BROKEN_TAGS_MAX else _SIMPLE_TAG
        tag = pattern.match(text, at, min(len(text), at + _TAG_LENGTH_MAX))
        if tag is None or tag["name"].lower() not in _KNOWN_TAGS:
            failures += tag is None
            yield "<", line
            at += 1
            continue
        yield tag, line
        end = tag.end()
        if not tag["close"] and tag["name"].lower() in _RAW_TEXT_TAGS and not tag["rest"].endswith("/"):
            end = _find_ending(text, f"</{tag['name']}", end, missing) or end
        line += text.count("\n", at, end)
        at = end


def _skip_declaration(text: str, at: int, missing: set[str]) -> int:
    """The end of a comment or declaration that starts here, or 0."""
    if text.startswith("<!--", at):
        end = _find_ending(text, "-->", at + 4, missing)
        return end + 3 if end else 0
    if text.startswith(("<!", "<?"), at):
        end = _find_ending(text, ">", at + 2, missing)
        return end + 1 if end else 0
    return 0


def _find_ending(text: str, what: str, at: int, missing: set[str]) -> int:
    if what in missing:
        return 0
    found = text.find(what, at)
    if found < 0:
        missing.add(what)
    return max(found, 0)


class _HtmlTreeBuilder:
    def __init__(self) -> None:
        self.root = MarkupNode("html", 1)
        self._open = [self.root]
        self._dropped_names: list[str] = []

    def add_text(self, text: str, line: int) -> None:
        if self._dropped_names:
            return
        last = self._open[-1].children[-1:]
        if last and isinstance(last[0], MarkupText) and text == "<":
            last[0].text += text  # a stray "<" is part of the sentence before it
        else:
            self._open[-1].children.append(MarkupText(text, line))

    def add_tag(self, tag: re.Match[str], line: int) -> None:
        name = tag["name"].lower()
        if name in _DROPPED_TAGS:
            self._drop(name, bool(tag["close"]))
        elif self._dropped_names or name in ("head", "html", "body"):
            return
        elif tag["close"]:
            self._close(name)
        else:
            self._start(name, tag["rest"], line)

    def _drop(self, name: str, closes: bool) -> None:
        if not closes:
            if len(self._dropped_names) < DEPTH_MAX:
                self._dropped_names.append(name)
        elif name in self._dropped_names:
            while self._dropped_names.pop() != name:
                pass

    def _start(self, name: str, rest: str, line: int) -> None:
        closes, stops = _IMPLIED_END_TAGS.get(name, ((), ()))
        if closes:
            self._close_nearest(closes, stops)
        if name in BLOCK_TAGS:
            self._close_nearest(("p",), ("li", "td", "th", "blockquote", "dd", "div", "section", "article"))
        node = MarkupNode(name, line, is_reversed=name == "ol" and bool(re.search(r"\breversed\b", rest, re.I)))
        self._open[-1].children.append(node)
        if name not in _VOID_TAGS and not rest.endswith("/") and len(self._open) < DEPTH_MAX:
            self._open.append(node)

    def _close(self, name: str) -> None:
        self._close_nearest((name,), ("table",) if name != "table" else ())

    def _close_nearest(self, names: tuple[str, ...], stops: tuple[str, ...]) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag in names:
                del self._open[place:]
                return
            if self._open[place].tag in stops:
                return
