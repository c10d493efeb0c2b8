"""The form of a moderator's decision."""

from django import forms

from ranklore.ballots.models import Incident


class IncidentDecisionForm(forms.Form):
    state = forms.ChoiceField(choices=[(state, state) for state in (Incident.State.CONFIRMED, Incident.State.LIFTED)])
