import uuid

from django import forms

NOT_WHOLE = "The form was not whole. Send it again."


class SayForm(forms.Form):
    author = forms.CharField(label="Name", required=False)
    text = forms.CharField(label="Comment", required=False, widget=forms.Textarea)
    nonce = forms.UUIDField(error_messages={"required": NOT_WHOLE, "invalid": NOT_WHOLE})


def fresh_say_form(author: str = "") -> SayForm:
    return SayForm(initial={"author": author, "nonce": uuid.uuid4()})
