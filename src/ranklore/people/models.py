import uuid

from django.db import models


class Voter(models.Model):
    """Whoever casts votes: today a guest, known by the key in a signed cookie."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=40, blank=True, default="")
    is_simulated = models.BooleanField(default=False)
    trust = models.FloatField(default=1.0, db_index=True)  # what their votes count times; 0: they are set aside
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(trust__gte=0, trust__lte=1), name="voter_trust_from_0_to_1"),
        ]

    def __str__(self) -> str:
        return self.name or "a guest"
