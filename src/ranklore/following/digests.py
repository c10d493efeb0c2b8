"""Who gets a digest today, and sending it: at most once, whatever dies meanwhile.

Each reader has one row a day. It is claimed by compare-and-set before the letter goes, and says afterwards what became
of it. Of a process that is killed in between, one letter is in doubt; its row stays claimed and nobody sends it again.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from ranklore.following.letters import letter_for
from ranklore.following.models import Digest, Event, Reader, Telling
from ranklore.following.postman import Outcome, Postman
from ranklore.following.queries import Kept, arranged, events_of, heard_by_many, notices_from, reasons_of, tellings_for
from ranklore.following.rules import HOUR, REFUSALS_MOST, TRIES_MOST, again_at, next_due

BATCH = 100
EVENTS_MOST = 200
"""Of one reader; the letter says that there is more."""
NEWS_LAST = 5.0
"""Seconds for which a run keeps what it read. Words may be taken back meanwhile."""
KEPT_FOR = 60
"""Days after which nobody needs to know any more what was sent."""
REFUSED_TOGETHER = 20
"""Letters in a row that were refused for good, after which it is not the addresses but us: the run ends."""
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter that can be written, or (None) the state of a digest that comes to nothing."""

    digest: Digest
    upto: int
    write: Callable[[], EmailMessage] | None
    state: Digest.State = Digest.State.NOTHING


def may_send() -> bool:
    """Digests need the address of the site: the worker has no request to take it from."""
    return bool(settings.SITE_ADDRESS)


def send_digests(clock: Clock = timezone.now, *, lasts: float = math.inf) -> int:
    """Send what is due; gives how many were sent. It ends when all is done, after so many seconds, when the mail server
    is away, or when the day is over.

    Any number of processes may do it at once, and where one stopped or died the next look goes on.
    """
    now = clock()
    if not may_send() or now.hour < HOUR:
        return 0
    plan(now.date(), now)
    news = News()
    with Postman() as postman:
        run = Run(postman, clock, time.monotonic() + lasts)
        while waiting := _waiting(now.date(), clock()):
            ready = _prepared(waiting, now.date(), news)
            _close([each for each in ready if each.write is None], clock())
            if not run.carry([each for each in ready if each.write is not None], now.date()):
                break
        run.end(now.date())
    return run.sent


class Run:
    """A run of letters. Refusals for good are noted when the server takes another letter after them, or at the end: one
    that refuses letter after letter has something against us, not against the addresses."""

    def __init__(self, postman: Postman, clock: Clock, until: float) -> None:
        self.sent = 0
        self._postman, self._clock, self._until = postman, clock, until
        self._refused: list[Ready] = []
        self._sent: list[Ready] = []  # noted with the next claim: one commit for each letter

    def carry(self, letters: Sequence[Ready], today: date) -> bool:
        """Send these, each after it was claimed; False: it is over for now."""
        for ready in letters:
            is_over = self._clock().date() != today or time.monotonic() >= self._until
            if is_over or not self._postman.is_ready():
                return False
            is_claimed = ready.write is not None and _claim(ready, self._sent, self._clock())
            self._sent.clear()
            if ready.write is None or not is_claimed:
                continue
            outcome = self._postman.send(ready.write)
            if outcome is Outcome.REFUSED:
                self._refused.append(ready)
                if len(self._refused) >= REFUSED_TOGETHER:
                    self._note_refused(Outcome.LATER)
                    return False
                continue
            if outcome is Outcome.SENT:
                self.sent += 1
                self._sent.append(ready)
                self._note_refused(Outcome.REFUSED)
                continue
            _note(ready, outcome, self._clock())
            if outcome is Outcome.AWAY:
                return False
        return True

    def end(self, today: date) -> None:
        _note_sent(self._sent, self._clock())
        self._note_refused(Outcome.LATER if self._refused and _takes_nothing(today) else Outcome.REFUSED)

    def _note_refused(self, outcome: Outcome) -> None:
        for ready in self._refused:
            _note(ready, outcome, self._clock())
        self._refused.clear()


def plan(today: date, now: datetime) -> None:
    """Give every reader whose digest is due the row of today. A reader has one at the most."""
    Digest.objects.filter(state=Digest.State.WAITING, day__lt=today).update(state=Digest.State.DROPPED)
    often = (Reader.Digest.DAILY, Reader.Digest.WEEKLY)
    due = Reader.objects.filter(digest__in=often, due__lte=today, stopped_at=None)
    while readers := list(due.order_by("pk")[: 5 * BATCH]):
        with transaction.atomic():
            Digest.objects.bulk_create(
                (Digest(reader=reader, day=today, not_before=now) for reader in readers), ignore_conflicts=True
            )
            for each in often:
                theirs = [reader.pk for reader in readers if reader.digest == each]
                Reader.objects.filter(pk__in=theirs, digest=each).update(due=next_due(each, today))


def _waiting(today: date, now: datetime) -> list[Digest]:
    waiting = Digest.objects.filter(state=Digest.State.WAITING, day=today, not_before__lte=now)
    return list(waiting.select_related("reader__voter__account").order_by("not_before", "pk")[:BATCH])


