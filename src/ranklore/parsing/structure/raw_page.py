"""What the reader of one shape returns: names still with their credits, comments still as typed."""

from dataclasses import dataclass, field

from ranklore.parsing.result import Question


@dataclass
class Paragraph:
    """A comment, or a piece of the prompt, and the line it starts at."""

    text: str
    line: int
    author: str = ""  # this and what follows only our own JSON has
    spoiler: bool = False
    notes: tuple[str, ...] = ()
    id: int = 0
    reply_to: int = 0


@dataclass
class RawItem:
    name: str
    line: int
    comments: list[Paragraph] = field(default_factory=list)
    credits: tuple[str, ...] | None = None  # None: still part of the name, to be split off
    notes: tuple[str, ...] = ()  # of our own JSON
    aliases: tuple[str, ...] = ()  # of our own JSON, and of a table that has a column for them


@dataclass
class RawPage:
    title: str = ""
    title_line: int = 1
    prompt: list[Paragraph] = field(default_factory=list)
    items: list[RawItem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    comments: list[Paragraph] = field(default_factory=list)  # on the list itself; of our own JSON
    category: str = ""  # of our own JSON, as are tags
    tags: tuple[str, ...] = ()
    left_out: list[int] = field(default_factory=list)  # lines of vote counts, buttons and the like

    def ask(self, line: int, kind: str, text: str) -> None:
        self.questions.append(Question(line, kind, text))
