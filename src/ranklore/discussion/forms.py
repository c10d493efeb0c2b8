"""Forms for comments and for suggested votes."""

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ranklore.core.forms import NonceForm
from ranklore.lists.forms import ContentNotesField
from ranklore.parsing.limits import AUTHOR_MAX, COMMENT_MAX

ACCEPT, DECLINE = "yes", "no"


def _text_help() -> str:
    return _(
        "Up to %(max)s characters. Everybody can read it. You can use *emphasis*, **strong**, "
        "[links](https://…), lists, > quotes, `code` and ||spoilers||."
    ) % {"max": intcomma(COMMENT_MAX)}


def _author_help() -> str:
    return _("Any name you like, up to %(max)s characters. Without one, the page says “A guest”.") % {"max": AUTHOR_MAX}


class CommentTextForm(forms.Form):
    """The text of a comment, and the warnings readers see before they open it."""

    text = forms.CharField(
        label=gettext_lazy("Your comment"),
        help_text=lazy(_text_help, str)(),
        required=False,
        strip=False,
        widget=forms.Textarea,
    )
    is_spoiler = forms.BooleanField(label=gettext_lazy("All of it is a spoiler"), required=False)
    notes = ContentNotesField()


class CommentForm(NonceForm, CommentTextForm):
    author = forms.CharField(
        label=gettext_lazy("Name (optional)"),
        help_text=lazy(_author_help, str)(),
        required=False,
    )


class VoteSuggestionForm(forms.Form):
    """The author's answer to a suggested vote: the two items, and whether to count it."""

    over = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    under = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    count = forms.ChoiceField(choices=[(ACCEPT, ACCEPT), (DECLINE, DECLINE)])


class CommentEditForm(CommentTextForm):
    """`made_from` is the number of revisions the comment had when the form was served."""

    made_from = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
