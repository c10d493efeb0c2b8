"""How many credits are right on pages that mix all ways to write them, on many subjects.

`pages/six-ways.txt` holds the pages: "# title", "? prompt", "line => name | credit; credit", "> comment".
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ranklore.parsing.tests.shorthand import read

SOURCE = Path(__file__).parent / "pages" / "six-ways.txt"


@dataclass
class Page:
    lines: list[str]
    answers: dict[int, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.lines[0]


def pages() -> list[Page]:
    found: list[Page] = []
    for line in SOURCE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            found.append(Page([line[2:]]))
        elif line.startswith(("? ", "> ")):
            found[-1].lines += ["", line[2:]]
        elif line:
            written, _, answer = line.partition(" => ")
            name, _, who = answer.rpartition("|")
            found[-1].lines += ["", written]
            made_by = tuple(each.strip() for each in who.split(";") if each.strip())
            found[-1].answers[len(found[-1].lines)] = (name.strip(), made_by)
    return found


def right_and_wrong(page: Page) -> tuple[int, list[object]]:
    understood = read("\n".join(page.lines))
    found = {item.line: (item.name, item.credits) for item in understood.items}
    wrong: list[object] = [(want, found.get(line)) for line, want in page.answers.items() if found.get(line) != want]
    return len(page.answers) - len(wrong), wrong


@pytest.mark.parametrize("page", pages(), ids=str)
def test_most_credits_of_a_page_are_right(page: Page) -> None:
    right, wrong = right_and_wrong(page)
    print(f"\n{page}: {right} of {len(page.answers)} right; wrong: {wrong}")
    assert right >= 0.75 * len(page.answers)


def test_nearly_all_credits_of_all_pages_are_right() -> None:
    counts = [(right_and_wrong(page)[0], len(page.answers)) for page in pages()]
    right, all_ = sum(right for right, _ in counts), sum(total for _, total in counts)
    print(f"\nnames with their credits right on {len(counts)} pages: {right} of {all_}")
    assert right >= 0.92 * all_


@pytest.mark.parametrize("page", pages(), ids=str)
def test_wrong_splits_are_asked_about(page: Page) -> None:
    understood = read("\n".join(page.lines))
    asked = {question.line for question in understood.questions}
    for item in understood.items:
        want = page.answers.get(item.line)
        assert not item.credits or want == (item.name, item.credits) or item.line in asked
