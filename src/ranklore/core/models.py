"""Rate-limit counts. A row lives as long as its window."""

from django.db import models


class RateLimitWindow(models.Model):
    """How often something was done since it was first done, until the window ends and the row is forgotten.

    `key` is a digest (`limits.key_of`): nobody's address is in it, and tomorrow's is another.
    """

    key = models.CharField(max_length=64, primary_key=True)
    used = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)
