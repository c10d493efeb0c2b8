"""Killed or concurrent runs of digests: nobody gets two e-mails, and the next run continues."""

import signal
import subprocess
import sys
from collections import Counter

import pytest
from django.utils import timezone

from ranklore.discussion.actions.comments import comment_on_item
from ranklore.following.actions.events import get_or_start_cursor
from ranklore.following.actions.follows import follow_target
from ranklore.following.jobs.event_collector import collect_events
from ranklore.following.models import Digest, NotificationSettings
from ranklore.following.targets import target_for
from ranklore.people.tests.accounts import account_of
from ranklore.site.tests.concurrency.processes import environment_for_process

pytestmark = pytest.mark.django_db(transaction=True)
READERS = 40

# A run as in the worker, on a morning in the future. Each e-mail is printed as a line before `send` returns, so that
# every line read here was sent, even if the process is killed.
RUN = """
import os
from datetime import UTC, datetime
import django
django.setup()
from django.core.mail.backends.locmem import EmailBackend
from ranklore.following.jobs.digest_run import send_digests
def send(self, letters):
    for letter in letters:
        os.write(1, (letter.to[0] + "\\n").encode())
    return len(letters)
EmailBackend.send_messages = send
send_digests(lambda: datetime(2030, 3, 10, 6, tzinfo=UTC))
"""


def run(**more) -> subprocess.Popen[str]:
    env = {**environment_for_process(), "RANKLORE_ADDRESS": "https://rank.example.org", "EMAIL_URL": "memorymail://"}
    return subprocess.Popen(
        [sys.executable, "-c", RUN], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more
    )


@pytest.fixture
def readers(songs, ben):
    """Forty accounts that follow a list with new events and want a daily digest."""
    get_or_start_cursor(timezone.now())
    accounts = [account_of(f"p{n}x") for n in range(READERS)]
    for account in accounts:
        follow_target(voter=account.voter, target=target_for(songs))
        NotificationSettings.objects.create(voter=account.voter, digest="daily", next_digest_on=timezone.now().date())
    item = songs.items.first()
    comment_on_item(voter=ben, item=item, author="ben", text="It aches.", nonce="00000000-0000-4000-8000-000000000001")
    assert collect_events(timezone.now()) == 1
    return {account.email for account in accounts}


@pytest.mark.parametrize("after", [1, 7, 25])
def test_the_next_run_finishes_a_killed_run_without_duplicates(readers, after):
    with run() as first:
        got = [first.stdout.readline().strip() for _ in range(after)]
        first.send_signal(signal.SIGKILL)
        got += first.stdout.read().split()
    assert first.returncode == -signal.SIGKILL or len(got) == READERS
    second, problems = run().communicate(timeout=120)
    assert not problems
    got += second.split()
    counted = Counter(got)
    assert max(counted.values()) == 1
    lost = readers - counted.keys()
    assert len(lost) <= 1  # the digest claimed when the process was killed may not have been sent
    states = Counter(Digest.objects.values_list("state", flat=True))
    assert states[Digest.State.CLAIMED] <= 2 and states.total() == READERS
    third, _ = run().communicate(timeout=120)
    assert third == ""


def test_two_concurrent_runs_send_each_digest_once(readers):
    runs = [run() for _ in range(2)]
    got = []
    for each in runs:
        out, problems = each.communicate(timeout=120)
        assert each.returncode == 0, problems
        got += out.split()
    assert sorted(got) == sorted(readers)
    assert set(Digest.objects.values_list("state", flat=True)) == {Digest.State.SENT}
    assert not NotificationSettings.objects.filter(last_mailed_event=0, digest="daily").exists()
