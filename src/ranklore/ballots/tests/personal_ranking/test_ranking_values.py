"""A personal ranking as a plain value."""

from ranklore.ballots.personal_ranking import RankingLine, compare_with_list, move_item, undo_steps


def test_an_item_moves_to_a_place():
    assert move_item((1, 2, 3, 4), 4, 2) == (1, 4, 2, 3)
    assert move_item((1, 2, 3, 4), 1, 3) == (2, 3, 1, 4)
    assert move_item((1, 2, 3), 1, 99) == (2, 3, 1)
    assert move_item((1,), 1, 5) == (1,)


def test_removed_items_do_not_count_as_places():
    assert move_item((9, 1, 2, 3), 3, 1, off={9}) == (9, 3, 1, 2)
    assert move_item((1, 9, 2), 1, 2, off={9}) == (9, 2, 1)
    assert move_item((9, 1), 1, 2, off={9}) == (1, 9)


def test_returning_to_a_ranking_removes_the_later_steps():
    a, b, c = (1,), (1, 2), (1, 2, 3)
    assert undo_steps([a, b, c]) == [(), a, b, c]
    assert undo_steps([a, b, c, b]) == [(), a, b]
    assert undo_steps([a, b, c, b, a, c]) == [(), a, c]
    assert undo_steps([a, a]) == [(), a]
    assert undo_steps([]) == [()]


def line(item_id, place, rank, tie_group=None):
    return RankingLine(item_id, str(item_id), (), place, rank, tie_group)


def test_a_comparison_with_the_list_counts_pairs():
    same = compare_with_list([line(1, 1, 1), line(2, 2, 2), line(3, 3, 3)])
    assert (same.pairs, same.agree, same.close, same.differ) == (3, 3, 0, ())
    turned = compare_with_list([line(3, 1, 30), line(2, 2, 2), line(1, 3, 1), line(4, 4, None)])
    assert (turned.pairs, turned.agree) == (3, 0)
    assert [each.item_id for each in turned.differ] == [3, 1]
    tied = compare_with_list([line(1, 1, 2, 7), line(2, 2, 1, 7), line(3, 3, 3)])
    assert (tied.pairs, tied.agree, tied.close) == (3, 2, 1)


def test_items_without_a_rank_are_not_compared():
    assert compare_with_list([line(1, 1, 1), line(2, 2, None), line(3, None, 2)]) is None
