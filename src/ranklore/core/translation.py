"""Messages of the pure packages in the language of the reader."""

from django.utils.translation import gettext, ngettext

from ranklore.text.messages import Message


def translated(text: str) -> str:
    """A `Message` in the active language; any other text as it is."""
    if not isinstance(text, Message):
        return text
    pattern = ngettext(text.pattern, text.plural, text.number) if text.plural else gettext(text.pattern)
    return pattern % {
        name: translated(value) if isinstance(value, str) else value for name, value in text.values.items()
    }
