"""Forms that are safe to send twice."""

import uuid
from typing import Any, TypeVar

from django import forms

FORM_INCOMPLETE_MESSAGE = "The form was not whole. Send it again."


class NonceForm(forms.Form):
    """A form that may be sent twice: its `nonce` lets the action know the second time."""

    nonce = forms.UUIDField(error_messages={"required": FORM_INCOMPLETE_MESSAGE, "invalid": FORM_INCOMPLETE_MESSAGE})

    def add_error(self, field: str | None, error: Any) -> None:
        """Note an error. The form is shown again, so a nonce that cannot be used gives way to a fresh one."""
        super().add_error(field, error)
        if field == "nonce":
            self.data = {**dict(self.data.items()), "nonce": str(uuid.uuid4())}


FormT = TypeVar("FormT", bound=NonceForm)


def new_form(form: type[FormT], **initial: object) -> FormT:
    """An empty form to show for the first time."""
    return form(initial={**initial, "nonce": uuid.uuid4()})
