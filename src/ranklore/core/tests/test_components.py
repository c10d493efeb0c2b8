"""Components: parts of pages that Jinja2 renders."""

from functools import lru_cache

import pytest
from django.template import Context, Template
from django.utils import translation
from jinja2 import TemplateNotFound, UndefinedError

from ranklore.core import components
from ranklore.core.components import marked_texts, render_component


def test_a_component_escapes_what_people_wrote():
    html = render_component("people/author.html", name="<b>Ada</b>", profile="")
    assert html == "<bdi>&lt;b&gt;Ada&lt;/b&gt;</bdi>"


def test_a_page_includes_a_component():
    template = Template('{% load components %}{% component "people/author.html" name=who profile="/u/ada" %}')
    assert template.render(Context({"who": "Ada"})) == '<a href="/u/ada"><bdi>Ada</bdi></a>'


def test_a_component_without_a_value_that_it_needs_is_an_error():
    with pytest.raises(UndefinedError):
        render_component("people/author.html", name="Ada")


def test_a_page_template_is_not_a_component():
    with pytest.raises(TemplateNotFound):
        render_component("core/base.html")


def test_a_component_is_in_the_language_of_the_reader(monkeypatch):
    german = translation.trans_real.translation("de")
    monkeypatch.setitem(german.__dict__, "_catalog", {"A guest": "Ein Gast"})
    monkeypatch.setattr(components, "_environment", lru_cache(components._environment.__wrapped__))
    with translation.override("de"):
        assert render_component("people/author.html", name="", profile="") == "<bdi>Ein Gast</bdi>"
    assert render_component("people/author.html", name="", profile="") == "<bdi>A guest</bdi>"


def test_marked_texts_are_found_on_their_lines():
    source = """{{ _("Undo") }}
{% trans count=n %}
  {{ count }} vote
{% pluralize %}
  {{ count }} votes
{% endtrans %}"""
    assert marked_texts(source).splitlines()[:2] == [
        "_('Undo');",
        "ngettext('%(count)s vote', '%(count)s votes');",
    ]
