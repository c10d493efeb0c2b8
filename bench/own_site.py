"""A site of its own for a bench, on an empty database that goes when the bench is done."""

import os
import tempfile
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def database(kind: str, **settings: str) -> Iterator[dict[str, str]]:
    """The environment of a site on an empty database: "sqlite", or "postgresql" on the server of
    DATABASE_URL_POSTGRES."""
    with tempfile.TemporaryDirectory(prefix="ranklore-bench-") as folder:
        home = {**os.environ, "RANKLORE_HOME": folder, **settings}
        home.pop("DATABASE_URL", None)
        if kind == "sqlite":
            yield home
            return
        import psycopg

        server, name = os.environ["DATABASE_URL_POSTGRES"], f"ranklore_bench_{os.getpid()}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
            try:
                address = urllib.parse.urlsplit(server)._replace(path=f"/{name}")
                yield {**home, "DATABASE_URL": urllib.parse.urlunsplit(address)}
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def kinds() -> tuple[str, ...]:
    """The databases that there are."""
    return ("sqlite", *(["postgresql"] if "DATABASE_URL_POSTGRES" in os.environ else []))


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ranklore.site.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def know_tables() -> None:
    """Let the database look at what it holds, as it does by itself before long."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def load_as_served() -> None:
    """Load the site as its server does. What is there by then is not looked through for garbage again; here that is
    also what the bench has written."""
    import ranklore.site.wsgi  # noqa: F401


def in_ms(times: list[float]) -> str:
    ordered = sorted(times)
    at = lambda share: 1e3 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]  # noqa: E731
    return f"p50 {at(0.5):7.1f} ms   p99 {at(0.99):7.1f} ms   most {1e3 * ordered[-1]:7.1f} ms"
