"""What a reader returns: names that may still hold credits, and comments as they were typed."""

from dataclasses import dataclass, field

from ranklore.parsing.result import Question
from ranklore.text.messages import Message

NO_TITLE_MESSAGE = Message("The page has no title. What is the list called?")
STARTS_WITH_ITEM_MESSAGE = Message("The page seems to start with its first item. What is the list called?")


@dataclass
class Paragraph:
    """A comment or a part of the prompt, with the line where it starts. Only our own JSON fills the other fields."""

    text: str
    line: int
    author: str = ""
    spoiler: bool = False
    notes: tuple[str, ...] = ()
    id: int = 0
    reply_to: int = 0


@dataclass
class RawItem:
    name: str
    line: int
    comments: list[Paragraph] = field(default_factory=list)
    credits: tuple[str, ...] | None = None  # None: they may still be part of the name
    notes: tuple[str, ...] = ()  # only in our own JSON
    aliases: tuple[str, ...] = ()  # only in our own JSON, and in a table with a column for them


@dataclass
class RawPage:
    title: str = ""
    title_line: int = 1
    prompt: list[Paragraph] = field(default_factory=list)
    items: list[RawItem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    comments: list[Paragraph] = field(default_factory=list)  # on the list itself; only in our own JSON
    category: str = ""  # only in our own JSON, as are tags
    tags: tuple[str, ...] = ()
    left_out: list[int] = field(default_factory=list)  # numbers of lines with vote counts, buttons and dividers

    def ask(self, line: int, kind: str, text: Message) -> None:
        self.questions.append(Question(line, kind, text))
