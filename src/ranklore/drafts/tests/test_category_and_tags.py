"""A category and tags, from the draft to the list and back out in an export."""

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


def press(client, draft, button="save", **typed):
    return client.post(f"/new/{draft.pk}", form_data(draft, button, **typed))


def filing_of(ranked_list):
    return ranked_list.category, [tag.name for tag in tags_for([ranked_list.pk]).get(ranked_list.pk, ())]


def test_the_preview_sets_the_category_and_tags(draft, ada, client_of):
    client = client_of(ada)
    assert press(client, draft, category="music", tags="Sad songs, slow, sad songs").status_code == 303
    page = client.get(f"/new/{draft.pk}").content.decode()
    assert 'value="Sad songs, slow"' in page and '<option value="music" selected' in page
    assert press(client, draft, "publish", category="music", tags="Sad songs, slow").status_code == 303
    assert filing_of(RankedList.objects.get()) == ("music", ["Sad songs", "slow"])


def test_undo_reverts_the_category_and_tags(draft, ada, client_of):
    client = client_of(ada)
    press(client, draft, category="music", tags="slow")
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
def test_an_error_stands_at_its_field_and_keeps_what_was_typed(draft, ada, client_of, typed, sentence, field):
    response = press(client_of(ada), draft, "publish", title="Sadder songs", **typed)
    page = response.content.decode()
    assert response.status_code == 422 and not RankedList.objects.exists()
    assert sentence in page and f'href="#{field}"' in page and 'value="Sadder songs"' in page
    assert page.count(f'id="{field}_error"') == 1
    if "tags" in typed:
        assert f'value="{typed["tags"]}"' in page


def test_a_stale_form_gives_its_tags_back(draft, ada, client_of):
    client = client_of(ada)
    old = form_data(draft, tags="from the other window")
    press(client, draft, tags="slow")
    response = client.post(f"/new/{draft.pk}", old)
    assert response.status_code == 422 and "from the other window" in response.content.decode()


def test_a_draft_ignores_a_category_that_was_removed_from_the_settings(draft, ada, client_of, settings):
    client = client_of(ada)
    press(client, draft, category="music")
    settings.CATEGORIES = ["Paintings"]
    page = client.get(f"/new/{draft.pk}").content.decode()
    assert "id_category_error" not in page and " selected" in page
    assert press(client, draft, "publish", category="").status_code == 303
    assert RankedList.objects.get().category == ""


def test_export_and_import_keep_the_category_and_tags(songs):
    file_list(songs, category="music", tags=["Sad songs", "悪ノ", "C++"])
    written = json.dumps(exported_page_for(songs).as_json())
    back = publish_page(parse_text(written).parsed, voter=None)
    assert filing_of(back) == ("music", ["Sad songs", "悪ノ", "C++"])
    assert ParsedPage.from_json(json.loads(written)) == exported_page_for(songs)


def test_a_file_may_use_the_label_of_a_category():
    page = json.dumps({"title": "T", "items": ["A"], "category": "Films and series", "tags": ["#old", "Old", "new"]})
    parsed = parse_bytes(page.encode()).parsed
    assert (parsed.category, parsed.tags) == ("films-and-series", ("old", "new"))


def test_an_unknown_category_is_left_out_and_a_question_says_so():
    parsed = parse_text(json.dumps({"title": "T", "items": ["A"], "category": "Nonsense"})).parsed
    assert parsed.category == "" and [each.kind for each in parsed.questions] == ["left_out"]
    assert "“Nonsense”" in parsed.questions[0].text


@pytest.mark.parametrize(
    "wrong",
    [{"tags": "sad"}, {"tags": [1]}, {"tags": list("abcdef")}, {"tags": ["!"]}, {"tags": ["x" * 300]}, {"category": 3}],
)
def test_an_invalid_category_or_tag_in_a_file_is_refused(wrong):
    with pytest.raises(PasteRefused, match="tags|category"):
        parse_text(json.dumps({"title": "T", "items": ["A"], **wrong}))
