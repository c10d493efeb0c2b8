from django import forms

from ranklore.lists.rules.limits import AUTHOR_MAX, COMMENT_MAX
from ranklore.shell.forms import OnceForm


class SayForm(OnceForm):
    text = forms.CharField(
        label="Your comment",
        help_text=f"Up to {COMMENT_MAX:,} characters. Everybody can read it.",
        required=False,
        strip=False,
        widget=forms.Textarea,
    )
    author = forms.CharField(
        label="Name (optional)",
        help_text=f"Any name you like, up to {AUTHOR_MAX} characters. Without one, the page says “A guest”.",
        required=False,
    )
