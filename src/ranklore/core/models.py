"""Rate-limit counts. A row lives as long as its window."""

from django.db import models


class RateLimitWindow(models.Model):
    """How often something was done in a window that starts with the first time. The worker deletes ended windows.

    `key` is a digest (`limiter.window_key`): it contains nobody's address, and it changes every day.
    """

    key = models.CharField(max_length=64, primary_key=True)
    used = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)
