"""The draft: a parsed page that is not published yet."""

import uuid

from django.db import models

from ranklore.lists.models import RankedList
from ranklore.parsing.result import ParsedPage
from ranklore.people.models import Voter


class Draft(models.Model):
    """A parsed page that is not published yet. Only the voter who made it can see it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="+")
    parsed = models.JSONField()  # the page with every edit so far, as `ParsedPage.as_json` writes it
    undo = models.JSONField(null=True)  # the page before the last change
    version = models.PositiveIntegerField(default=1)  # grows with every change; a form with an older one is stale
    is_pasted = models.BooleanField(default=True)  # False: started from a title and typed by hand
    source_note = models.TextField(blank=True)  # what the person should know about how the page was read
    published = models.ForeignKey(RankedList, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["voter", "-updated_at"], name="draft_of_voter"),
            models.Index(fields=["updated_at"], name="draft_oldest"),
        ]

    def get_page(self) -> ParsedPage:
        return ParsedPage.from_json(self.parsed)
