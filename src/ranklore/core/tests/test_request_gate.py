"""Few requests are in Django at once, and the site knows when it is busy."""

import threading

import pytest

from ranklore.core.request_gate import BUSY_FROM, FairSemaphore, few_at_once, is_busy


def test_no_more_than_a_few_are_inside_and_all_are_answered():
    inside, most_inside, busy, lock = [], [], [], threading.Lock()
    leave = threading.Event()

    def site(environ, start_response):
        with lock:
            inside.append(1)
            most_inside.append(len(inside))
        leave.wait(0.02)
        busy.append(is_busy())
        with lock:
            inside.pop()
        return [b"done"]

    gated, answers = few_at_once(site, 2), []
    threads = [threading.Thread(target=lambda: answers.append(gated({}, None))) for _ in range(BUSY_FROM * 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[b"done"]] * len(threads)
    assert max(most_inside) == 2
    assert any(busy) and not is_busy()


def test_a_lone_request_is_not_busy_and_an_error_makes_room():
    def site(environ, start_response):
        assert not is_busy()
        raise ZeroDivisionError

    gated = few_at_once(site, 1)
    for _ in range(BUSY_FROM + 1):
        with pytest.raises(ZeroDivisionError):
            gated({}, None)
    assert not is_busy()


def test_whoever_came_first_is_next():
    rooms, order = FairSemaphore(1), []

    def come(number):
        with rooms:
            order.append(number)

    with rooms:
        threads = [threading.Thread(target=come, args=(number,)) for number in range(5)]
        for n, thread in enumerate(threads, start=1):
            thread.start()
            while len(rooms._waiting) < n:
                pass
    with rooms:  # comes while they wait, so it is the last
        order.append("late")
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4, "late"]
