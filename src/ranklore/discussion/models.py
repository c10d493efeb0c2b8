from django.db import models
from django.db.models import Q

from ranklore.lists.models import Item, RankedList
from ranklore.lists.rules.limits import AUTHOR_MAX
from ranklore.people.models import Voter


class Comment(models.Model):
    """What somebody says about an item. `text` is kept as it was written; imported comments have no voter."""

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, null=True, related_name="+")
    author = models.CharField(max_length=AUTHOR_MAX, blank=True)
    text = models.TextField()
    is_cut = models.BooleanField(default=False)  # the page it was copied from had cut it off
    is_imported = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)
    nonce = models.UUIDField(null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["item", "id"], name="comment_of_item"),
            models.Index(fields=["list"], condition=Q(deleted_at=None), name="comment_live_of_list"),
        ]
