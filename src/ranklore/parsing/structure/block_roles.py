"""Decides what each block of a plain page is: a name, a comment, or the comment of a name that was lost.

The layout has scored each block by itself. Here the page decides about the doubtful ones: how its other names are
written, which block comes before, whether the paragraphs below mention it, and how far apart the blocks are.
"""

from collections import Counter
from collections.abc import Sequence
from enum import Enum, auto

from ranklore.parsing.credits.reader import CreditReader
from ranklore.parsing.lexicon.words import is_remark
from ranklore.parsing.structure.layout import PlainLayout
from ranklore.parsing.structure.text_blocks import TextBlock
from ranklore.parsing.structure.title_score import TITLE_CHARS_MAX, TitleScore

_OWN_BLOCKS_MAX = 60  # blocks below a name that are looked at; more would cost quadratic time on a page without names


class BlockRole(Enum):
    NAME = auto()
    DOUBTFUL_NAME = auto()
    COMMENT = auto()
    DOUBTFUL_COMMENT = auto()
    COMMENT_OF_LOST_NAME = auto()
    COMMENT_AFTER_GAP = auto()  # after a gap that suggests a lost name, but still about the item above


NAME_ROLES = (BlockRole.NAME, BlockRole.DOUBTFUL_NAME)
_COMMENT_ROLES = (BlockRole.COMMENT, BlockRole.COMMENT_AFTER_GAP, BlockRole.COMMENT_OF_LOST_NAME)


def assign_roles(layout: PlainLayout, *, has_title: bool) -> list[BlockRole]:
    """The role of each block after the title."""
    start = int(has_title)
    if layout.is_certain:
        roles = [_certain_role(score) for score in layout.scores[start:]]
    else:
        roles = _RoleAssigner(layout).assign(start)
    if has_title and not any(role in NAME_ROLES for role in roles):
        return _roles_by_length(layout.blocks[start:])
    return roles


def _certain_role(score: TitleScore) -> BlockRole:
    return BlockRole.COMMENT if score is TitleScore.PROSE else BlockRole.NAME


def _roles_by_length(blocks: Sequence[TextBlock]) -> list[BlockRole]:
    """Where nothing looks like a name, all short blocks are names, unless the page starts with a long one."""
    if not blocks or len(blocks[0].text) > TITLE_CHARS_MAX:
        return [BlockRole.COMMENT] * len(blocks)
    return [BlockRole.NAME if len(block.text) <= TITLE_CHARS_MAX else BlockRole.COMMENT for block in blocks]


