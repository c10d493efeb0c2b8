"""Labels and hints that the account forms share."""

from django import forms

from ranklore.people.names import NAME_MAX, NAME_MIN

NAME_HELP = f"{NAME_MIN} to {NAME_MAX} letters and digits, with - _ or . between. Everybody sees it; you can change it."


PASSWORD_HELP = "At least 10 characters."


def set_labels(form: forms.Form, **words: tuple[str, str]) -> None:
    """Our label and hint for the fields, and no words inside them."""
    for name, (label, hint) in words.items():
        field = form.fields[name]
        field.label, field.help_text = label, hint
        field.widget.attrs.pop("placeholder", None)
