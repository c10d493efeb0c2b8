from dataclasses import dataclass

from django import forms

from ranklore.shell.refused import Refused


@dataclass(frozen=True, slots=True)
class Asked:
    item: int
    on: bool
    exposure: str
    page: int | None
    back: str


class VoteForm(forms.Form):
    item = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    on = forms.TypedChoiceField(choices=[("1", "vote"), ("0", "take back")], coerce=lambda value: value == "1")
    exposure = forms.CharField(max_length=60_000)
    page = forms.IntegerField(min_value=1, max_value=10**6, required=False)
    back = forms.ChoiceField(choices=[("list", "list"), ("item", "item")], required=False)

    def checked(self) -> Asked:
        """What the form asks for. There is nothing in it to mend by hand, so whatever is wrong is one sentence."""
        if not self.is_valid():
            raise Refused("That vote was not whole. Reload the page and vote again; nothing was changed.")
        return Asked(**self.cleaned_data)
