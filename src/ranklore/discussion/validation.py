"""Check the text of a comment."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from ranklore.parsing.limits import COMMENT_MAX
from ranklore.text.clean import clean_text
from ranklore.text.errors import Refused


def clean_comment_text(text: str) -> str:
    text = clean_text(text).strip()
    if not text:
        raise Refused(_("Write something first."), "text")
    if len(text) > COMMENT_MAX:
        message = _("A comment can have at most %(max)s characters; this has %(length)s.")
        raise Refused(message % {"max": intcomma(COMMENT_MAX), "length": intcomma(len(text))}, "text")
    return text
