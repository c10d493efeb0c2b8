"""Pages that several processes share. A cache in memory stands for the Redis server."""

import threading
import uuid

import pytest
from django.core.cache.backends.locmem import LocMemCache

from ranklore.core.page_cache.address import PageAddress
from ranklore.core.page_cache.cache import PageCache
from ranklore.core.page_cache.page import FinishedPage
from ranklore.core.page_cache.store import AWAY_FOR, SharedPageStore, _code_version, shared_store

HOME = PageAddress("http", "rank.example.org", "/", "")
LIST = PageAddress("http", "rank.example.org", "/l/songs", "")


class SharedSite:
    """A database with one version, and processes that make pages from it."""

    def __init__(self, shared) -> None:
        self.shared, self.version, self.made, self.now = shared, 1, [], 0.0

    def process(self, name, code="code"):
        def make(address):
            self.made.append(name)
            return FinishedPage(b"version %d" % self.version, (), {7: self.version}, 0.0, self.now, data={"by": name})

        def read(versions):
            return dict.fromkeys(versions, self.version)

        def clock():
            return self.now

        return PageCache(make, read, 1_000_000, clock, SharedPageStore(self.shared, code, clock))


@pytest.fixture
def world():
    return SharedSite(LocMemCache(f"pages {uuid.uuid4()}", {}))


def test_a_page_is_made_by_one_process_and_served_by_all(world):
    first, second = world.process("first"), world.process("second")
    assert first.get(HOME).content == second.get(HOME).content == b"version 1"
    assert world.made == ["first"] and second.get(HOME).data == {"by": "first"}
    assert second.get(HOME).bodies.keys() == {"br"}, "compressed once"


def test_a_page_that_is_outdated_is_made_again_by_one_process(world):
    first, second = world.process("first"), world.process("second")
    first.get(HOME), second.get(HOME)
    world.version, world.now = 2, 1.0
    assert second.get(HOME).content == first.get(HOME).content == b"version 2"
    assert world.made == ["first", "second"]


def test_other_code_makes_pages_of_its_own(world):
    old, new = world.process("old"), world.process("new", code="other code")
    old.get(HOME)
    assert new.get(HOME).data == {"by": "new"} and world.made == ["old", "new"]


def test_a_process_waits_for_the_one_that_makes_the_page(world):
    first, second = world.process("first"), world.process("second")
    is_making, may_finish = threading.Event(), threading.Event()
    make = first._make

    def slow_make(address):
        is_making.set()
        may_finish.wait(30)
        return make(address)

    first._make = slow_make
    threads = [threading.Thread(target=first.get, args=[HOME])]
    threads[0].start()
    is_making.wait(30)
    pages = []
    threads.append(threading.Thread(target=lambda: pages.append(second.get(HOME))))
    threads[1].start()
    may_finish.set()
    for thread in threads:
        thread.join(30)
    assert world.made == ["first"] and pages[0].content == b"version 1"


def test_a_process_that_died_while_it_made_a_page_holds_nobody_up(world):
    assert SharedPageStore(world.shared, "code").claim(HOME)
    second, moments = world.process("second"), iter(range(1_000))
    second._clock = lambda: float(next(moments))
    assert second.get(HOME).content == b"version 1"


def test_without_the_server_each_process_makes_its_own(world, caplog):
    class Gone:
        def __getattr__(self, verb):
            def fail(*args):
                raise ConnectionError("gone")

            return fail

    world.shared = Gone()
    first, second = world.process("first"), world.process("second")
    assert first.get(HOME).content == second.get(HOME).content == b"version 1"
    assert world.made == ["first", "second"] and "cannot be used" in caplog.text
    world.shared = first._store._shared = second._store._shared = LocMemCache(f"back {uuid.uuid4()}", {})
    world.version, world.now = 2, AWAY_FOR
    assert first.get(HOME).content == second.get(HOME).content == b"version 2"
    assert world.made == ["first", "second", "first"]


def test_a_server_that_does_not_answer_is_not_asked_again_for_a_while(world):
    asked = []

    class Away:
        def get(self, key):
            asked.append("get")
            raise TimeoutError

    world.shared = Away()
    process = world.process("first")
    for world.version, world.now in ((1, 0.0), (2, 1.0), (3, 2.0)):
        assert process.get(HOME).content == b"version %d" % world.version
    assert asked == ["get"]
    world.version, world.now = 4, AWAY_FOR
    assert process.get(HOME).content == b"version 4" and asked == ["get", "get"]


def test_a_page_that_cannot_be_stored_is_served_all_the_same(world):
    process = world.process("first")
    make = process._make
    process._make = lambda address: _with_data(make(address), lambda: None)
    assert process.get(HOME).content == b"version 1"
    process._make = make
    assert process.get(LIST) and process._store.get(LIST), "other pages are still shared"


def _with_data(page, data):
    page.data = data
    return page


def test_only_a_redis_server_shares_pages(settings, monkeypatch):
    assert shared_store() is None
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    monkeypatch.setitem(settings.CACHES, "pages", redis)
    assert shared_store() is not None


def test_the_code_version_changes_with_settings_that_pages_show(settings):
    before = _code_version()
    assert before == _code_version()
    settings.CATEGORIES = ["Soups"]
    assert _code_version() != before
