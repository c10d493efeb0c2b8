"""Signals to stop, in the processes that granian starts."""

import signal
import socket
import threading

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def heed_stop_signals() -> None:
    """Make sure that this new process stops when it is told to. Otherwise it would take requests until granian kills it
    amid them, ten seconds later.

    - While it starts it has no requests, and granian does not listen yet. A signal ends it at once.
    - Python runs the handler of a signal in the main thread, which waits. When another thread receives the signal,
      nothing wakes the main thread, so a thread of ours does.
    """
    for each in STOP_SIGNALS:
        signal.signal(each, signal.SIG_DFL)
    received, sent = socket.socketpair()
    sent.setblocking(False)
    signal.set_wakeup_fd(sent.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGURG, lambda number, frame: None)  # harmless, also where no handler is left
    threading.Thread(target=_wake_main_thread, args=(received, sent), daemon=True).start()


def _wake_main_thread(received: socket.socket, sent: socket.socket) -> None:
    """Wake the main thread after each signal to stop. `sent` stays open as long as this thread runs."""
    main = threading.main_thread().ident
    while main is not None:
        if received.recv(1)[0] in STOP_SIGNALS:
            signal.pthread_kill(main, signal.SIGURG)
