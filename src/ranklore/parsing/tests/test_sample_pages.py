"""Whole pages in the shapes people have, each with a file that holds the right answer.

An answer has a line for the title, one for the prompt, one for each item ("line | name | credits | lines of
its comments") and one for the questions ("? line kind, ...").
"""

from pathlib import Path

import pytest

from ranklore.parsing.encoding import decode_page
from ranklore.parsing.parser import parse_page
from ranklore.parsing.result import ParsedPage

PAGES = Path(__file__).parent / "pages"
ANSWERS = sorted(PAGES.glob("*.answer"))


def written(page: ParsedPage) -> str:
    lines = [f"title: {page.title}".rstrip(), f"prompt: {' '.join(page.prompt.split())}".rstrip()]
    for item in page.items:
        comments = ", ".join(str(comment.line) for comment in item.comments)
        lines.append(" | ".join([str(item.line), item.name, "; ".join(item.credits), comments]).rstrip())
    lines.append("? " + ", ".join(f"{question.line} {question.kind}" for question in page.questions))
    return "\n".join(lines).rstrip() + "\n"


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda path: path.stem)
def test_a_sample_page_is_read_as_its_answer_file_says(answer: Path) -> None:
    page = parse_page(decode_page(answer.with_suffix("").read_bytes()).text)
    assert written(page) == answer.read_text(encoding="utf-8")
