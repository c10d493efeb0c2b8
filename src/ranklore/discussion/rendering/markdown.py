"""Parse a comment: a small part of Markdown, and `||spoilers||`.

No words are lost. Markdown that would hide text or could do harm (reference definitions, HTML, images, entities,
unsafe links) stays plain text. So does text that is nested too deeply.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from ranklore.discussion.rendering.truncation import closing_token
from ranklore.parsing.limits import COMMENT_MAX

SPOILER_MARK = "||"
_NESTING_MAX = 12  # token levels: a list takes two, a quote takes one
_BRACKETS_MAX = 300  # for each opening bracket the parser searches the rest of the text
_SPOILER_MARKS_MAX = 200  # with more, the page would be mostly markup
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|/(?!/))", re.IGNORECASE)
_WEB_SCHEME = re.compile(r"https?:", re.IGNORECASE)
_BARE_URL = re.compile(r"https?://[^\s<>|\"`]+")
_TRAILING_PUNCTUATION = ".,;:!?'*_~…”’»"
# Code fences, inline code and spoilers, whichever starts first. Bars inside code are code. In doubt (inline code over
# several lines, code in a list) it is a spoiler: hiding too much harms nobody.
_CODE_OR_SPOILER = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^`\n]*$.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)|(?<!`)(`+)(?!`)[^\n]*?(?<!`)\2(?!`)"
    r"|\|\|(?P<hidden>(?:(?!\|\|)\s)*(?!\|\|)\S(?:(?!\|\|).)*)\|\|",
    re.DOTALL | re.MULTILINE,
)
_MARKUP = re.compile(r"[*_`\[\]<>|\\~]|https?:|^ {0,3}(?:[-+]|\d{1,9}[.)])(?:[ \t]|$)", re.MULTILINE)


def is_plain(text: str) -> bool:
    """Whether the text contains no Markdown at all. True for most comments, and fast to check."""
    return not _MARKUP.search(text)


@lru_cache(4)  # finding item names and rendering parse the same text one after the other
def parse_tokens(text: str) -> list[Token] | None:
    """The tokens of a text, or None if it must be shown as plain text. Callers must not change the tokens."""
    if len(text) > COMMENT_MAX or text.count("[") > _BRACKETS_MAX:
        return None
    if text.count(SPOILER_MARK) > _SPOILER_MARKS_MAX:
        return _hide_all(text)
    tokens = list(_parse_blocks(text))
    if any(token.level > _NESTING_MAX for token in tokens):
        return None
    for n, token in enumerate(tokens):
        if token.type == "inline":
            token.children = _split_around_spoilers(_autolink(token.children or []))
            if any(child.type == "spoiler_open" for child in token.children):
                # HTML does not allow <details> inside <p>
                tokens[n - 1].tag = tokens[n + 1].tag = "div"
                tokens[n - 1].attrSet("class", "para")
                tokens[n - 1].hidden = tokens[n + 1].hidden = False
    return tokens


def _hide_all(text: str) -> list[Token]:
    """The whole text as one spoiler, without Markdown."""
    words = Token("inline", "", 0, block=True, content=text, children=[text_token(" ".join(text.split()), 0)])
    paragraph = [Token("paragraph_open", "p", 1, block=True), words, Token("paragraph_close", "p", -1, block=True)]
    return [
        Token("hidden_open", "details", 1, block=True),
        *paragraph,
        Token("hidden_close", "details", -1, block=True),
    ]


def _parse_blocks(text: str) -> Iterator[Token]:
    """Parse a text whose spoilers with line breaks become blocks. Spoilers on one line are parsed inline."""
    done = 0
    for piece in _CODE_OR_SPOILER.finditer(text):
        hidden = piece["hidden"]
        if hidden is None or "\n" not in hidden:
            continue
        yield from markdown_parser().parse(text[done : piece.start()])
        yield Token("hidden_open", "details", 1, block=True)
        yield from markdown_parser().parse(hidden)
        yield Token("hidden_close", "details", -1, block=True)
        done = piece.end()
    yield from markdown_parser().parse(text[done:])


@cache
def markdown_parser() -> MarkdownIt:
    made = MarkdownIt("js-default", {"breaks": True})
    made.disable(["heading", "lheading", "hr", "code", "table", "reference", "html_block"])
    made.disable(["image", "html_inline", "entity", "strikethrough"])
    made.validateLink = _is_safe_link  # type: ignore[method-assign]
    made.inline.add_terminator_char("|")
    made.inline.ruler.after("backticks", "spoiler", _spoiler)
    made.inline.ruler.at("emphasis", _emphasis)
    made.inline.ruler.before("escape", "shrug", _shrug)
    return made


def _spoiler(state: StateInline, silent: bool) -> bool:
    start = state.pos + len(SPOILER_MARK)
    if not state.src.startswith(SPOILER_MARK, state.pos):
        return False
    end = state.src.find(SPOILER_MARK, start, state.posMax)
    if end < 0 or not state.src[start:end].strip():
        return False
    if not silent:
        outer = state.posMax
        state.push("spoiler_open", "details", 1)
        state.pos, state.posMax = start, end
        state.md.inline.tokenize(state)
        state.push("spoiler_close", "details", -1)
        state.posMax = outer
    state.pos = end + len(SPOILER_MARK)
    return True


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Emphasis with stars and underscores, but not inside a word (f**k, 2*3) or an emoticon (;_; T_T)."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    run = state.scanDelims(state.pos, marker == "*")
    end = state.pos + run.length
    before, after = state.src[state.pos - 1 : state.pos], state.src[end : end + 1]
    in_word = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    is_face = marker == "_"
    opens = not in_word and (not is_face or not before.strip() or before in "([{\"'“‘«*|")
    closes = not in_word and (not is_face or not after.strip() or after in ".,;:!?)]}\"'”’»…*|")
    for _ in range(run.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=run.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=run.can_open and opens,
                close=run.can_close and closes,
            )
        )
    state.pos = end
    return True


def _shrug(state: StateInline, silent: bool) -> bool:
    """Keep the backslash before an underscore, because it is the arm of a shrug (¯\\_(ツ)_/¯)."""
    if not state.src.startswith("\\_", state.pos):
        return False
    if not silent:
        state.append_pending("\\")
    state.pos += 1
    return True


def _autolink(children: list[Token]) -> list[Token]:
    """Turn bare web addresses into links."""
    made: list[Token] = []
    in_link = 0
    for child in children:
        in_link += child.nesting if child.type in ("link_open", "link_close") else 0
        if child.type != "text" or in_link or "http" not in child.content:
            made.append(child)
            continue
        done = 0
        for found in _BARE_URL.finditer(child.content):
            address = found[0].rstrip(_TRAILING_PUNCTUATION)
            if address.endswith(")") and "(" not in address:
                address = address.rstrip(")" + _TRAILING_PUNCTUATION)
            if not _is_web_address(address):
                continue
            href = markdown_parser().normalizeLink(address)
            made += [
                text_token(child.content[done : found.start()], child.level),
                Token("link_open", "a", 1, attrs={"href": href}, level=child.level),
                text_token(address, child.level + 1),
                Token("link_close", "a", -1, level=child.level),
            ]
            done = found.start() + len(address)
        made.append(text_token(child.content[done:], child.level))
    return made


def _is_safe_link(url: str) -> bool:
    """Whether a link leads to a web page, a page of this site or an e-mail address."""
    return bool(_SAFE_LINK.match(url)) and (not _WEB_SCHEME.match(url) or _is_web_address(url))


def _is_web_address(url: str) -> bool:
    """Whether a web address has a host name that is possible."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return bool(host) and all(len(label) <= 63 for label in host.split("."))


def _split_around_spoilers(children: list[Token]) -> list[Token]:
    """Close emphasis and links before a spoiler, and open them again inside and after it."""
    made: list[Token] = []
    around: list[Token] = []
    for child in children:
        if child.type in ("spoiler_open", "spoiler_close"):
            made += [*(closing_token(each) for each in reversed(around)), child, *around]
            continue
        if child.nesting > 0:
            around.append(child)
        elif child.nesting < 0 and around:
            around.pop()
        made.append(child)
    return made


def text_token(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)
