"""A process of the server heeds a signal to stop, whichever thread receives it."""

import signal
import subprocess
import sys

from ranklore.site.tests.concurrency.processes import PATIENCE

SCRIPT = """
import os, signal, sys, threading
from ranklore.site.stop_signals import heed_stop_signals
heed_stop_signals()
if sys.argv[1] == "ready":
    signal.signal(signal.SIGTERM, lambda number, frame: os._exit(7))
threading.Timer(0.2, lambda: signal.pthread_kill(threading.get_ident(), signal.SIGTERM)).start()
threading.Event().wait()
"""


def run(state):
    return subprocess.run([sys.executable, "-c", SCRIPT, state], timeout=PATIENCE, check=False).returncode


def test_a_signal_that_another_thread_receives_reaches_the_handler():
    assert run("ready") == 7


def test_a_signal_while_the_process_starts_ends_it():
    assert run("starting") == -signal.SIGTERM
