"""A category and tags on the way to a list, and back out of one."""

import json

import pytest

from ranklore.drafts.actions.publish import publish_page
from ranklore.drafts.tests.factories import form_data, make_draft
from ranklore.drafts.upload import parse_bytes, parse_text
from ranklore.exchange.queries.export import exported_page_for
from ranklore.lists.actions.filing import file_list
from ranklore.lists.models import RankedList
from ranklore.lists.queries.tags import tags_for
from ranklore.parsing.limits import PasteRefused
from ranklore.parsing.result import ParsedPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(ada):
    return make_draft(ada, "Alone", "Bells")


def pressed(client, draft, button="save", **typed):
    return client.post(f"/new/{draft.pk}", form_data(draft, button, **typed))


def filed(ranked_list):
    return ranked_list.category, [tag.name for tag in tags_for([ranked_list.pk]).get(ranked_list.pk, ())]


def test_a_list_is_filed_in_the_preview(draft, ada, client_of):
    client = client_of(ada)
    assert pressed(client, draft, category="music", tags="Sad songs, slow, sad songs").status_code == 303
    page = client.get(f"/new/{draft.pk}").content.decode()
    assert 'value="Sad songs, slow"' in page and '<option value="music" selected' in page
    assert pressed(client, draft, "publish", category="music", tags="Sad songs, slow").status_code == 303
    assert filed(RankedList.objects.get()) == ("music", ["Sad songs", "slow"])


def test_undo_takes_the_filing_back(draft, ada, client_of):
    client = client_of(ada)
    pressed(client, draft, category="music", tags="slow")
    draft.refresh_from_db()
    client.post(f"/new/{draft.pk}", {"do": "undo", "version": str(draft.version)})
    draft.refresh_from_db()
    assert (draft.get_page().category, draft.get_page().tags) == ("", ())


@pytest.mark.parametrize(
    ("typed", "sentence", "field"),
    [
        ({"tags": "a,b,c,d,e,f"}, "at most 5 tags", "id_tags"),
        ({"tags": "x" * 41}, "at most 40 characters", "id_tags"),
        ({"tags": "!!!"}, "needs a letter or a number", "id_tags"),
        ({"category": "nonsense"}, "Choose one of the categories", "id_category"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_kept(draft, ada, client_of, typed, sentence, field):
    answer = pressed(client_of(ada), draft, "publish", title="Sadder songs", **typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and not RankedList.objects.exists()
    assert sentence in page and f'href="#{field}"' in page and 'value="Sadder songs"' in page
    assert page.count(f'id="{field}_error"') == 1
    if "tags" in typed:
        assert f'value="{typed["tags"]}"' in page


def test_a_stale_window_gives_its_tags_back(draft, ada, client_of):
    client = client_of(ada)
    old = form_data(draft, tags="from the other window")
    pressed(client, draft, tags="slow")
    answer = client.post(f"/new/{draft.pk}", old)
    assert answer.status_code == 422 and "from the other window" in answer.content.decode()


def test_a_category_that_left_the_setting_is_none_in_a_draft(draft, ada, client_of, settings):
    client = client_of(ada)
    pressed(client, draft, category="music")
    settings.CATEGORIES = ["Paintings"]
    page = client.get(f"/new/{draft.pk}").content.decode()
    assert "id_category_error" not in page and " selected" in page
    assert pressed(client, draft, "publish", category="").status_code == 303
    assert RankedList.objects.get().category == ""


def test_export_and_import_keep_the_filing(songs):
    file_list(songs, category="music", tags=["Sad songs", "悪ノ", "C++"])
    written = json.dumps(exported_page_for(songs).as_json())
    back = publish_page(parse_text(written).parsed, voter=None)
    assert filed(back) == ("music", ["Sad songs", "悪ノ", "C++"])
    assert ParsedPage.from_json(json.loads(written)) == exported_page_for(songs)


def test_a_file_may_name_a_category_as_people_do():
    page = json.dumps({"title": "T", "items": ["A"], "category": "Films and series", "tags": ["#old", "Old", "new"]})
    parsed = parse_bytes(page.encode()).parsed
    assert (parsed.category, parsed.tags) == ("films-and-series", ("old", "new"))


def test_a_category_that_the_site_does_not_have_is_left_out_with_a_word():
    parsed = parse_text(json.dumps({"title": "T", "items": ["A"], "category": "Nonsense"})).parsed
    assert parsed.category == "" and [each.kind for each in parsed.questions] == ["left_out"]
    assert "“Nonsense”" in parsed.questions[0].text


@pytest.mark.parametrize(
    "wrong",
    [{"tags": "sad"}, {"tags": [1]}, {"tags": list("abcdef")}, {"tags": ["!"]}, {"tags": ["x" * 300]}, {"category": 3}],
)
def test_wrong_filing_in_a_file_is_refused_in_a_sentence(wrong):
    with pytest.raises(PasteRefused, match="tags|category"):
        parse_text(json.dumps({"title": "T", "items": ["A"], **wrong}))
