"""Forms that are safe to send twice."""

import uuid
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

FORM_INCOMPLETE_MESSAGE = _("Something was missing from the form. Send it again.")


class NonceForm(forms.Form):
    """A form that may be sent twice: the action recognizes the second time by its `nonce`."""

    nonce = forms.UUIDField(error_messages={"required": FORM_INCOMPLETE_MESSAGE, "invalid": FORM_INCOMPLETE_MESSAGE})

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error. The form is shown again, so an invalid nonce is replaced by a new one."""
        super().add_error(field, error)
        if field == "nonce":
            self.data = {**dict(self.data.items()), "nonce": str(uuid.uuid4())}


FormT = TypeVar("FormT", bound=NonceForm)


def new_form(form: type[FormT], **initial: object) -> FormT:
    """An empty form with a new nonce."""
    return form(initial={**initial, "nonce": uuid.uuid4()})
