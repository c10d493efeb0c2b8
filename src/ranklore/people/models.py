import uuid

from django.db import models


class Voter(models.Model):
    """Whoever casts votes: today a guest, known by the key in a signed cookie."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=40, blank=True, default="")
    is_simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name or "a guest"
