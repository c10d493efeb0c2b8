from django.utils import translation

from ranklore.core.ordinals import ordinal
from ranklore.core.translation import translated
from ranklore.text.messages import Message


class German:
    """A catalogue of two sentences."""

    SENTENCES = {
        "Line %(line)d is empty.": "Zeile %(line)d ist leer.",
        "the title": "der Titel",
        "%(what)s?": "%(what)s?!",
    }

    def gettext(self, sentence):
        return self.SENTENCES.get(sentence, sentence)

    def ngettext(self, one, many, count):
        return {"%(n)d item": "%(n)d Eintrag", "%(n)d items": "%(n)d Einträge"}[one if count == 1 else many]


def in_german(monkeypatch, text):
    german = German()
    monkeypatch.setattr("ranklore.core.translation.gettext", german.gettext)
    monkeypatch.setattr("ranklore.core.translation.ngettext", german.ngettext)
    return translated(text)


def test_a_message_is_translated_with_its_values(monkeypatch):
    assert in_german(monkeypatch, Message("Line %(line)d is empty.", line=3)) == "Zeile 3 ist leer."
    assert in_german(monkeypatch, Message("%(what)s?", what=Message("the title"))) == "der Titel?!"


def test_a_message_is_translated_in_its_plural(monkeypatch):
    several = Message("%(n)d item", plural="%(n)d items", number=2, n=2)
    assert in_german(monkeypatch, several) == "2 Einträge"


def test_what_people_wrote_is_not_translated(monkeypatch):
    assert in_german(monkeypatch, "the title") == "the title"


def test_ordinals_follow_the_language():
    assert [ordinal(n) for n in (1, 2, 3, 11, 112)] == ["1st", "2nd", "3rd", "11th", "112th"]
    with translation.override("de"):
        assert ordinal(2) == "2."
