"""Moderators, and their decisions."""

from django.db import models

from ranklore.ballots.models import Incident
from ranklore.people.models import Account


class Moderator(models.Model):
    """An account that may decide."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField(auto_now_add=True)


class Decision(models.Model):
    """What a moderator decided about an incident. The newest one of an incident holds until the next."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="decisions")
    state = models.CharField(max_length=9, choices=Incident.State)  # the incident's, from this decision on
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
