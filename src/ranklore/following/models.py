"""Topics, follows, events and digests. Rows are deleted together with the list, item, account or comment that they
are about (CASCADE); the apps below know nothing of them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from ranklore.discussion.models import Comment
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Account, Voter


class Topic(models.Model):
    """What can be followed: exactly one of these. The row is there from the first follower on; what nobody follows is
    told to nobody, and costs nothing."""

    list = models.OneToOneField(RankedList, on_delete=models.CASCADE, null=True, related_name="+")
    item = models.OneToOneField(Item, on_delete=models.CASCADE, null=True, related_name="+")
    person = models.OneToOneField(Account, on_delete=models.CASCADE, null=True, related_name="+")
    thread = models.OneToOneField(Comment, on_delete=models.CASCADE, null=True, related_name="+")  # its first comment
    replies_to = models.OneToOneField(Voter, on_delete=models.CASCADE, null=True, related_name="+")  # what they wrote

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="topic_is_one_thing",
                condition=Q(list__isnull=False, item=None, person=None, thread=None, replies_to=None)
                | Q(list=None, item__isnull=False, person=None, thread=None, replies_to=None)
                | Q(list=None, item=None, person__isnull=False, thread=None, replies_to=None)
                | Q(list=None, item=None, person=None, thread__isnull=False, replies_to=None)
                | Q(list=None, item=None, person=None, thread=None, replies_to__isnull=False),
            )
        ]


class Follow(models.Model):
    """A voter follows something: they are told of what happens from `since` on. No such event has a number up to
    `at_second`, by which an index finds the others."""

    voter = models.ForeignKey(Voter, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="follows")
    after = models.BigIntegerField()
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voter", "topic"], name="follow_once")]


class Event(models.Model):
    """Something worth telling, written once for all who follow it. Ids grow in the order in which events can be seen
    (`collect_events` writes them one process at a time), so a single number says how far somebody has read."""

    class Kind(models.TextChoices):
        COMMENT = "comment"
        ITEM = "item"
        LIST = "list"
        RANKING = "ranking"
        MOVE = "move"

    kind = models.CharField(max_length=8, choices=Kind)
    list = models.ForeignKey(RankedList, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, null=True, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    ranking_key = models.UUIDField(null=True)  # of a published ranking, or of the one that the comment is about
    actor = models.ForeignKey(Voter, on_delete=models.CASCADE, null=True, related_name="+")  # whose doing it is
    rank = models.PositiveIntegerField(null=True)  # of a move: the new place
    before = models.PositiveIntegerField(null=True)  # and the one before; null: there was none
    day = models.DateField(null=True)  # of a move
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment"], condition=Q(kind="comment"), name="event_once_a_comment"),
            models.UniqueConstraint(fields=["item"], condition=Q(kind="item"), name="event_once_an_item"),
            models.UniqueConstraint(fields=["list"], condition=Q(kind="list"), name="event_once_a_list"),
            models.UniqueConstraint(fields=["ranking_key"], condition=Q(kind="ranking"), name="event_once_a_ranking"),
            models.UniqueConstraint(fields=["item", "day"], condition=Q(kind="move"), name="event_once_a_move"),
        ]


class EventTopic(models.Model):
    """An event is told to whoever follows this topic: a few rows for each event, however many the followers are."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="event_topics", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="event_topics")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "event"], name="telling_once")]


class NotificationSettings(models.Model):
    """How far a voter has read, and how they want to be told. Who never chose or read anything has no row."""

    class Frequency(models.TextChoices):
        OFF = "off", "Never"
        DAILY = "daily", "Every day"
        WEEKLY = "weekly", "Every Monday"

    voter = models.OneToOneField(Voter, on_delete=models.CASCADE, primary_key=True, related_name="reader")
    seen = models.BigIntegerField(default=0)  # the newest event that was on their notices page
    wants_replies = models.BooleanField(default=True)
    digest = models.CharField(max_length=6, choices=Frequency, default=Frequency.OFF)
    due = models.DateField(null=True)  # the first day on which the next digest may go
    mailed = models.BigIntegerField(default=0)  # the newest event that went out by e-mail, or may have
    refusals = models.PositiveSmallIntegerField(default=0)  # how often in a row the address was refused for good
    stopped_at = models.DateTimeField(null=True)  # since when nothing is sent, because of these

    class Meta:
        indexes = [
            models.Index(
                fields=["due"],
                condition=Q(digest__in=["daily", "weekly"], stopped_at=None),
                name="reader_by_due",
            )
        ]


class Digest(models.Model):
    """The one digest of a reader on a day. It is claimed by compare-and-set before it is sent, so that it is sent at
    most once, whatever dies meanwhile."""

    class State(models.TextChoices):
        WAITING = "waiting"
        CLAIMED = "claimed"  # it is being sent, or whoever did that died and nobody knows
        SENT = "sent"
        NOTHING = "nothing"  # there was nothing to say
        REFUSED = "refused"  # for good, by the server of the address
        DROPPED = "dropped"  # its day passed, or there was nobody to send it to; the next one has it all

    reader = models.ForeignKey(NotificationSettings, on_delete=models.CASCADE, related_name="digests")
    day = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "day"], name="digest_once_a_day")]
        indexes = [models.Index(fields=["not_before", "id"], condition=Q(state="waiting"), name="digest_waiting")]


class Cursor(models.Model):
    """How far the worker has read what happened. The one row is held by whoever writes events."""

    comment_id = models.BigIntegerField(default=0)
    item_id = models.BigIntegerField(default=0)
    list_id = models.BigIntegerField(default=0)
    ranked_until = models.DateTimeField()  # published rankings have no numbers to go by
    moved_until = models.DateField()  # the last day of which the moves were told
