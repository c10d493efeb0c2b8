"""Every limit on names and texts, and the error for a page that passes one."""

from collections.abc import Sequence

TITLE_MAX = 200
PROMPT_MAX = 2_000
TITLE_WORD_MAX = 60  # what is kept of a word of a title
NAME_MAX = 200  # the name of an item
CREDIT_MAX = 100
CREDITS_MAX = 10  # credits of one item
ALIASES_MAX = 10  # other names of one item, each as long as a name may be
COMMENT_MAX = 10_000
ITEMS_MAX = 2_000  # items of one import
COMMENTS_MAX = 20_000  # comments of one import
PASTE_MAX_CHARS = 2_000_000
PASTE_MAX_LINES = 50_000
LINE_MAX = 100_000  # characters of one line, where lines count: not in HTML and JSON
AUTHOR_MAX = 40  # the name under a comment
NOTE_MAX = 60  # the key of a content note
NOTES_MAX = 30  # content notes that a site knows
CATEGORY_MAX = 60  # the key of a category
CATEGORIES_MAX = 40  # categories that a site knows
TAG_MAX = 40  # a tag as it is shown
TAG_KEY_MAX = 60
TAGS_MAX = 5  # tags of one list
QUESTIONS_MAX = 500  # more than anybody will read; the rest are counted in one last question


class PasteRefused(ValueError):
    """What was pasted cannot be taken. `str()` is the sentence for the person."""


def refuse_too_many(lines: Sequence[int]) -> None:
    """Refuse more items than an import may have; `lines` are where they stand."""
    if len(lines) > ITEMS_MAX:
        raise PasteRefused(
            f"There are {len(lines):,} items; a page can have at most {ITEMS_MAX:,}."
            f" Line {lines[ITEMS_MAX]} is the first one too many."
        )


def refuse_over(line: int, what: str, size: int, limit: int) -> None:
    """Refuse a text of `size` characters where `what` ("an item name") may have only `limit`."""
    if size > limit:
        raise too_long_error(line, what, size, limit)


def too_long_error(line: int, what: str, size: int, limit: int) -> PasteRefused:
    return PasteRefused(f"Line {line} is {size:,} characters long; {what} can have at most {limit:,}.")


LIST_ITEMS_MAX = 5_000  # items on a list, however they came
