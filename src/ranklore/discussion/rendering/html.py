"""The text of a comment as safe HTML, or as text without spoilers. The only place that makes HTML from it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from ranklore.discussion.mentions.detection import Mention
from ranklore.discussion.rendering.markdown import is_plain, markdown_parser, parse_tokens, text_token
from ranklore.discussion.rendering.mention_links import mark_mentions, mark_mentions_in_tokens
from ranklore.discussion.rendering.truncation import OPENING_LENGTH, split_long_text, split_long_tokens
from ranklore.text.search_tokens import text_tokens

_ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "div": {"class"},
    "span": {"class"},
    "details": {"class"},
}
_TAGS = {"p", "br", "em", "strong", "ul", "li", "blockquote", "pre", "code", "summary", *_ATTRIBUTES}
_CACHE_SIZE = 2_000
_SPOILER_PLACEHOLDER = "[spoiler]"
_SPOILER = re.compile(r"\|\|.*?\|\|", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A text as HTML: its opening, and the rest that opens in place ("" when it is short)."""

    opening: SafeString
    rest: SafeString


@lru_cache(maxsize=_CACHE_SIZE)
def render_text(text: str, opening: int = OPENING_LENGTH, mentions: tuple[Mention, ...] = ()) -> RenderedText:
    """The text of a comment as harmless HTML. `mentions` (its `find_visible_mentions`) are marked, for
    `link_mentions`.
    """
    tokens = None if is_plain(text) else parse_tokens(text)
    if tokens is None:
        head, rest = split_long_text(text, opening)
        start = len(text) - len(rest)
        return RenderedText(
            _html_of_paragraphs(mark_mentions(text, mentions, 0, len(head))),
            _html_of_paragraphs(mark_mentions(text, mentions, start, len(text))),
        )
    first, second = split_long_tokens(mark_mentions_in_tokens(tokens, mentions) if mentions else tokens, opening)
    return RenderedText(_html_of_tokens(first), _html_of_tokens(second))


@lru_cache(maxsize=_CACHE_SIZE)
def text_without_spoilers(text: str) -> str:
    """The words on one line without what is hidden: for previews, feeds and search."""
    tokens = None if is_plain(text) else parse_tokens(text)
    if tokens is None:
        return " ".join(text.split())
    words: list[str] = []
    hidden = 0
    for token in _flatten(tokens):
        if token.type in ("spoiler_open", "hidden_open"):
            words += [_SPOILER_PLACEHOLDER] if not hidden else []
            hidden += 1
        elif token.type in ("spoiler_close", "hidden_close"):
            hidden -= 1
        elif not hidden:
            before = {"list_item_open": f"{token.info}{token.markup}" if token.info else "", "fence": f"{token.info} "}
            words += [
                before.get(token.type, ""),
                token.content,
                " " if token.block or token.type in ("softbreak", "hardbreak") else "",
            ]
    return " ".join("".join(words).split())


@lru_cache(maxsize=_CACHE_SIZE)
def html_without_spoilers(text: str) -> SafeString:
    """The whole text as HTML without what is hidden: for feeds, whose readers open every fold."""
    tokens = None if is_plain(text) else parse_tokens(text)
    if tokens is None:
        return _html_of_paragraphs(escape(_SPOILER.sub(_SPOILER_PLACEHOLDER, text)))
    return _html_of_tokens(_replace_spoilers(tokens))


def _replace_spoilers(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with a word in the place of each spoiler, at whatever depth."""
    kept: list[Token] = []
    hidden = 0
    for token in tokens:
        if token.type in ("spoiler_open", "hidden_open"):
            if not hidden and token.type == "spoiler_open":
                kept.append(text_token(_SPOILER_PLACEHOLDER, token.level))
            elif not hidden:
                kept += _paragraph_tokens(_SPOILER_PLACEHOLDER)
            hidden += 1
        elif token.type in ("spoiler_close", "hidden_close"):
            hidden -= 1
        elif not hidden:
            kept.append(replace(token, children=_replace_spoilers(token.children)) if token.children else token)
    return kept


def _paragraph_tokens(words: str) -> list[Token]:
    inline = Token("inline", "", 0, block=True, content=words, children=[text_token(words, 0)])
    return [Token("paragraph_open", "p", 1, block=True), inline, Token("paragraph_close", "p", -1, block=True)]


def searchable_text(text: str, is_spoiler: bool) -> str:
    """What a comment is found by: nothing that a spoiler hides, or finding it would tell what is in there."""
    return "" if is_spoiler else text_tokens(text_without_spoilers(text).replace(_SPOILER_PLACEHOLDER, " "))


def _flatten(tokens: Sequence[Token]) -> list[Token]:
    return [each for token in tokens for each in (token.children or ()) or ([] if token.type == "inline" else [token])]


def _html_of_paragraphs(html: str) -> SafeString:
    paragraphs = (part for part in re.split(r"\n{2,}", html) if part.strip())
    return _sanitize("".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in paragraphs))


def _html_of_tokens(tokens: Sequence[Token]) -> SafeString:
    return _sanitize(_TokenRenderer().render(tokens, markdown_parser().options, {}))


def _sanitize(html: str) -> SafeString:
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
    return mark_safe(clean)  # nosec B308 B703


class _TokenRenderer(RendererHTML):
    """HTML of tokens. A link says which site it leads to."""

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        env["in_link"] = str(tokens[idx].attrGet("href") or "")
        return self.renderToken(tokens, idx, options, env) if env["in_link"] else ""

    def link_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        href = env.pop("in_link", "")
        if not href:  # [words]() lead nowhere
            return ""
        host = _host_of(href)
        says = "".join(token.content for token in tokens[_link_start(tokens, idx) : idx])
        told = "" if not host or host in says else f' <span class="host">({escape(host)})</span>'
        return f"</a>{told}"

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        code = tokens[idx]
        language = f'<span class="host">{escape(code.info.strip())}</span>\n' if code.info.strip() else ""
        return f"<pre>{language}<code>{escape(code.content)}</code></pre>"

    def spoiler_open(self, *_: Any) -> str:
        return '<details class="spoiler"><summary>spoiler</summary><span class="spoiler-words">'

    def spoiler_close(self, *_: Any) -> str:
        return "</span></details>"

    def hidden_open(self, *_: Any) -> str:
        return '<details class="spoiler spoiler-block"><summary>spoiler</summary><div class="spoiler-words">'

    def hidden_close(self, *_: Any) -> str:
        return "</div></details>"


def _link_start(tokens: Sequence[Token], close: int) -> int:
    return next((n for n in range(close, -1, -1) if tokens[n].type == "link_open"), close)


def _host_of(href: str) -> str:
    """Where a link leads, as the browser takes it (in ASCII, so that no letter can pass for another)."""
    return (urlsplit(href).hostname or "")[:80]