class News:
    """What a run has read and put in words already: most of its readers hear of the same."""

    def __init__(self) -> None:
        self.events: dict[int, Event] = {}
        self.notices: Kept = {}
        self._until = 0.0

    def read(self, event_ids: set[int]) -> None:
        if (now := time.monotonic()) >= self._until:
            self.events.clear()
            self.notices.clear()
            self._until = now + NEWS_LAST
        self.events.update(events_of(event_ids - self.events.keys()))


def _prepared(digests: Sequence[Digest], today: date, news: News) -> list[Ready]:
    """The letters of many readers, with as many queries as for one."""
    readers = [digest.reader for digest in digests]
    upto = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
    proven = dict(
        EmailAddress.objects.filter(
            user__in=[reader.voter.account_id for reader in readers], verified=True, primary=True
        ).values_list("user_id", "email")
    )
    rows = heard_by_many(_unsent(readers, upto), EVENTS_MOST)
    news.read({event for each in rows.values() for event, _ in each})
    reasons = reasons_of(topic for each in rows.values() for _, topic in each)
    ready = []
    for digest in digests:
        reader, account = digest.reader, digest.reader.voter.account
        email = proven.get(account.pk) if account and account.is_active else None
        if not email or account is None or reader.digest == Reader.Digest.OFF or reader.stopped_at:
            ready.append(Ready(digest, upto, None, Digest.State.DROPPED))
            continue
        told = rows.get(reader.pk, [])
        notices = tuple(notices_from(arranged(told, news.events, reasons), 0, kept=news.notices))
        write = partial(
            letter_for,
            voter_id=reader.pk,
            name=account.name,
            email=email,
            often=reader.digest,
            day=today,
            notices=notices,
            is_cut=len(told) == EVENTS_MOST,
        )
        ready.append(Ready(digest, upto, write if notices else None))
    return ready


def _unsent(readers: Sequence[Reader], upto: int) -> QuerySet[Telling]:
    """What these readers have neither been sent nor seen."""
    reader = "topic__follows__voter__reader"
    return tellings_for(
        [each.pk for each in readers],
        Q(event__lte=upto),
        Q(event__gt=F(f"{reader}__seen")),
        Q(event__gt=F(f"{reader}__mailed")),
    )


def _close(done: Sequence[Ready], now: datetime) -> None:
    """Note for which there was nothing to send."""
    for state in {ready.state for ready in done}:
        rows = Digest.objects.filter(
            pk__in=[ready.digest.pk for ready in done if ready.state == state], state=Digest.State.WAITING
        )
        rows.update(state=state, changed_at=now)


@transaction.atomic
def _claim(ready: Ready, sent: Sequence[Ready], now: datetime) -> bool:
    """Make a letter this process's to send, if it is nobody's, and its reader still wants it. From here on its events
    count as told. Those that were `sent` before it are noted with it: should the process die before, their claims alone
    keep them from going again."""
    _note_sent(sent, now)
    waiting = Digest.objects.filter(pk=ready.digest.pk, state=Digest.State.WAITING, tries=ready.digest.tries)
    if not waiting.update(state=Digest.State.CLAIMED, tries=F("tries") + 1, changed_at=now):
        return False
    known = ready.digest.reader
    # Not by `stopped_at` too, which one digest a day cannot change meanwhile: PostgreSQL may then walk `reader_by_due`.
    wants = Reader.objects.filter(pk=known.pk, digest=known.digest, mailed=known.mailed)
    if not wants.update(mailed=ready.upto):  # the letter may have waited for a hundred others
        Digest.objects.filter(pk=ready.digest.pk).update(state=Digest.State.DROPPED)
        return False
    return True


def _takes_nothing(today: date) -> bool:
    """Whether the server refused the letters of several readers today, and took none."""
    tried = Digest.objects.filter(day=today, tries__gt=0)
    return not tried.filter(state=Digest.State.SENT).exists() and tried.count() > 1


def _note_sent(sent: Sequence[Ready], now: datetime) -> None:
    for ready in sent:
        Digest.objects.filter(pk=ready.digest.pk).update(state=Digest.State.SENT, changed_at=now)
        if ready.digest.reader.refusals:
            Reader.objects.filter(pk=ready.digest.reader_id).update(refusals=0)


@transaction.atomic
def _note(ready: Ready, outcome: Outcome, now: datetime) -> None:
    """Note what became of a letter that was not sent. A later one tells it, unless this may have been sent."""
    if outcome is Outcome.UNKNOWN:
        return
    digest, tries = ready.digest, ready.digest.tries + 1
    reader, state = Reader.objects.filter(pk=digest.reader_id), Digest.State.WAITING
    if outcome is Outcome.REFUSED:
        state = Digest.State.REFUSED
        reader.update(refusals=F("refusals") + 1)
        reader.filter(refusals__gte=REFUSALS_MOST, stopped_at=None).update(stopped_at=now)
    elif outcome is Outcome.LATER and tries >= TRIES_MOST:
        state = Digest.State.DROPPED
    reader.filter(mailed=ready.upto).update(mailed=digest.reader.mailed)
    Digest.objects.filter(pk=digest.pk).update(state=state, not_before=again_at(tries, now), changed_at=now)


def forget_old(today: date) -> None:
    """Delete what was noted of digests of long ago."""
    Digest.objects.filter(day__lt=today - timedelta(days=KEPT_FOR)).delete()
