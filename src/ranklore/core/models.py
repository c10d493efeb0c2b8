"""Rate-limit counts, and versions of what pages show."""

from django.db import models


class RateLimitWindow(models.Model):
    """How often something was done in a window that starts with the first time. The worker deletes ended windows.

    `key` is a digest (`limiter.window_key`): it contains nobody's address, and it changes every day.
    """

    key = models.CharField(max_length=64, primary_key=True)
    used = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)


class PageVersion(models.Model):
    """How often something that pages show has changed. Triggers count it (`site.page_triggers`), so that no change can
    be forgotten.

    `scope` is the id of a list, or 0 for what pages of many lists show. It is no foreign key: this app does not know
    the lists. `texts` counts only the changes that are no counts of votes.
    """

    scope = models.BigIntegerField(primary_key=True)
    version = models.BigIntegerField(default=0)
    texts = models.BigIntegerField(default=0)
