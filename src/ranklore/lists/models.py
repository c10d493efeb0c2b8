"""Lists, items, tags, content notes, and the activity and related lists kept beside a list."""

import builtins  # a field named "list" hides the builtin inside its class
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from ranklore.core.database.derived_field import DerivedField
from ranklore.core.database.searchable import Searchable, SearchableQuerySet
from ranklore.lists.trending import NEVER_ACTIVE
from ranklore.parsing.limits import CATEGORY_MAX, NAME_MAX, NOTE_MAX, TAG_KEY_MAX, TAG_MAX, TITLE_MAX, TITLE_WORD_MAX
from ranklore.people.models import Voter
from ranklore.text.clean import name_key
from ranklore.text.normalize import accentless_text
from ranklore.text.search_tokens import credited_name_tokens, name_tokens


class RankedList(Searchable):
    """A question whose answers are ranked."""

    SEARCH_FIELDS: ClassVar = frozenset(("title", "prompt"))

    slug = models.CharField(max_length=90, unique=True)
    title = models.CharField(max_length=TITLE_MAX)
    prompt = models.TextField(blank=True)
    created_by = models.ForeignKey(Voter, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    is_pasted = models.BooleanField(default=False)
    is_simulated = models.BooleanField(default=False)
    category = models.CharField(max_length=CATEGORY_MAX, blank=True, default="")  # a key; its label is in the settings
    sort_title = DerivedField(of="title", make=accentless_text, max_length=TITLE_MAX)

    class Meta:
        indexes = [
            models.Index(fields=["category", "-id"], name="list_of_category"),
            models.Index(fields=["sort_title", "id"], name="list_by_title"),
        ]

    objects = SearchableQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    def build_search_words(self) -> str:
        return name_tokens([self.title], [self.prompt])

    def get_absolute_url(self) -> str:
        return reverse("site:list", args=[self.slug])


class Tag(models.Model):
    """A word that describes lists. `name` is its first spelling; `list_count` is derived from the ListTags."""

    key = models.CharField(max_length=TAG_KEY_MAX, unique=True)
    name = models.CharField(max_length=TAG_MAX)
    list_count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-list_count", "key"], name="tag_most_used")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("site:tag", args=[self.key])


class ListTag(models.Model):
    """A tag of a list. `position` keeps the order in which the maker wrote the tags."""

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="tagged")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="tagged", db_index=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "list"], name="list_tag_once")]


class ListActivity(models.Model):
    """Who took part in a list lately: what lists are sorted by. It is kept beside the list, so that sorting does not
    read the vote log.

    `trending_at` is the score of the list, stored as a moment: later is better. `lists/trending.py` computes it.
    """

    list = models.OneToOneField(RankedList, on_delete=models.PROTECT, primary_key=True, related_name="activity")
    last_voted = models.JSONField(default=builtins.dict)  # voter id -> Unix time of their latest vote
    last_commented = models.JSONField(default=builtins.dict)  # voter id -> Unix time of their latest comment
    trending_at = models.DateTimeField(default=NEVER_ACTIVE)
    voters = models.PositiveIntegerField(default=0)  # copied from the board
    related_checked_at = models.DateTimeField(null=True)  # when related lists were last looked up; null: look now

    class Meta:
        indexes = [
            models.Index(fields=["-trending_at", "-list"], name="activity_trending"),
            models.Index(fields=["-voters", "-list"], name="activity_most_voters"),
            models.Index(fields=["list"], condition=Q(related_checked_at=None), name="activity_to_relate"),
        ]


class RelatedList(models.Model):
    """A list that readers of another list may want to see. The worker writes it.

    `has_voters` is a yes or no on purpose: a number of shared voters would say too much about them.
    """

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    weight = models.FloatField()
    items = models.PositiveIntegerField(default=0)  # how many items are on both lists
    tags = models.PositiveIntegerField(default=0)  # how many tags both lists have
    has_voters = models.BooleanField(default=False)  # enough people voted on both

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "other"], name="related_once")]


class TitleWord(models.Model):
    """A word of a list's title, to find lists with a similar title. `title_words` is how many words the title has."""

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=TITLE_WORD_MAX)
    title_words = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "list"], name="title_word_once_a_list")]


class Item(Searchable):
    """One answer on a list. `start_place` is the order it was pasted or added in; it never counts as votes."""

    SEARCH_FIELDS: ClassVar = frozenset(("name", "credits", "aliases"))

    list = models.ForeignKey(RankedList, on_delete=models.PROTECT, related_name="items")
    name = models.CharField(max_length=NAME_MAX)
    name_key = DerivedField(of="name", make=name_key, max_length=NAME_MAX)  # equal for the same name on different lists
    credits = models.JSONField(default=builtins.list)
    aliases = models.JSONField(default=builtins.list)  # its other names, in any script
    start_place = models.PositiveIntegerField()
    added_by = models.ForeignKey(Voter, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)
    named_at = models.DateTimeField(null=True)  # when its names last changed; null: never
    nonce = models.UUIDField(null=True, unique=True)
    notes = models.JSONField(default=builtins.list)  # keys of the content notes to show, derived from its ItemNotes

    objects = SearchableQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "start_place"], name="item_one_start_place")]
        indexes = [
            models.Index(fields=["list", "start_place"], condition=Q(removed_at=None), name="item_on_list"),
            models.Index(fields=["name_key", "list"], condition=Q(removed_at=None), name="item_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def build_search_words(self) -> str:
        return credited_name_tokens([self.name, *self.aliases], self.credits)

    def get_absolute_url(self) -> str:
        return reverse("site:item", args=[self.list.slug, self.pk])


class ItemNote(models.Model):
    """A voter says that an item needs a content note. An imported note has no voter."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=NOTE_MAX)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "voter", "note"], name="item_note_once_a_voter")]


class FoldedNotes(models.Model):
    """The content notes for which a reader wants comments collapsed."""

    voter = models.OneToOneField(Voter, on_delete=models.PROTECT, primary_key=True, related_name="+")
    notes = models.JSONField(default=builtins.list)
