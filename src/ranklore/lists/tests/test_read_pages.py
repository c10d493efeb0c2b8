"""Whole pages in the shapes people really have, each beside its right answer.

An answer has a line for the title, one for the prompt, one for each item ("line | name | credits | lines of
its comments") and one for the questions ("? line kind, ...").
"""

from pathlib import Path

import pytest

from ranklore.lists.rules import Pasted, decode_pasted, parse_pasted

PAGES = Path(__file__).parent / "pages"
ANSWERS = sorted(PAGES.glob("*.answer"))


def written(page: Pasted) -> str:
    lines = [f"title: {page.title}".rstrip(), f"prompt: {' '.join(page.prompt.split())}".rstrip()]
    for item in page.items:
        comments = ", ".join(str(comment.line) for comment in item.comments)
        lines.append(" | ".join([str(item.line), item.name, "; ".join(item.credits), comments]).rstrip())
    lines.append("? " + ", ".join(f"{question.line} {question.kind}" for question in page.questions))
    return "\n".join(lines).rstrip() + "\n"


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda path: path.stem)
def test_a_page_is_read_as_its_answer_says(answer: Path) -> None:
    page = parse_pasted(decode_pasted(answer.with_suffix("").read_bytes()).text)
    assert written(page) == answer.read_text(encoding="utf-8")
