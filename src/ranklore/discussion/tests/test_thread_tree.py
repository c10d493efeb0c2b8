"""The order of replies in a thread."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ranklore.discussion.queries.thread_tree import ReplyNode, order_replies


def thread(*replies):
    """Reply nodes from (parent, is live), numbered from 1. The first comment of the thread is 0."""
    return [ReplyNode(n, parent, live) for n, (parent, live) in enumerate(replies, start=1)]


def test_replies_come_below_their_parents_oldest_first():
    assert order_replies(0, thread((0, True), (0, True), (1, True), (3, True))) == [(1, 1), (3, 2), (4, 3), (2, 1)]


def test_a_deleted_reply_stays_while_there_is_a_live_one_below_it():
    assert order_replies(0, thread((0, False), (1, False), (2, True), (0, False))) == [(1, 1), (2, 2), (3, 3)]


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60))
def test_every_live_reply_appears_once_and_below_its_parent(drawn):
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
