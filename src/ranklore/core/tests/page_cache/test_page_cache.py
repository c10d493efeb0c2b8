"""When a finished page is served, looked at and made again. The clock is passed in."""

import threading

import pytest

from ranklore.core.page_cache.address import PageAddress
from ranklore.core.page_cache.cache import (
    CHECK_AFTER,
    LOOK_AGAIN_AFTER,
    MAX_AGE,
    STALE_AFTER,
    DataUnavailable,
    PageCache,
)
from ranklore.core.page_cache.page import NOTICES, FinishedPage

HOME = PageAddress("http", "rank.example.org", "/", "")
OTHER = PageAddress("http", "rank.example.org", "/about", "")


class OneVersionSite:
    """A site with one version, which can be down."""

    def __init__(self) -> None:
        self.now, self.version, self.made, self.looked, self.is_down, self.fresh_for = 0.0, 1, 0, 0, False, 0.0
        self.cache = PageCache(self.make, self.read, 1_000_000, clock=lambda: self.now)

    def make(self, address):
        if self.is_down:
            raise DataUnavailable
        self.made += 1
        content = b"%s version %d %s" % (address.path.encode(), self.version, NOTICES)
        return FinishedPage(content, (), {7: self.version}, self.fresh_for, self.now)

    def read(self, versions):
        if self.is_down:
            raise DataUnavailable
        self.looked += 1
        return dict.fromkeys(versions, self.version)

    def get(self, at):
        self.now = at
        page = self.cache.get(HOME)
        return page.content.decode() if page else None


@pytest.fixture
def world():
    return OneVersionSite()


def test_a_page_is_made_once_and_served_again(world):
    assert world.get(0) == world.get(0.1) == world.get(CHECK_AFTER - 0.01)
    assert (world.made, world.looked) == (1, 0)


def test_a_page_is_looked_at_again_and_kept_if_nothing_changed(world):
    assert world.get(0) == world.get(1) == world.get(1.2)
    assert (world.made, world.looked) == (1, 1)


def test_a_change_is_seen_within_a_second(world):
    world.get(0)
    world.version = 2
    assert "version 1" in world.get(CHECK_AFTER - 0.01)
    assert "version 2" in world.get(STALE_AFTER)


def test_a_page_that_changes_all_the_time_is_made_about_once_a_second(world):
    for n in range(1_000):
        world.version = n
        world.get(n / 100)
    assert world.made <= 10 / CHECK_AFTER + 1


def test_a_page_is_made_again_after_a_minute_because_of_its_times(world):
    for second in range(int(MAX_AGE) + 2):
        world.get(second)
    assert world.made == 2


def test_a_page_may_be_fresh_for_longer(world):
    world.fresh_for = 300
    world.get(0)
    world.version = 2
    assert "version 1" in world.get(299) and world.looked == 0
    assert "version 2" in world.get(301)


def test_a_page_that_is_not_shared_is_asked_for_each_time(world):
    world.cache = PageCache(lambda address: None, world.read, 1_000_000)
    assert world.get(0) is None and world.get(0) is None


def test_one_thread_makes_a_page_and_the_others_wait_for_it(world):
    is_making, may_finish, make = threading.Event(), threading.Event(), world.make

    def slow_make(address):
        is_making.set()
        may_finish.wait(30)
        return make(address)

    world.cache = PageCache(slow_make, world.read, 1_000_000, clock=lambda: world.now)
    pages = []
    threads = [threading.Thread(target=lambda: pages.append(world.cache.get(HOME))) for _ in range(8)]
    for thread in threads:
        thread.start()
    is_making.wait(30)
    may_finish.set()
    for thread in threads:
        thread.join(30)
    assert len(pages) == 8 and len({page.content for page in pages}) == 1
    assert world.made == 1


