"""Small parsed pages: `make_page("A:x,y", "B")` has an item A with the comments x and y, then an item B."""

from ranklore.drafts.actions.lifecycle import start_draft
from ranklore.drafts.models import Draft
from ranklore.parsing.result import ParsedComment, ParsedItem, ParsedPage, Question
from ranklore.people.models import Voter


def make_page(*items: str, title: str = "Saddest songs", questions: tuple[Question, ...] = ()) -> ParsedPage:
    parsed_items, line = [], 10
    for each in items:
        name, _, texts = each.partition(":")
        comments = [text for text in texts.split(",") if text]
        parsed_items.append(
            ParsedItem(
                name=name,
                credits=(),
                line=line,
                comments=tuple(ParsedComment(text, line + n) for n, text in enumerate(comments, start=1)),
            )
        )
        line += 10
    return ParsedPage(title=title, prompt="", items=tuple(parsed_items), questions=questions)


def outline(parsed: ParsedPage) -> list[str]:
    """The page in the notation of `make_page`."""
    comments = [",".join(comment.text for comment in item.comments) for item in parsed.items]
    return [f"{item.name}:{text}" if text else item.name for item, text in zip(parsed.items, comments, strict=True)]


def make_draft(voter: Voter, *items: str, **more) -> Draft:
    return start_draft(voter=voter, parsed=make_page(*items, **more))


def form_data(draft: Draft, button: str = "save", **typed: str) -> dict[str, str]:
    """What a browser sends when a button is pressed: `name_1="…"` for the field `name-1`."""
    draft.refresh_from_db()
    parsed = draft.get_page()
    sent = {"do": button, "version": str(draft.version), "page": "1", "title": parsed.title, "prompt": parsed.prompt}
    sent["told"] = str(sum(item.name == "Untitled" for item in parsed.items))
    for number, item in enumerate(parsed.items[:50], start=1):
        sent[f"name-{number}"] = "" if item.name == "Untitled" else item.name
        sent[f"credits-{number}"] = ", ".join(item.credits)
        sent[f"to-{number}"] = ""
    return sent | {key.replace("_", "-"): text for key, text in typed.items()}
