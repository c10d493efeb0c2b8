from dataclasses import dataclass

from django import forms

from ranklore.ballots.actions import ABOUT_ITEMS
from ranklore.ballots.models import Vote
from ranklore.ballots.replying import Reply
from ranklore.shell.refused import Refused

SEEN_MAX = 4_000
"""Characters: some hundred ids, and a page serves fewer."""


@dataclass(frozen=True, slots=True)
class Asked:
    item: int
    kind: Vote.Kind
    on: bool
    exposure: str
    seen: frozenset[int]
    page: int | None
    back: str


class VoteForm(forms.Form):
    item = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in ABOUT_ITEMS], required=False)
    on = forms.TypedChoiceField(choices=[("1", "vote"), ("0", "take back")], coerce=lambda value: value == "1")
    exposure = forms.CharField(max_length=60_000)
    seen = forms.RegexField(r"^[0-9]{1,18}(,[0-9]{1,18})*\Z", max_length=SEEN_MAX, required=False)
    page = forms.IntegerField(min_value=1, max_value=10**6, required=False)
    back = forms.ChoiceField(choices=[("list", "list"), ("item", "item")], required=False)

    def clean_kind(self) -> Vote.Kind:
        return Vote.Kind(self.cleaned_data["kind"] or Vote.Kind.PICK)

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
