"""The draft: a parsed page that is not published yet."""

import uuid

from django.db import models

from ranklore.lists.models import RankedList
from ranklore.parsing.result import ParsedPage
from ranklore.people.models import Voter


class Draft(models.Model):
    """A parsed page on its way to a list. Only the voter who parsed it sees it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="+")
    parsed = models.JSONField()  # what was understood and mended since, as `Pasted.as_json` writes it
    undo = models.JSONField(null=True)  # the same before the last change
    version = models.PositiveIntegerField(default=1)  # grows with every change: a form of an older one is stale
    is_pasted = models.BooleanField(default=True)  # and not typed by hand from a title on
    source_note = models.TextField(blank=True)  # what the person should know of how it was read
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
