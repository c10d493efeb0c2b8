"""Every limit on names and texts, and the error for a page that exceeds one."""

from collections.abc import Sequence

from ranklore.text.messages import Message

TITLE_MAX = 200
PROMPT_MAX = 2_000
TITLE_WORD_MAX = 60  # a longer word of a title is cut off here
NAME_MAX = 200  # the name of an item
CREDIT_MAX = 100
CREDITS_MAX = 10  # credits of one item
ALIASES_MAX = 10  # other names of one item, each as long as a name may be
COMMENT_MAX = 10_000
ITEMS_MAX = 2_000  # items of one import
COMMENTS_MAX = 20_000  # comments of one import
PASTE_MAX_CHARS = 2_000_000
PASTE_MAX_LINES = 50_000
LINE_MAX = 100_000  # characters of one line; HTML and JSON may have longer lines
AUTHOR_MAX = 40  # the name under a comment
NOTE_MAX = 60  # the key of a content note
NOTES_MAX = 30  # content notes that a site has
CATEGORY_MAX = 60  # the key of a category
CATEGORIES_MAX = 40  # categories that a site has
TAG_MAX = 40  # a tag as people see it
TAG_KEY_MAX = 60
TAGS_MAX = 5  # tags of one list
QUESTIONS_MAX = 500  # more than anybody will read; one last question counts the rest
LIST_ITEMS_MAX = 5_000  # items on a list, imported or added one by one


class PasteRefused(ValueError):
    """The page cannot be read. `str()` is the sentence for the person; `args[0]` is the same as a `Message`."""


def refuse_too_many(lines: Sequence[int]) -> None:
    """Refuse more items than an import may have. `lines` are the line numbers of the items."""
    if len(lines) > ITEMS_MAX:
        raise PasteRefused(
            Message(
                "There are %(count)s items; a page can have at most %(limit)s."
                " Line %(line)s is the first one too many.",
                count=f"{len(lines):,}",
                limit=f"{ITEMS_MAX:,}",
                line=lines[ITEMS_MAX],
            )
        )


def refuse_over(line: int, what: Message, size: int, limit: int) -> None:
    """Refuse a text of `size` characters where `what` ("an item name") may have only `limit`."""
    if size > limit:
        raise too_long_error(line, what, size, limit)


def too_long_error(line: int, what: Message, size: int, limit: int) -> PasteRefused:
    return PasteRefused(
        Message(
            "Line %(line)s is %(size)s characters long; %(what)s can have at most %(limit)s.",
            line=line,
            size=f"{size:,}",
            what=what,
            limit=f"{limit:,}",
        )
    )


def binary_file_error(line: int) -> PasteRefused:
    return PasteRefused(
        Message("Line %(line)s has a NUL character, so this is a binary file and not a text.", line=line)
    )
