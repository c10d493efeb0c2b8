import uuid

from django import forms

from ranklore.lists.rules.checks import typed_credits


class AddItemForm(forms.Form):
    name = forms.CharField(label="Name", error_messages={"required": "Give the item a name."})
    credits = forms.CharField(label="Who made it", required=False, strip=False)
    nonce = forms.UUIDField(
        error_messages={
            "required": "The form was not whole. Try again.",
            "invalid": "The form was not whole. Try again.",
        }
    )

    def clean_credits(self) -> list[str]:
        return typed_credits(self.cleaned_data["credits"])


def fresh_add_form() -> AddItemForm:
    return AddItemForm(initial={"nonce": uuid.uuid4()})
