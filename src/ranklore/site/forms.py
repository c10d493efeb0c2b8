"""The forms of the composed pages."""

from django import forms


class DeleteAccountForm(forms.Form):
    votes = forms.ChoiceField(choices=[("erase", "erase"), ("keep", "keep"), ("show", "show")])
    comments = forms.ChoiceField(choices=[("remove", "remove"), ("keep", "keep")])