class _RoleAssigner:
    """Reads what the page as a whole says, and then goes through the blocks once."""

    def __init__(self, layout: PlainLayout) -> None:
        self._layout = layout
        self._blocks = layout.blocks
        self._scores = self._with_known_performers(layout.scores)
        self._blocks_with = Counter(word for block in self._blocks for word in block.whole.distinctive_tokens)
        counted = Counter(self._scores[1:])
        names, doubtful = counted[TitleScore.NAME], counted[TitleScore.MAYBE]
        self._is_title_case = names >= max(2, 0.35 * (names + doubtful))
        self._is_punctuated = self._comments_end_in_full_stops()
        self._usual_gap = _usual_gap(self._blocks)
        self._gap_means_name, self._gap_means_loss = self._read_gaps()

    # --- the page as a whole -------------------------------------------------------------------------

    def _with_known_performers(self, scores: Sequence[TitleScore]) -> list[TitleScore]:
        """A line that credits somebody the page knows is a name, however it is written."""
        short = [block.first for block in self._blocks if len(block.lines) == 1 and len(block.text) <= TITLE_CHARS_MAX]
        people = CreditReader([line.text for line in short if not line.ends_a_sentence]).people
        return [
            TitleScore.NAME if self._may_be_credited(block) and people.knows_all(_credit_of(block)) else score
            for block, score in zip(self._blocks, scores, strict=True)
        ]

    @staticmethod
    def _may_be_credited(block: TextBlock) -> bool:
        line = block.first
        return (
            len(block.lines) == 1
            and not line.ends_a_sentence
            and len(line.text) <= TITLE_CHARS_MAX
            and line.prose_share < 0.5
            and line.credit_split is not None
        )

    def _comments_end_in_full_stops(self) -> bool:
        prose = [block for block, s in zip(self._blocks, self._scores, strict=True) if s is TitleScore.PROSE]
        ended = sum(block.last.ends_a_sentence for block in prose)
        return len(prose) > 3 and ended >= 0.95 * len(prose)

    def _read_gaps(self) -> tuple[bool, bool]:
        """Whether wide gaps stand before names (a habit), and whether they show that a name was lost."""
        wide = Counter(self._scores[place] for place in range(2, len(self._blocks)) if self._is_wide(place))
        names = self._scores[2:].count(TitleScore.NAME)
        before_names = wide[TitleScore.NAME] >= max(2, 0.6 * names)
        rare = wide[TitleScore.PROSE] <= max(2, len(self._blocks) // 4)
        return before_names, before_names or rare

    def _is_wide(self, place: int) -> bool:
        return self._blocks[place].gap > max(1, self._usual_gap)

    # --- one block after another ---------------------------------------------------------------------

    def assign(self, start: int) -> list[BlockRole]:
        roles: list[BlockRole] = []
        current: int | None = None  # the place of the name that comments now belong to
        for place in range(start, len(self._blocks)):
            before = roles[-1] if roles else None
            role = self._role(place, current, before)
            if role in NAME_ROLES or role is BlockRole.COMMENT_OF_LOST_NAME:
                current = place
            roles.append(role)
        return roles

    def _role(self, place: int, current: int | None, before: BlockRole | None) -> BlockRole:
        score = self._scores[place]
        if score is TitleScore.PROSE:
            return self._role_of_prose(place, current)
        if current is not None and before in _COMMENT_ROLES and self._blocks[place - 1].last.leads_into_next:
            return BlockRole.DOUBTFUL_NAME if self._is_echoed(place) else BlockRole.DOUBTFUL_COMMENT
        if score is TitleScore.NAME:
            return self._role_of_name(place, current)
        return self._role_of_doubtful(place)

    def _role_of_name(self, place: int, current: int | None) -> BlockRole:
        if self._gap_means_name and current is not None and not self._is_wide(place):
            return BlockRole.NAME if self._is_echoed(place) else BlockRole.DOUBTFUL_COMMENT
        return BlockRole.NAME

    def _role_of_doubtful(self, place: int) -> BlockRole:
        line = self._blocks[place].first
        if self._gap_means_name and self._is_wide(place):
            return BlockRole.NAME
        if self._is_echoed(place) or (self._layout.is_caseless and self._is_between_comments(place)):
            return BlockRole.DOUBTFUL_NAME
        if line.ends_a_sentence or self._gap_means_name or line.prose_share > 0:
            return BlockRole.DOUBTFUL_COMMENT
        if not self._is_title_case:
            return BlockRole.NAME
        return BlockRole.DOUBTFUL_NAME if self._is_punctuated else BlockRole.DOUBTFUL_COMMENT

    def _is_between_comments(self, place: int) -> bool:
        """A few words between two paragraphs of comments."""
        around = self._scores[place - 1 : place] + self._scores[place + 1 : place + 2]
        text = self._blocks[place].text
        return around == [TitleScore.PROSE] * 2 and len(text.split()) <= 4 and not is_remark(text)

    def _role_of_prose(self, place: int, current: int | None) -> BlockRole:
        if current is None or not self._gap_means_loss or not self._is_wide(place):
            return BlockRole.COMMENT
        continues = self._blocks[place - 1].last.leads_into_next or self._speaks_of(place, current)
        return BlockRole.COMMENT_AFTER_GAP if continues else BlockRole.COMMENT_OF_LOST_NAME

    # --- which block speaks of which -----------------------------------------------------------------

    def _speaks_of(self, place: int, name: int) -> bool:
        """The block has a word of the name that is rare on the rest of the page."""
        own = self._own_blocks(name)
        return any(self._is_rare(word, own) for word in self._words(name) & self._words(place))

    def _words(self, place: int) -> frozenset[str]:
        return self._blocks[place].whole.distinctive_tokens

    def _own_blocks(self, name: int) -> range:
        """The blocks from a name to the next one that certainly is a name."""
        end = name + 1
        while end < len(self._blocks) and end - name < _OWN_BLOCKS_MAX and self._scores[end] is not TitleScore.NAME:
            end += 1
        return range(name, end)

    def _is_rare(self, word: str, own: range) -> bool:
        inside = sum(word in self._words(place) for place in own)
        return self._blocks_with[word] - inside <= max(1, len(self._blocks) // 20)

    def _is_echoed(self, place: int) -> bool:
        """The paragraphs below speak of this line as the thing they are about."""
        own = self._own_blocks(place)
        line = self._blocks[place].first
        if line.is_caseless:
            return any(line.text in self._blocks[below].text for below in own[1:])
        below = {word for other in own[1:] for word in self._words(other)}
        return any(self._is_rare(word, own) for word in self._words(place) & below)


def _credit_of(block: TextBlock) -> str:
    sides = block.first.credit_split
    return sides.right if sides else ""


def _usual_gap(blocks: Sequence[TextBlock]) -> int:
    gaps = Counter(block.gap for block in blocks[1:])
    return gaps.most_common(1)[0][0] if gaps else 1
