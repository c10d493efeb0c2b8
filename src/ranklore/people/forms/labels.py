"""Labels and hints that the account forms share."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ranklore.people.names import NAME_MAX, NAME_MIN

NAME_HELP = format_lazy(
    _("{least} to {most} letters and digits, with - _ or . between them. Everybody can see it, and you can change it."),
    least=NAME_MIN,
    most=NAME_MAX,
)
PASSWORD_HELP = _("At least 10 characters.")


def set_labels(form: forms.Form, **labels: tuple[Any, Any]) -> None:
    """Set the label and hint of fields, strings or lazy ones, and remove their placeholders."""
    for name, (label, hint) in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, hint
        field.widget.attrs.pop("placeholder", None)
