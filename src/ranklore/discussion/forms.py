"""Forms for comments and for suggested votes."""

from django import forms

from ranklore.core.forms import NonceForm
from ranklore.lists.forms import ContentNotesField
from ranklore.parsing.limits import AUTHOR_MAX, COMMENT_MAX

ACCEPT, DECLINE = "yes", "no"


class CommentTextForm(forms.Form):
    """What a comment says, and what a reader is told before they open it."""

    text = forms.CharField(
        label="Your comment",
        help_text=(
            f"Up to {COMMENT_MAX:,} characters. Everybody can read it. You can use *emphasis*, **strong**, "
            "[links](https://…), lists, > quotes, `code` and ||spoilers||."
        ),
        required=False,
        strip=False,
        widget=forms.Textarea,
    )
    is_spoiler = forms.BooleanField(label="All of it is a spoiler", required=False)
    notes = ContentNotesField()


class CommentForm(NonceForm, CommentTextForm):
    author = forms.CharField(
        label="Name (optional)",
        help_text=f"Any name you like, up to {AUTHOR_MAX} characters. Without one, the page says “A guest”.",
        required=False,
    )


class VoteSuggestionForm(forms.Form):
    """A writer's word on an offer: which item their comment puts above which, and whether to count that as a vote."""

    over = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    under = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    count = forms.ChoiceField(choices=[(ACCEPT, ACCEPT), (DECLINE, DECLINE)])


class CommentEditForm(CommentTextForm):
    """`made_from` is how often the comment had been edited when the form was served."""

    made_from = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
