"""Sentences of notifications, made from one pattern each."""

from ranklore.following.messages import Piece, compose_sentence

ADA = Piece("ada", "/@ada", is_name=True)
DUST = Piece("Dust", "/dust", is_name=True)


def test_a_sentence_has_the_order_of_its_pattern():
    values = {"person": ADA, "target": DUST}
    assert compose_sentence("%(person)s <a>replied</a> on %(target)s", "/c/1", **values) == (
        ADA,
        Piece(" "),
        Piece("replied", "/c/1"),
        Piece(" on "),
        DUST,
    )
    assert compose_sentence("On %(target)s: <a>reply</a> by %(person)s.", "/c/1", **values) == (
        Piece("On "),
        DUST,
        Piece(": "),
        Piece("reply", "/c/1"),
        Piece(" by "),
        ADA,
        Piece("."),
    )


def test_a_sentence_can_contain_a_sentence_and_text():
    people = compose_sentence("%(first)s and %(second)s", first=ADA, second=Piece("a guest"))
    assert compose_sentence("<a>%(count)s comments</a> by %(people)s", "/c", count="1,000", people=people) == (
        Piece("1,000 comments", "/c"),
        Piece(" by "),
        *people,
    )


def test_names_that_look_like_placeholders_stay_as_they_are():
    tricky = Piece("%(target)s <a>100%</a>", is_name=True)
    assert compose_sentence("%(person)s made %(target)s", person=tricky, target=DUST) == (
        tricky,
        Piece(" made "),
        DUST,
    )
