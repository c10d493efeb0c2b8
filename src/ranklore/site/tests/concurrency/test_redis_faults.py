"""The whole server in a stream of votes and readers, while the Redis server of its pages is killed or hangs, and comes
back with the pages of before. No request fails, and no page stays outdated."""

import signal

import pytest
from django.core.management import call_command

from ranklore.people.models import Voter
from ranklore.site.tests.concurrency.processes import served_site, wait_until
from ranklore.site.tests.concurrency.vote_stream import (
    ReadingStream,
    Site,
    check_everything_is_counted,
    ids_of,
    wait_until_page_is_current,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(tmp_path, redis):
    limits = "votes=3/h,guests=99999/s,address=99999"
    with served_site(tmp_path, CACHE_URL=redis.address, RANKLORE_LIMITS=limits) as (port, server):
        yield Site(port, server)


def wait_until_pages_are_shared(redis):
    """Wait until processes put pages there, and find some."""
    with redis.client() as client:
        client.flushall()
        found = client.info("stats")["keyspace_hits"]
        wait_until(lambda: client.dbsize() and client.info("stats")["keyspace_hits"] > found)


def kill(redis):
    redis.kill()
    return redis.start


def hang(redis):
    redis.process.send_signal(signal.SIGSTOP)
    return lambda: redis.process.send_signal(signal.SIGCONT)


@pytest.mark.parametrize("fail", [kill, hang])
def test_without_redis_voters_and_readers_notice_nothing(fail, redis, site, lists):
    ben, (limited, *_) = Voter(), lists
    ids = ids_of(limited)

    def ben_votes(item_id):
        status, _ = site.vote(ben, limited, ids, item_id)
        if status == 200:
            stream.acknowledged.append((str(ben.key), item_id))
        return status

    with ReadingStream(site, lists).running() as stream:
        wait_until_pages_are_shared(redis)
        assert ben_votes(ids[0]) == 200
        bring_back = fail(redis)
        stream.wait_for(30)
        for each in lists:
            wait_until_page_is_current(site, each)
        assert [ben_votes(each) for each in ids[1:4]] == [200, 200, 429]
        bring_back()
        stream.wait_for(30)
        assert ben_votes(ids[4]) == 429
        wait_until_pages_are_shared(redis)
    assert (stream.failures, stream.refused, stream.lost) == ([], [], 0)
    check_everything_is_counted(site, stream)
    call_command("recount", check=True)
