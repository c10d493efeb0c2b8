"""New code on the database, the data folder and the Redis server of the old: requests that are under way are answered,
and no page of the old code is served by the new, or the other way round."""

import os
import re
import shutil
import signal
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction

import ranklore
from ranklore.ballots.models import Vote
from ranklore.lists.models import ListActivity
from ranklore.people.models import Voter
from ranklore.site.tests.concurrency.processes import PATIENCE, answers, served_site, wait_until
from ranklore.site.tests.concurrency.vote_stream import Site, Stream, check_everything_is_counted, ids_of

pytestmark = pytest.mark.django_db(transaction=True)
TEMPLATE = "ranklore/core/templates/core/base.html"
OLD, NEW = "Skip to the main content", "Go to the main content"
SCRIPT = "ranklore/core/static/core/vote_forms.js"
CHANGE = "globalThis.isNew = true;"
READS = 8  # until both processes have answered
STATIC_FILE = re.compile(r'"(/static/[^"]+)"')
IMPORT = re.compile(r'from "(\./[^"]+)"')


@pytest.fixture
def old_code(tmp_path):
    return shutil.copytree(
        Path(ranklore.__file__).parent, tmp_path / "old" / "ranklore", ignore=shutil.ignore_patterns("tests")
    ).parent


@pytest.fixture
def new_code(tmp_path, old_code):
    """The same code but for one sentence of every page."""
    new = shutil.copytree(old_code, tmp_path / "new")
    template = new / TEMPLATE
    assert OLD in template.read_text()
    template.write_text(template.read_text().replace(OLD, NEW))
    return new


@pytest.fixture
def serve(tmp_path, redis):
    """Serve some code, with the data folder and the Redis server of all."""

    @contextmanager
    def serve(code):
        with served_site(tmp_path / "home", code, CACHE_URL=redis.address) as (port, server):
            yield Site(port, server)

    return serve


def sentences_on(site, path):
    """Which of the two sentences the pages of all processes have."""
    pages = [site.get(path) for _ in range(READS)]
    assert {status for status, _ in pages} == {200}
    return {sentence for sentence in (OLD, NEW) for _, page in pages if sentence in page}


def files_of(site, path):
    """What a browser loads for a page: its static files, and the modules that its scripts import."""
    files, names = {}, STATIC_FILE.findall(site.get(path)[1])
    for name in names:
        files[name] = status, text = site.get(name)
        assert status == 200
        names += [str(Path(name).parent / each) for each in IMPORT.findall(text)]
    return files


@contextmanager
def votes_that_wait():
    """Hold a lock that every vote needs."""
    with transaction.atomic():  # on SQLite this takes the lock for writing
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {Vote._meta.db_table} IN EXCLUSIVE MODE")
        yield


def check_pages(old, new, lists):
    for path in ("/", *(f"/l/{each.slug}" for each in lists)):
        assert sentences_on(old, path) == {OLD}
        assert sentences_on(new, path) == {NEW}


def test_old_and_new_code_beside_each_other_never_mix_their_pages(serve, old_code, new_code, redis, lists):
    with serve(old_code) as old, serve(new_code) as new:
        check_pages(old, new, lists[:1])
        with Stream(old, lists).running() as stream:
            stream.wait_for(10)
            check_pages(old, new, lists[:1])
        check_everything_is_counted(new, stream)
        check_everything_is_counted(old, stream)
        check_pages(old, new, lists)
        with redis.client() as client:
            assert client.info("stats")["keyspace_hits"] > 0
            assert all(client.ttl(key) != -1 for key in client.scan_iter()), "pages of old code would stay"


def finish(browser):
    """The status of the answer to a request that was begun."""
    with closing(browser), browser.getresponse() as answer:
        answer.read()
        return answer.status


def test_a_deploy_answers_what_is_under_way_and_leaves_no_old_page(serve, old_code, new_code, lists):
    script = new_code / SCRIPT
    script.write_text(f"{script.read_text()}{CHANGE}\n")
    os.utime(script, (0, 0))  # the new code may have been packed before the old was started
    ranked_list, path = lists[0], f"/l/{lists[1].slug}"  # nothing changes on this page
    ids, voters = ids_of(ranked_list), [Voter() for _ in range(3)]
    with serve(old_code) as old:
        wait_until(lambda: not ListActivity.objects.filter(related_checked_at=None))  # the worker changes all pages
        assert sentences_on(old, path) == {OLD}
        files = files_of(old, path)
        with votes_that_wait():
            under_way = [old.begin_vote(voter, ranked_list, ids, ids[0]) for voter in voters]
            old.server.send_signal(signal.SIGTERM)
            wait_until(lambda: not answers(f"http://127.0.0.1:{old.port}/healthz", timeout=0.5))
        assert [finish(each) for each in under_way] == [200] * len(voters)
        assert old.server.wait(PATIENCE) == 0
    assert set(Vote.objects.values_list("voter__key", flat=True)) == {voter.key for voter in voters}
    with serve(new_code) as new:
        assert sentences_on(new, path) == {NEW}
        assert any(CHANGE in text for _, text in files_of(new, path).values())
        assert {each: new.get(each) for each in files} == files, "a page in a browser needs them"
