from django import forms

from ranklore.lists.notes import NotesField
from ranklore.lists.rules.limits import AUTHOR_MAX, COMMENT_MAX
from ranklore.shell.forms import OnceForm

YES, NO = "yes", "no"


class WordsForm(forms.Form):
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
    notes = NotesField()


class SayForm(OnceForm, WordsForm):
    author = forms.CharField(
        label="Name (optional)",
        help_text=f"Any name you like, up to {AUTHOR_MAX} characters. Without one, the page says “A guest”.",
        required=False,
    )


class OfferForm(forms.Form):
    """A writer's word on an offer: which item their comment puts above which, and whether to count that as a vote."""

    over = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    under = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    count = forms.ChoiceField(choices=[(YES, YES), (NO, NO)])


class EditForm(WordsForm):
    """`made_from` is how often the comment had been edited when the form was served."""

    made_from = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
