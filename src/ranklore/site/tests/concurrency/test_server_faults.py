"""The whole server in a stream of votes: processes are killed, and the database goes away. No acknowledged vote is
lost, and no page stays outdated."""

import os
import signal

import pytest
from django.db import connection

from ranklore.site.tests.concurrency.processes import served_site, wait_until
from ranklore.site.tests.concurrency.vote_stream import Site, Stream, check_everything_is_counted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(tmp_path):
    with served_site(tmp_path) as (port, server):
        yield Site(port, server)


def test_processes_that_are_killed_in_a_stream_of_votes_lose_none(site, lists):
    with Stream(site, lists).running() as stream:
        stream.wait_for(20)
        for is_worker in (False, True, False):
            os.kill(site.processes(is_worker=is_worker)[0], signal.SIGKILL)
            stream.wait_for(20)
    check_everything_is_counted(site, stream)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a file does not go away")
def test_while_the_database_is_away_readers_get_pages_and_voters_a_sentence(site, lists):
    name = connection.settings_dict["NAME"]
    path = f"/l/{lists[0].slug}"

    def allow(is_allowed):
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {str(is_allowed).lower()}")
            if not is_allowed:
                others = "datname = %s AND pid <> pg_backend_pid()"
                cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}", [name])

    with Stream(site, lists).running() as stream:
        stream.wait_for(20)
        for _ in range(8):  # both processes know the page
            assert site.get(path)[0] == 200
        connection.close()
        allow(False)
        try:
            wait_until(lambda: any(status == 503 for status, _ in stream.refused))
            wait_until(lambda: "cannot reach its data" in site.get(path)[1])
        finally:
            allow(True)
        refusal = next(text for status, text in stream.refused if status == 503)
        assert "Nothing was changed" in refusal
        stream.wait_for(20)
    wait_until(lambda: "cannot reach its data" not in site.get(path)[1])
    check_everything_is_counted(site, stream)
