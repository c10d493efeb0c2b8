import copy
import pickle

from ranklore.text.messages import Message


def test_a_message_reads_as_its_sentence():
    message = Message("Line %(line)d is empty.", line=3)
    assert message == "Line 3 is empty."
    assert f"{message} Really." == "Line 3 is empty. Really."
    assert (message.pattern, message.values) == ("Line %(line)d is empty.", {"line": 3})


def test_a_message_about_many_things_reads_in_the_plural():
    def found(count):
        return Message("There is %(n)d item.", plural="There are %(n)d items.", number=count, n=count)

    assert [found(n) for n in (0, 1, 2)] == ["There are 0 items.", "There is 1 item.", "There are 2 items."]


def test_a_copy_keeps_the_pattern_and_its_values():
    message = Message("%(share)s of %(name)s", plural="%(share)s of all", number=1, share="50%", name="A")
    for again in (copy.deepcopy(message), pickle.loads(pickle.dumps(message))):
        assert (again, again.pattern, again.values) == (message, message.pattern, message.values)
