"""Decides what each block of a plain page is: a name, a comment, or the comment of a name that was lost.  A block
is scored by itself first. Then the page decides about the doubtful ones: how its other names are written, what
stands before, whether the paragraphs below mention it, and how far apart the blocks stand."""

from collections import Counter
from collections.abc import Sequence
from enum import Enum, auto

from ranklore.parsing.credits import separators
from ranklore.parsing.credits.reader import CreditReader
from ranklore.parsing.lexicon.words import distinctive_tokens, is_caseless, is_remark, prose_share, tokenize
from ranklore.parsing.structure import layout
from ranklore.parsing.structure.lines import TextBlock
from ranklore.parsing.structure.title_score import (
    TITLE_CHARS_MAX,
    TitleScore,
    ends_a_sentence,
    is_clearly_prose,
    leads_into_next,
    title_score,
)


class BlockRole(Enum):
    NAME = auto()
    DOUBTFUL_NAME = auto()
    COMMENT = auto()
    DOUBTFUL_COMMENT = auto()
    LOST = auto()  # a comment whose title was lost
    STAYED = auto()  # a comment after the gap of a lost title that still speaks of the item above


NAME_ROLES = (BlockRole.NAME, BlockRole.DOUBTFUL_NAME)


class BlockRoles:
    def __init__(
        self,
        blocks: Sequence[TextBlock],
        *,
        bare: bool = False,
        indented: bool = False,
        spoken: Sequence[TitleScore] | None = None,  # grades of a page where capitals tell nothing
    ) -> None:
        self._blocks = blocks
        self._spoken = spoken is not None
        self._grades = list(spoken or (_score_block(block, bare, indented) for block in blocks))
        self._flat = bare or indented  # the layout says it all: no guessing from looks
        self._words = [distinctive_tokens(tokenize(block.text)) for block in blocks]
        self._in_blocks = Counter(word for words in self._words for word in words)
        if not self._flat:
            self._trust_known_performers()
        counted = Counter(self._grades[1:])
        self._is_title_case = counted[TitleScore.NAME] >= max(
            2, 0.35 * (counted[TitleScore.NAME] + counted[TitleScore.MAYBE])
        )
        self._is_punctuated = self._comments_end_in_full_stops()
        self._usual_gap = layout.usual_gap(blocks)
        self._gap_means_name, self._gap_means_loss = self._read_gaps()

    # --- the page as a whole -------------------------------------------------------------------------

    def _trust_known_performers(self) -> None:
        """A line that credits somebody the page knows is a name, however it is written."""
        short = [block.first for block in self._blocks if len(block.lines) == 1 and len(block.first) <= TITLE_CHARS_MAX]
        people = CreditReader([text for text in short if not ends_a_sentence(text)]).people
        for place, block in enumerate(self._blocks):
            if self._grades[place] is TitleScore.NAME or len(block.lines) > 1 or ends_a_sentence(block.first):
                continue
            if len(block.first) <= TITLE_CHARS_MAX and prose_share(block.first) < 0.5:
                sides = separators.by(block.first) or separators.dash(block.first)
                if sides and people.knows_all(sides.right):
                    self._grades[place] = TitleScore.NAME

    def _comments_end_in_full_stops(self) -> bool:
        prose = [block for block, g in zip(self._blocks, self._grades, strict=True) if g is TitleScore.PROSE]
        ended = sum(ends_a_sentence(block.lines[-1].text) for block in prose)
        return len(prose) > 3 and ended >= 0.95 * len(prose)

    def _read_gaps(self) -> tuple[bool, bool]:
        """Whether wide gaps stand before names (a habit), or are what lost names left behind."""
        wide = Counter(self._grades[place] for place in range(2, len(self._blocks)) if self._is_wide(place))
        names = self._grades[2:].count(TitleScore.NAME)
        before_names = wide[TitleScore.NAME] >= max(2, 0.6 * names)
        rare = wide[TitleScore.PROSE] <= max(2, len(self._blocks) // 4)
        return before_names, not self._flat and (before_names or rare)

    def _is_wide(self, place: int) -> bool:
        return self._blocks[place].gap > max(1, self._usual_gap)

    # --- one block after another ---------------------------------------------------------------------

    def of(self, start: int) -> list[BlockRole]:
        roles: list[BlockRole] = []
        current: int | None = None  # the place of the name that comments now belong to
        for place in range(start, len(self._blocks)):
            before = roles[-1] if roles else None
            role = self._role(place, current, before)
            if role in NAME_ROLES or role is BlockRole.LOST:
                current = place
            roles.append(role)
        return roles

    def first_name(self, start: int) -> int:
        """Where the items begin; where nothing looks like a name, all lines below are names."""
        roles = self.of(start)
        for place, role in enumerate(roles, start):
            if role in NAME_ROLES:
                return place
        self._grades = [
            TitleScore.NAME if len(block.text) <= TITLE_CHARS_MAX else g
            for block, g in zip(self._blocks, self._grades, strict=True)
        ]
        self._flat = True
        return start if start < len(self._blocks) and self._grades[start] is TitleScore.NAME else len(self._blocks)

    def _role(self, place: int, current: int | None, before: BlockRole | None) -> BlockRole:
        graded = self._grades[place]
        if self._flat:
            return BlockRole.COMMENT if graded is TitleScore.PROSE else BlockRole.NAME
        if graded is not TitleScore.PROSE and current is not None and self._is_enumerated(place, before):
            return BlockRole.DOUBTFUL_NAME if self._is_echoed(place) else BlockRole.DOUBTFUL_COMMENT
        if graded is TitleScore.NAME:
            return self._role_of_name(place, current)
        if graded is TitleScore.MAYBE:
            return self._role_of_doubtful(place, current)
        return self._role_of_prose(place, current)

    def _is_enumerated(self, place: int, before: BlockRole | None) -> bool:
        return before in (BlockRole.COMMENT, BlockRole.STAYED, BlockRole.LOST) and leads_into_next(
            self._blocks[place - 1].lines[-1].text
        )

    def _role_of_name(self, place: int, current: int | None) -> BlockRole:
        if self._gap_means_name and current is not None and not self._is_wide(place):
            return BlockRole.NAME if self._is_echoed(place) else BlockRole.DOUBTFUL_COMMENT
        return BlockRole.NAME

    def _role_of_doubtful(self, place: int, current: int | None) -> BlockRole:
        text = self._blocks[place].first
        if self._gap_means_name and self._is_wide(place):
            return BlockRole.NAME
        if self._is_echoed(place):
            return BlockRole.DOUBTFUL_NAME
        if self._spoken and self._is_between_talk(place):
            return BlockRole.DOUBTFUL_NAME
        if ends_a_sentence(text) or self._gap_means_name:
            return BlockRole.DOUBTFUL_COMMENT
        if not self._is_title_case:
            return BlockRole.NAME if prose_share(text) == 0 else BlockRole.DOUBTFUL_COMMENT
        return BlockRole.DOUBTFUL_NAME if self._is_punctuated and prose_share(text) == 0 else BlockRole.DOUBTFUL_COMMENT

    def _is_between_talk(self, place: int) -> bool:
        """A few words between two paragraphs that talk."""
        around = self._grades[place - 1 : place] + self._grades[place + 1 : place + 2]
        text = self._blocks[place].text
        return around == [TitleScore.PROSE] * 2 and len(text.split()) <= 4 and not is_remark(text)

    def _role_of_prose(self, place: int, current: int | None) -> BlockRole:
        if current is None or not self._gap_means_loss or not self._is_wide(place):
            return BlockRole.COMMENT
        goes_on = leads_into_next(self._blocks[place - 1].lines[-1].text) or self._speaks_of(place, current)
        return BlockRole.STAYED if goes_on else BlockRole.LOST

    # --- who speaks of what --------------------------------------------------------------------------

    def _speaks_of(self, place: int, name: int) -> bool:
        """The block has a word of the name that hardly stands elsewhere on the page."""
        own = self._own_blocks(name)
        return any(self._is_rare(word, own) for word in self._words[name] & self._words[place])

    def _own_blocks(self, name: int) -> range:
        """The blocks from a name to the next one that certainly is a name."""
        end = name + 1
        while end < len(self._blocks) and end - name < 60 and self._grades[end] is not TitleScore.NAME:
            end += 1
        return range(name, end)

    def _is_rare(self, word: str, own: range) -> bool:
        inside = sum(word in self._words[place] for place in own)
        return self._in_blocks[word] - inside <= max(1, len(self._blocks) // 20)

    def _is_echoed(self, place: int) -> bool:
        """The paragraphs below speak of this line as the thing they are about."""
        own = self._own_blocks(place)
        text = self._blocks[place].first
        if is_caseless(text):
            return any(text in self._blocks[below].text for below in own[1:])
        spoken = {word for below in own[1:] for word in self._words[below]}
        return any(self._is_rare(word, own) for word in self._words[place] & spoken)


def _score_block(block: TextBlock, bare: bool, indented: bool) -> TitleScore:
    if indented:
        return TitleScore.PROSE if block.lines[0].indent >= 2 else TitleScore.NAME
    if bare:
        return TitleScore.PROSE if is_clearly_prose(block.text) else TitleScore.NAME
    grades = [title_score(line.text) for line in block.lines]
    if len(grades) == 1:
        return grades[0]
    all_names = min(grades) is not TitleScore.PROSE and grades.count(TitleScore.NAME) >= 0.6 * len(grades)
    return TitleScore.NAME if all_names else TitleScore.PROSE
