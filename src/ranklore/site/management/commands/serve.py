import gc
import http.client
import os
import socket
import subprocess  # nosec B404
import sys
import threading
import time
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from ranklore.site.stop_signals import heed_stop_signals

STARTUP_TIMEOUT = 30.0  # seconds
WORKER_RESTART_DELAY = 5.0  # seconds
STOP_TIMEOUT = 10  # seconds for the requests that are under way
HEADER_TIMEOUT_MS = 10_000
"""A connection that has not sent the head of its request by then is closed. This also ends idle ones."""
CONNECTIONS_WAITING_MAX = 2_048


class Command(BaseCommand):
    help = "Migrate the database, then serve the site."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))
        parser.add_argument("--workers", type=int, default=_cores(), help="processes (default: one for each core)")
        parser.add_argument("--threads", type=int, default=6, help="threads in each process (default: 6)")
        parser.add_argument(
            "--no-worker",
            dest="with_worker",
            action="store_false",
            help="start no worker: it runs elsewhere",
        )

    def handle(self, *, host: str, port: int, workers: int, threads: int, with_worker: bool, **options: Any) -> None:
        _check_port_is_free(host, port)
        if host not in settings.ALLOWED_HOSTS and settings.ALLOWED_HOSTS == settings.LOCAL_HOSTS:
            self.stdout.write(
                "The site answers only requests from this machine. "
                f"Set ALLOWED_HOSTS to the names that people use for {host}."
            )
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        _load_site()
        _close_connections()
        os.register_at_fork(after_in_child=heed_stop_signals)
        if with_worker:
            threading.Thread(target=_keep_worker_running, daemon=True).start()
        threading.Thread(target=self._announce, args=(host, port), daemon=True).start()
        Server(
            "ranklore.site.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            backlog=CONNECTIONS_WAITING_MAX,
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT_MS),
            respawn_failed_workers=True,
            respawn_interval=WORKER_RESTART_DELAY,
            workers_kill_timeout=STOP_TIMEOUT,
            websockets=False,
            log_level=LogLevels.error,
            log_access=False,
        ).serve()

    def _announce(self, host: str, port: int) -> None:
        """Print the address as soon as the site answers there."""
        reachable = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # nosec B104
        address = f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{port}/"
        until = time.monotonic() + STARTUP_TIMEOUT
        while time.monotonic() < until:
            try:
                connection = http.client.HTTPConnection(reachable, port, timeout=2)
                connection.request("GET", "/healthz")
                connection.getresponse()
            except (http.client.HTTPException, OSError):
                time.sleep(0.1)
            else:
                self.stdout.write(f"Ranklore is at {address}  (data in {settings.HOME}; stop with Ctrl-C)")
                self.stdout.flush()
                return


def _load_site() -> None:
    """The server forks its processes, which then share the memory of what is loaded already. A garbage collection
    would make each copy that memory."""
    import_module("ranklore.site.wsgi")  # not before the static files are collected: it looks for them
    gc.collect()
    gc.freeze()


def _close_connections() -> None:
    """The server forks its processes: they would share open connections, and have a pool without its threads."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _keep_worker_running() -> None:
    """Run the worker as a separate process, and restart it whenever it ends."""
    command = [sys.executable, "-m", "ranklore", "worker", "--with", str(os.getpid())]
    while True:
        subprocess.run(command, check=False)  # nosec B603
        time.sleep(WORKER_RESTART_DELAY)


def _check_port_is_free(host: str, port: int) -> None:
    """Refuse an address that is in use. The server would share it, and visitors would reach either of the two sites."""
    try:
        if not 0 < port < 65536:
            raise OSError("a port is a number from 1 to 65535")
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CommandError(
            f"Cannot serve the site at {host}:{port} ({error}). Choose another port with --port or PORT."
        ) from error
