from dataclasses import dataclass

from django import forms

from ranklore.ballots.actions import ABOUT_ITEMS
from ranklore.ballots.models import Vote
from ranklore.ballots.replying import Reply
from ranklore.shell.refused import Refused

SEEN_MAX = 4_000
"""Characters: some hundred ids, and a page serves fewer."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a vote says about an item: the kind, and whether it is said or taken back."""

    kind: Vote.Kind
    item: int
    on: bool


@dataclass(frozen=True, slots=True)
class Asked:
    word: Word
    exposure: str
    seen: frozenset[int]
    page: int | None
    back: str


class VoteForm(forms.Form):
    word = forms.RegexField(rf"^({'|'.join(ABOUT_ITEMS)}):[1-9][0-9]{{0,17}}:[01]\Z")
    exposure = forms.CharField(max_length=60_000)
    seen = forms.RegexField(r"^[0-9]{1,18}(,[0-9]{1,18})*\Z", max_length=SEEN_MAX, required=False)
    page = forms.IntegerField(min_value=1, max_value=10**6, required=False)
    back = forms.ChoiceField(choices=[("item", "item")], required=False)

    def clean_word(self) -> Word:
        kind, item, on = self.cleaned_data["word"].split(":")
        return Word(Vote.Kind(kind), int(item), on == "1")

    def clean_seen(self) -> frozenset[int]:
        return frozenset(int(item_id) for item_id in self.cleaned_data["seen"].split(",") if item_id)

    def checked(self) -> Asked:
        """What the form asks for. There is nothing in it to mend by hand, so whatever is wrong is one sentence."""
        if not self.is_valid():
            raise Refused("That vote was not whole. Reload the page and vote again; nothing was changed.")
        return Asked(**self.cleaned_data)


@dataclass(frozen=True, slots=True)
class Replied:
    pair: str
    reply: Reply


class ReplyForm(forms.Form):
    pair = forms.CharField(max_length=2_000)
    reply = forms.TypedChoiceField(choices=[(reply.value, reply.name) for reply in Reply], coerce=Reply)

    def checked(self) -> Replied:
        if not self.is_valid():
            raise Refused("That answer was not whole. Answer again; nothing was changed.")
        return Replied(**self.cleaned_data)
