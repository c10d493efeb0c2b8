"""The order of a thread, as pure values."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ranklore.discussion.queries.thread_tree import ReplyNode, order_replies


def thread(*replies):
    """Replies as (parent, live), numbered from 1; the first comment of the thread is 0."""
    return [ReplyNode(n, parent, live) for n, (parent, live) in enumerate(replies, start=1)]


def test_replies_stand_under_their_parents_the_oldest_first():
    assert order_replies(0, thread((0, True), (0, True), (1, True), (3, True))) == [(1, 1), (3, 2), (4, 3), (2, 1)]


def test_a_deleted_reply_stays_while_something_below_it_can_be_read():
    assert order_replies(0, thread((0, False), (1, False), (2, True), (0, False))) == [(1, 1), (2, 2), (3, 3)]


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60))
def test_every_live_reply_stands_once_and_below_its_parent(drawn):
    links = thread(*((int(at * (n - 1e-9)) if n > 1 else 0, live) for n, (at, live) in enumerate(drawn, start=1)))
    ordered = order_replies(0, links)
    places = {reply: n for n, (reply, _) in enumerate(ordered)}
    depths = dict(ordered) | {0: 0}
    assert len(places) == len(ordered)
    assert {each.id for each in links if each.is_live} <= places.keys()
    for each in links:
        if each.id in places:
            assert places.get(each.parent_id, -1) < places[each.id]
            assert depths[each.id] == depths[each.parent_id] + 1
