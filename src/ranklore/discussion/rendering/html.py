"""Render a comment as safe HTML, or as text without spoilers. No other module makes HTML from comments."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
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
_SPOILER = re.compile(r"\|\|.*?\|\|", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A text as HTML: the opening, and the rest that the reader can expand ("" for a short text)."""

    opening: SafeString
    rest: SafeString


def render_text(text: str, opening: int = OPENING_LENGTH, mentions: tuple[Mention, ...] = ()) -> RenderedText:
    """A comment as safe HTML. `mentions` (from `find_visible_mentions`) are marked, for `link_mentions`."""
    return _render_text(text, opening, mentions, _("spoiler"))


@lru_cache(maxsize=_CACHE_SIZE)
def _render_text(text: str, opening: int, mentions: tuple[Mention, ...], spoiler_label: str) -> RenderedText:
    """The label is translated, so it is a part of the cache key."""
    tokens = None if is_plain(text) else parse_tokens(text)
    if tokens is None:
        head, rest = split_long_text(text, opening)
        start = len(text) - len(rest)
        return RenderedText(
            _html_of_paragraphs(mark_mentions(text, mentions, 0, len(head))),
            _html_of_paragraphs(mark_mentions(text, mentions, start, len(text))),
        )
    first, second = split_long_tokens(mark_mentions_in_tokens(tokens, mentions) if mentions else tokens, opening)
    return RenderedText(_html_of_tokens(first, spoiler_label), _html_of_tokens(second, spoiler_label))


def text_without_spoilers(text: str) -> str:
    """A comment as text on one line, with "[spoiler]" for each spoiler: for previews, feeds and search results."""
    return _text_without_spoilers(text, _("[spoiler]"))


@lru_cache(maxsize=_CACHE_SIZE)
def _text_without_spoilers(text: str, placeholder: str) -> str:
    tokens = None if is_plain(text) else parse_tokens(text)
    if tokens is None:
        return " ".join(text.split())
    words: list[str] = []
    hidden = 0
    for token in _flatten(tokens):
        if token.type in ("spoiler_open", "hidden_open"):
            words += [placeholder] if not hidden else []
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


def html_without_spoilers(text: str) -> SafeString:
    """A whole comment as HTML, with "[spoiler]" for each spoiler: for feeds, because feed readers show hidden text."""
    return _html_without_spoilers(text, _("[spoiler]"))


@lru_cache(maxsize=_CACHE_SIZE)
def _html_without_spoilers(text: str, placeholder: str) -> SafeString:
    tokens = None if is_plain(text) else parse_tokens(text)
    if tokens is None:
        return _html_of_paragraphs(escape(_SPOILER.sub(lambda _match: placeholder, text)))
    return _html_of_tokens(_replace_spoilers(tokens, placeholder))


def _replace_spoilers(tokens: Sequence[Token], placeholder: str) -> list[Token]:
    """Replace each spoiler, at any depth, by the placeholder."""
    kept: list[Token] = []
    hidden = 0
    for token in tokens:
        if token.type in ("spoiler_open", "hidden_open"):
            if not hidden and token.type == "spoiler_open":
                kept.append(text_token(placeholder, token.level))
            elif not hidden:
                kept += _paragraph_tokens(placeholder)
            hidden += 1
        elif token.type in ("spoiler_close", "hidden_close"):
            hidden -= 1
        elif not hidden:
            if token.children:
                token = replace(token, children=_replace_spoilers(token.children, placeholder))
            kept.append(token)
    return kept


def _paragraph_tokens(words: str) -> list[Token]:
    inline = Token("inline", "", 0, block=True, content=words, children=[text_token(words, 0)])
    return [Token("paragraph_open", "p", 1, block=True), inline, Token("paragraph_close", "p", -1, block=True)]


def searchable_text(text: str, is_spoiler: bool) -> str:
    """The search tokens of a comment. Spoilers are left out, because a search result would give them away."""
    return "" if is_spoiler else text_tokens(_text_without_spoilers(text, " "))


def _flatten(tokens: Sequence[Token]) -> list[Token]:
    return [each for token in tokens for each in (token.children or ()) or ([] if token.type == "inline" else [token])]


def _html_of_paragraphs(html: str) -> SafeString:
    paragraphs = (part for part in re.split(r"\n{2,}", html) if part.strip())
    return _sanitize("".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in paragraphs))


def _html_of_tokens(tokens: Sequence[Token], spoiler_label: str = "") -> SafeString:
    return _sanitize(_TokenRenderer(spoiler_label).render(tokens, markdown_parser().options, {}))


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
    """Render tokens as HTML. A link shows which site it leads to."""

    def __init__(self, spoiler_label: str) -> None:
        super().__init__()
        self._spoiler_label = escape(spoiler_label)

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        env["in_link"] = str(tokens[idx].attrGet("href") or "")
        return self.renderToken(tokens, idx, options, env) if env["in_link"] else ""

    def link_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        href = env.pop("in_link", "")
        if not href:  # [words]() has no address
            return ""
        host = _host_of(href)
        link_text = "".join(token.content for token in tokens[_link_start(tokens, idx) : idx])
        label = "" if not host or host in link_text else f' <span class="host">({escape(host)})</span>'
        return f"</a>{label}"

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        code = tokens[idx]
        language = f'<span class="host">{escape(code.info.strip())}</span>\n' if code.info.strip() else ""
        return f"<pre>{language}<code>{escape(code.content)}</code></pre>"

    def spoiler_open(self, *_: Any) -> str:
        return f'<details class="spoiler"><summary>{self._spoiler_label}</summary><span class="spoiler-words">'

    def spoiler_close(self, *_: Any) -> str:
        return "</span></details>"

    def hidden_open(self, *_: Any) -> str:
        summary = f"<summary>{self._spoiler_label}</summary>"
        return f'<details class="spoiler spoiler-block">{summary}<div class="spoiler-words">'

    def hidden_close(self, *_: Any) -> str:
        return "</div></details>"


def _link_start(tokens: Sequence[Token], close: int) -> int:
    return next((n for n in range(close, -1, -1) if tokens[n].type == "link_open"), close)


def _host_of(href: str) -> str:
    """The host of a link, in ASCII as browsers resolve it, so that look-alike letters cannot deceive."""
    return (urlsplit(href).hostname or "")[:80]
