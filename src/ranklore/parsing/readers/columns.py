"""Which column of a table holds what: names, credits, other names, comments or ranks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ranklore.parsing.lexicon.words import word_list
from ranklore.parsing.limits import PasteRefused
from ranklore.parsing.structure.raw_page import Paragraph
from ranklore.text.clean import clean_line
from ranklore.text.folding import fold_case
from ranklore.text.messages import Message

_NAME_HEADINGS = word_list(
    "name title item song track game book film movie album show series entry names titles items what thing hike "
    "opera poem painting anime manga comic podcast dish restaurant titre nom chanson livre título titulo nombre "
    "canción libro titel buch lied nome canzone película "
    "タイトル 曲名 曲 名前 作品 题目 标题 名称 歌名 제목 이름 название"
)


_CREDIT_HEADINGS = word_list(
    "artist artists by credit credits author authors band singer performer performers creator developer director "
    "composer maker studio architect builder designer painter sculptor inventor publisher artiste auteur auteurs "
    "autor autores künstler interpret artista regisseur compositeur "
    "アーティスト 歌手 作者 著者 歌 作家 艺术家 가수 작가 автор "
    "исполнитель"
)


_ALIAS_HEADINGS = word_list("alias aliases aka synonym synonyms 別名 别名 별칭")


_COMMENT_HEADINGS = word_list(
    "comment comments note notes review reviews remark remarks opinion text thoughts description why commentaire "
    "commentaires avis comentario comentarios nota kommentar kommentare bemerkung anmerkung commento "
    "コメント 感想 备注 评论 댓글 комментарий"
)


_RANK_HEADINGS = word_list(
    "rank place position no nr number pos # № rang platz puesto posición posto 順位 排名 순위 место"
)


_ALIAS_PHRASES = [
    ["also", "known"],
    *([other, name] for other in ("other", "alternative") for name in word_list("name names title titles")),
]


COLUMN_ROLES = {
    **dict.fromkeys(_NAME_HEADINGS, "name"),
    **dict.fromkeys(_CREDIT_HEADINGS, "credit"),
    **dict.fromkeys(_ALIAS_HEADINGS, "alias"),
    **dict.fromkeys(_COMMENT_HEADINGS, "comment"),
    **dict.fromkeys(_RANK_HEADINGS, "rank"),
}


@dataclass
class TableRow:
    cells: list[Paragraph]
    line: int


@dataclass
class Columns:
    name: int
    credits: list[int] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)
    aliases: list[int] = field(default_factory=list)
    rank: int | None = None
    unknown: list[int] = field(default_factory=list)


def column_role(heading: str) -> str:
    """One of the values of COLUMN_ROLES, or "". "Comment 2" and "Song title" are understood too."""
    words = [word for word in re.split(r"[\s_\-/.:0-9]+", fold_case(clean_line(heading))) if word]
    if words[:2] in _ALIAS_PHRASES:
        return "alias"
    if len(words) == 1 and words[0] in COLUMN_ROLES:
        return COLUMN_ROLES[words[0]]
    roles = [COLUMN_ROLES[word] for word in words if word in COLUMN_ROLES]
    if not roles or len(words) > 3:
        return ""
    return next((role for role in roles if role != "name"), "name")


def columns_from_header(header: Sequence[str]) -> Columns | None:
    """None where no column holds names. Beside two known columns, the first unknown column holds the names."""
    roles = [column_role(heading) for heading in header]
    if "name" not in roles:
        if len(set(roles) - {""}) < 2 or "" not in roles:
            return None
        roles[roles.index("")] = "name"
    columns = Columns(roles.index("name"))
    for place, role in enumerate(roles):
        if place == columns.name:
            continue
        if role == "credit":
            columns.credits.append(place)
        elif role == "alias":
            columns.aliases.append(place)
        elif role == "comment":
            columns.comments.append(place)
        elif role == "rank" and columns.rank is None:
            columns.rank = place
        else:
            columns.unknown.append(place)
    return columns


def guess_columns(rows: Sequence[TableRow], width: int) -> Columns:
    """The columns of a table without a known heading: the first column with words holds the names, a column of
    numbers before it the ranks. Raises PasteRefused for a table without rows."""
    if not rows:
        raise PasteRefused(Message("The table has a header but no rows."))
    numeric = [
        place
        for place in range(width)
        if all(place < len(row.cells) and re.fullmatch(r"#?\s*\d{1,5}\.?", row.cells[place].text) for row in rows)
    ]
    wordy = [place for place in range(width) if place not in numeric]
    if not wordy:
        return Columns(0, unknown=list(range(1, width)))
    rank = numeric[0] if numeric and numeric[0] < wordy[0] else None
    unknown = [place for place in range(width) if place not in (rank, wordy[0])]
    return Columns(wordy[0], rank=rank, unknown=unknown)
