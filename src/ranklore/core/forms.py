"""Forms that are safe to send twice."""

import json
import uuid
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

FORM_INCOMPLETE_MESSAGE = _("Something was missing from the form. Send it again.")
_NAMESPACE = uuid.UUID("3d2f2c7e-6f0d-4f8e-9c57-0b8f5a3d1c42")


class NonceForm(forms.Form):
    """A form that may be sent twice: the action recognizes the second time by its `nonce`.

    A page that is the same for everybody has no nonce. Then it is made from the `sender` (who sends the form, and
    where) and from what was typed, so a double click still gives the same one.
    """

    nonce = forms.UUIDField(required=False, error_messages={"invalid": FORM_INCOMPLETE_MESSAGE})

    def __init__(self, *args: Any, sender: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.sender = sender

    def clean_nonce(self) -> uuid.UUID:
        nonce: uuid.UUID | None = self.cleaned_data["nonce"]
        if nonce is None:
            typed = [str(self[name].data) for name in self.fields if name != "nonce"]
            nonce = uuid.uuid5(_NAMESPACE, json.dumps([type(self).__name__, self.sender, *typed]))
        return nonce

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error. The form is shown again, so an invalid nonce is replaced by a new one."""
        super().add_error(field, error)
        if field == "nonce":
            self.data = {**dict(self.data.items()), "nonce": str(uuid.uuid4())}


FormT = TypeVar("FormT", bound=NonceForm)


def new_form(form: type[FormT], *, has_nonce: bool = True, **initial: object) -> FormT:
    """An empty form, with a new nonce unless the page is the same for everybody."""
    return form(initial={**initial, "nonce": uuid.uuid4() if has_nonce else None})
