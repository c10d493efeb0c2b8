"""Pasted pages to work on. `page("A:x,y", "B")` is item A with the comments x and y, then item B."""

from ranklore.exchange.actions import start_draft
from ranklore.exchange.models import Draft
from ranklore.lists.rules import Pasted, PastedComment, PastedItem, Question
from ranklore.people.models import Voter


def page(*items: str, title: str = "Saddest songs", questions: tuple[Question, ...] = ()) -> Pasted:
    made, line = [], 10
    for each in items:
        name, _, said = each.partition(":")
        comments = [text for text in said.split(",") if text]
        made.append(
            PastedItem(
                name=name,
                credits=(),
                line=line,
                comments=tuple(PastedComment(text, line + n) for n, text in enumerate(comments, start=1)),
            )
        )
        line += 10
    return Pasted(title=title, prompt="", items=tuple(made), questions=questions)


def outline(pasted: Pasted) -> list[str]:
    """The way back from `page`."""
    said = [",".join(comment.text for comment in item.comments) for item in pasted.items]
    return [f"{item.name}:{text}" if text else item.name for item, text in zip(pasted.items, said, strict=True)]


def draft_of(voter: Voter, *items: str, **more) -> Draft:
    return start_draft(voter=voter, pasted=page(*items, **more))


def fields(draft: Draft, button: str = "save", **typed: str) -> dict[str, str]:
    """What a browser sends when a button is pressed: `name_1="…"` for the field `name-1`."""
    draft.refresh_from_db()
    pasted = draft.understood()
    sent = {"do": button, "version": str(draft.version), "page": "1", "title": pasted.title, "prompt": pasted.prompt}
    sent["told"] = str(sum(item.name == "Untitled" for item in pasted.items))
    for number, item in enumerate(pasted.items[:50], start=1):
        sent[f"name-{number}"] = "" if item.name == "Untitled" else item.name
        sent[f"credits-{number}"] = ", ".join(item.credits)
        sent[f"to-{number}"] = ""
    return sent | {key.replace("_", "-"): text for key, text in typed.items()}
