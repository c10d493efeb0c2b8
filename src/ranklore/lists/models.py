import builtins  # a field named "list" hides the builtin inside its class

from django.db import models
from django.db.models import Q
from django.urls import reverse

from ranklore.lists.rules.limits import NAME_MAX, NOTE_MAX, TITLE_MAX, TITLE_WORD_MAX
from ranklore.people.models import Voter


class RankedList(models.Model):
    """A question whose answers are ranked."""

    slug = models.CharField(max_length=90, unique=True)
    title = models.CharField(max_length=TITLE_MAX)
    prompt = models.TextField(blank=True)
    created_by = models.ForeignKey(Voter, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    is_pasted = models.BooleanField(default=False)
    is_simulated = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("site:list", args=[self.slug])


class TitleWord(models.Model):
    """A word by which the title of a list is found when somebody types one like it; `of` is how many the title has."""

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=TITLE_WORD_MAX)
    of = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "list"], name="title_word_once_a_list")]


class Item(models.Model):
    """One answer on a list. `start_place` is the order it was pasted or added in; it is never passed off as votes."""

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="items")
    name = models.CharField(max_length=NAME_MAX)
    credits = models.JSONField(default=builtins.list)
    aliases = models.JSONField(default=builtins.list)  # other names of it, in whatever script people write them
    start_place = models.PositiveIntegerField()
    added_by = models.ForeignKey(Voter, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)
    named_at = models.DateTimeField(null=True)  # when its names last changed; null: they are those it came with
    nonce = models.UUIDField(null=True, unique=True)
    notes = models.JSONField(default=builtins.list)  # keys of the content notes it carries, made from its ItemNotes

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "start_place"], name="item_one_start_place")]
        indexes = [
            models.Index(fields=["list", "start_place"], condition=Q(removed_at=None), name="item_on_list"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("site:item", args=[self.list.slug, self.pk])


class ItemNote(models.Model):
    """One voter's word that an item needs a content note. What came with an import has no voter."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=NOTE_MAX)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "voter", "note"], name="item_note_once_a_voter")]


class FoldedNotes(models.Model):
    """The content notes that a reader wants folded away."""

    voter = models.OneToOneField(Voter, on_delete=models.PROTECT, primary_key=True, related_name="+")
    notes = models.JSONField(default=builtins.list)
