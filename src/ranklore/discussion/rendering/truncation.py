"""Split a long text into an opening and a rest that the reader can expand. No text is lost."""

import re
from dataclasses import replace

from markdown_it.token import Token

from ranklore.parsing.result import TRUNCATION_MARK

OPENING_LENGTH = 420  # characters shown before the split on an item's page
ROW_OPENING_LENGTH = 220  # and in a row of the list
CHARACTERS_PER_LINE = 42  # a line break takes as much room as this many characters
_SPOILER_BUTTON_LENGTH = 5  # half of the button: the opening and the closing token each add it
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+|[。！？]+[」』）]*|\n+")

TokenHalves = tuple[list[Token], list[Token]]


def strip_cut_mark(text: str) -> str:
    """An imported comment without the "...more" of the page that cut it off."""
    return text.removesuffix(TRUNCATION_MARK).rstrip()


def split_long_text(text: str, opening: int = OPENING_LENGTH) -> tuple[str, str]:
    """Split a plain text into its opening and the rest. The rest is "" for a short text.

    The split comes after the last sentence that fits, else after the last word, else anywhere. A rest too short to be
    worth a click is not split off.
    """
    if len(text) <= opening * 1.3 and text.count("\n") < 12:
        return text, ""
    head = text[:opening]
    lines = [match.start() for match in re.finditer("\n", head)]
    if len(lines) >= 10:
        head = head[: lines[9] + 1]
    cut = _break_point(head, opening // 3) or len(head)
    return text[:cut].rstrip(), text[cut:].lstrip()


def split_long_tokens(tokens: list[Token], opening: int) -> TokenHalves:
    """Like `split_long_text`, for Markdown. Blocks open at the split are closed and opened again in the rest."""
    if _length(tokens) <= opening * 1.3:
        return tokens, []
    return _split_blocks(tokens, opening)


def _split_blocks(tokens: list[Token], room: int) -> TokenHalves:
    """Split between or inside blocks. The first half has at least one block or a part of one."""
    head: list[Token] = []
    start = 0
    while start < len(tokens):
        end = _block_end(tokens, start)
        block = tokens[start:end]
        length = _length(block)
        if length > room:
            first, rest = _split_block(block, room) if not head or room > CHARACTERS_PER_LINE * 2 else ([], block)
            return [*head, *first], [*rest, *tokens[end:]]
        head += block
        room -= length
        start = end
    return head, []


def _split_block(block: list[Token], room: int) -> TokenHalves:
    first, last, inside = block[0], block[-1], block[1:-1]
    if first.type == "fence":
        return _split_code(first, room)
    if first.type == "paragraph_open":
        head, rest = _split_words(inside[0], room)
        return ([first, head, last], [first, rest, last]) if rest.children else (block, [])
    if first.type not in ("blockquote_open", "bullet_list_open", "ordered_list_open", "list_item_open"):
        return block, []
    head_inside, rest_inside = _split_blocks(inside, room)
    if not rest_inside:
        return block, []
    again = first
    if first.type == "ordered_list_open":
        items = sum(token.type == "list_item_open" and token.level == first.level + 1 for token in head_inside)
        again = replace(first, attrs={"start": int(first.attrGet("start") or 1) + items})
    return [first, *head_inside, last], [again, *rest_inside, last]


def _split_code(code: Token, room: int) -> TokenHalves:
    lines = code.content.splitlines(keepends=True)
    kept = max(room // CHARACTERS_PER_LINE, 3)
    if len(lines) <= kept:
        return [code], []
    return [replace(code, content="".join(lines[:kept]))], [replace(code, content="".join(lines[kept:]), info="")]


def _split_words(inline: Token, room: int) -> tuple[Token, Token]:
    """Split a paragraph. Emphasis is closed at the split and opened again. Links and spoilers are never split."""
    children = inline.children or []
    best: tuple[int, int, tuple[Token, ...]] | None = (
        None  # the child, the position in its text, and the tokens open there
    )
    around: list[Token] = []
    used = 0
    for n, child in enumerate(children):
        is_free = all(each.type in ("em_open", "strong_open") for each in around)
        if is_free and child.type == "text" and (cut := _break_point(child.content[: max(room - used, 0)], 0)):
            best = (n, cut, tuple(around))
        elif is_free and child.type in ("softbreak", "hardbreak"):
            best = (n + 1, 0, tuple(around))
        used += _token_length(child)
        if used > room and best is None and is_free and child.type == "text":
            best = (n, max(room - (used - len(child.content)), 1), tuple(around))
        if used > room and best is not None:
            break
        if child.nesting > 0:
            around.append(child)
        elif child.nesting < 0 and around:
            around.pop()
    if best is None:
        return inline, replace(inline, children=[])
    n, cut, still_open = best
    head, rest = children[: n - 1], children[n:]  # the line break between the halves is dropped
    if cut:
        split = children[n]
        head = [*children[:n], replace(split, content=split.content[:cut].rstrip())]
        rest = [replace(split, content=split.content[cut:].lstrip()), *children[n + 1 :]]
    closed = [closing_token(each) for each in reversed(still_open)]
    return replace(inline, children=[*head, *closed]), replace(inline, children=[*still_open, *rest])


def closing_token(opening: Token) -> Token:
    """The token that closes an opening token."""
    return Token(opening.type.replace("_open", "_close"), opening.tag, -1)


def _break_point(text: str, least: int) -> int:
    """The position after the last sentence, else after the last word; 0 if neither ends beyond `least`."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if match.end() > least]
    spaces = [match.end() for match in re.finditer(r"\s+", text)]
    return ends[-1] if ends else spaces[-1] if spaces and spaces[-1] > least else 0


def _block_end(tokens: list[Token], start: int) -> int:
    """The position after the block that starts at `start`."""
    depth = 0
    for n in range(start, len(tokens)):
        depth += tokens[n].nesting
        if depth == 0:
            return n + 1
    return len(tokens)


def _length(tokens: list[Token]) -> int:
    """How much room blocks take on the page, in characters. Hidden spoiler text takes none."""
    length = hidden = 0
    for token in tokens:
        if token.type in ("hidden_open", "hidden_close"):
            hidden += token.nesting
            length += CHARACTERS_PER_LINE
        elif token.type == "fence":
            length += 0 if hidden else max(len(token.content), (token.content.count("\n") + 1) * CHARACTERS_PER_LINE)
        elif token.type == "inline" and not hidden:
            length += max(_inline_length(token.children or []), CHARACTERS_PER_LINE)
    return length


def _inline_length(children: list[Token]) -> int:
    length = hidden = 0
    for child in children:
        if child.type in ("spoiler_open", "spoiler_close"):
            hidden += child.nesting
            length += _SPOILER_BUTTON_LENGTH
        elif not hidden:
            length += _token_length(child)
    return length


def _token_length(child: Token) -> int:
    return CHARACTERS_PER_LINE if child.type in ("softbreak", "hardbreak") else len(child.content)