def test_others_get_the_page_before_while_one_thread_looks(world):
    world.get(0)
    world.version, is_looking, may_finish, read = 2, threading.Event(), threading.Event(), world.read

    def slow_read(versions):
        is_looking.set()
        may_finish.wait(30)
        return read(versions)

    world.cache._read, world.now = slow_read, 0.9
    thread = threading.Thread(target=world.cache.get, args=[HOME])
    thread.start()
    is_looking.wait(30)
    assert "version 1" in world.get(0.9)
    may_finish.set()
    thread.join(30)
    assert "version 2" in world.get(0.9)


def test_while_the_database_is_down_readers_get_the_last_page_with_a_message(world):
    world.get(0)
    world.is_down, world.version = True, 2
    stale = world.get(5)
    assert "version 1" in stale and "may be out of date" in stale
    assert "may be out of date" in world.get(5.1)
    assert "version 1" in world.get(MAX_AGE + 500)
    world.is_down = False
    assert "version 2" in world.get(MAX_AGE + 500 + LOOK_AGAIN_AFTER) and "out of date" not in world.get(
        MAX_AGE + 500 + LOOK_AGAIN_AFTER
    )


def test_a_page_that_nobody_saw_cannot_be_served_without_the_database(world):
    world.is_down = True
    with pytest.raises(DataUnavailable):
        world.get(0)
    world.is_down = False
    assert "version 1" in world.get(0.1)


def test_the_pages_that_nobody_asks_for_make_room(world):
    def big(address):
        return FinishedPage(b"x" * 300_000, (), {}, 0, world.now)

    world.cache = PageCache(big, world.read, 1_000_000, clock=lambda: world.now)
    addresses = [PageAddress("http", "h", f"/{n}", "") for n in range(50)]
    for address in addresses:
        assert world.cache.get(address)
    assert len(world.cache._entries) == 2
    assert world.cache._bytes == sum(entry.page.size for entry in world.cache._entries.values())
    assert addresses[-1] in world.cache._entries


def test_a_page_that_made_room_while_it_was_looked_at_takes_none(world):
    world.cache = PageCache(world.make, world.read, 1_500, clock=lambda: world.now)  # for one page
    world.get(0)
    read = world.cache._read

    def read_and_make_room(versions):
        world.cache.get(OTHER)
        return read(versions)

    world.cache._read, world.version = read_and_make_room, 2
    assert "version 2" in world.get(1)
    assert [*world.cache._entries] == [OTHER]
    assert world.cache._bytes == world.cache._entries[OTHER].page.size


def test_a_clock_that_is_set_back_does_not_keep_a_page(world):
    """The clock of the cache is monotonic; the wall clock does not matter to it."""
    assert PageCache(world.make, world.read, 1)._clock.__name__ == "monotonic"


def test_while_the_database_is_down_nobody_waits_for_it(world):
    world.get(0)
    world.is_down = True
    world.get(2)
    world.looked = 0
    entry = world.cache._entries[HOME]
    with entry.lock:  # a thread that waits for the database
        assert "may be out of date" in world.get(60)


def test_while_the_database_is_down_it_is_not_asked_all_the_time(world):
    asked, read = [], world.read
    world.get(0)
    world.is_down = True
    world.cache._read = lambda versions: asked.append(1) or read(versions)
    for n in range(100):
        world.get(1 + n / 10)
    assert len(asked) <= 10 / LOOK_AGAIN_AFTER + 1


def test_an_answer_that_is_no_page_is_not_kept(world):
    made = []

    def missing(address):
        made.append(address)
        return FinishedPage(b"nothing here", (), {}, 0, world.now, status="404 Not Found")

    world.cache = PageCache(missing, world.read, 1_000_000, clock=lambda: world.now)
    assert world.get(0) == world.get(0.1) == "nothing here"
    assert len(made) == 2 and not world.cache._entries and world.cache._bytes == 0


def test_whoever_has_just_written_gets_the_page_as_it_is_now(world):
    world.get(0)
    world.version = 2
    assert "version 1" in world.get(0.1)
    assert b"version 2" in world.cache.get(HOME, is_exact=True).content
