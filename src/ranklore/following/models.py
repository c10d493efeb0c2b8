"""Topics, follows, events and digests. Rows are deleted together with the list, item, account or comment that they
are about (CASCADE); the apps below know nothing of them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ranklore.discussion.models import Comment
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Account, Voter


class Topic(models.Model):
    """What can be followed: exactly one of the fields is set. The first follower creates the row, so events that nobody
    follows are never written."""

    list = models.OneToOneField(RankedList, on_delete=models.CASCADE, null=True, related_name="+")
    item = models.OneToOneField(Item, on_delete=models.CASCADE, null=True, related_name="+")
    person = models.OneToOneField(Account, on_delete=models.CASCADE, null=True, related_name="+")
    thread = models.OneToOneField(Comment, on_delete=models.CASCADE, null=True, related_name="+")  # its first comment
    replies_to = models.OneToOneField(Voter, on_delete=models.CASCADE, null=True, related_name="+")  # to their comments

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
    """A voter follows a topic. They are notified of events from `since` on. All of these have an id above
    `after_event`, which lets the database find them by index."""

    voter = models.ForeignKey(Voter, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="follows")
    after_event = models.BigIntegerField()
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voter", "topic"], name="follow_once")]


class Event(models.Model):
    """Something that followers are notified of, written once for all of them.

    Ids grow in the order in which events become visible, because one process at a time writes them (`lock_cursor`).
    So one number says how far somebody has read.
    """

    class Kind(models.TextChoices):
        COMMENT = "comment"
        ITEM = "item"
        LIST = "list"
        RANKING = "ranking"
        RANK_CHANGE = "rank_change"

    kind = models.CharField(max_length=12, choices=Kind)
    list = models.ForeignKey(RankedList, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, null=True, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    ranking_key = models.UUIDField(null=True)  # the published ranking, or the one that the comment is about
    actor = models.ForeignKey(Voter, on_delete=models.CASCADE, null=True, related_name="+")  # who did it
    rank = models.PositiveIntegerField(null=True)  # of a rank change: the new rank
    previous_rank = models.PositiveIntegerField(null=True)  # of a rank change; null if the item had none
    day = models.DateField(null=True)  # of a rank change
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment"], condition=Q(kind="comment"), name="event_once_a_comment"),
            models.UniqueConstraint(fields=["item"], condition=Q(kind="item"), name="event_once_an_item"),
            models.UniqueConstraint(fields=["list"], condition=Q(kind="list"), name="event_once_a_list"),
            models.UniqueConstraint(fields=["ranking_key"], condition=Q(kind="ranking"), name="event_once_a_ranking"),
            models.UniqueConstraint(
                fields=["item", "day"], condition=Q(kind="rank_change"), name="event_once_a_rank_change"
            ),
        ]


class EventTopic(models.Model):
    """An event reaches everybody who follows this topic. An event has a few of these rows, however many followers."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="event_topics", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="event_topics")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "event"], name="event_topic_once")]


class NotificationSettings(models.Model):
    """How far a voter has read, and how they want to be notified. A voter who never chose or read anything has no
    row."""

    class Frequency(models.TextChoices):
        OFF = "off", _("Never")
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every Monday")

    voter = models.OneToOneField(
        Voter, on_delete=models.CASCADE, primary_key=True, related_name="notification_settings"
    )
    last_seen_event = models.BigIntegerField(default=0)  # the newest event shown on their notifications page
    wants_replies = models.BooleanField(default=True)
    digest = models.CharField(max_length=6, choices=Frequency, default=Frequency.OFF)
    next_digest_on = models.DateField(null=True)  # the first day on which the next digest may be sent
    last_mailed_event = models.BigIntegerField(default=0)  # the newest event that was sent by email, or may have been
    refusals = models.PositiveSmallIntegerField(default=0)  # permanent refusals of the address in a row
    suspended_at = models.DateTimeField(null=True)  # set after too many refusals: nothing is sent from then on

    class Meta:
        indexes = [
            models.Index(
                fields=["next_digest_on"],
                condition=Q(digest__in=["daily", "weekly"], suspended_at=None),
                name="settings_by_next_digest",
            )
        ]


class Digest(models.Model):
    """The one digest of a voter on a day. A process claims it by compare-and-set before it sends it, so it is sent at
    most once even if a process dies."""

    class State(models.TextChoices):
        WAITING = "waiting"
        CLAIMED = "claimed"  # being sent, or the process that sent it died: nobody knows whether it went out
        SENT = "sent"
        NOTHING = "nothing"  # there was nothing to report
        REFUSED = "refused"  # permanently, by the mail server of the address
        DROPPED = "dropped"  # its day passed, or there was nobody to send it to; the next digest has all of it

    settings = models.ForeignKey(NotificationSettings, on_delete=models.CASCADE, related_name="digests")
    day = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["settings", "day"], name="digest_once_a_day")]
        indexes = [models.Index(fields=["not_before", "id"], condition=Q(state="waiting"), name="digest_waiting")]


class Cursor(models.Model):
    """How far the worker has read new rows of other apps. A process holds the one row while it writes events."""

    comment_id = models.BigIntegerField(default=0)
    item_id = models.BigIntegerField(default=0)
    list_id = models.BigIntegerField(default=0)
    rankings_until = models.DateTimeField()  # published rankings have no ids in order of time
    rank_changes_until = models.DateField()  # the last day whose rank changes were collected
