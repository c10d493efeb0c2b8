"""Tags and categories: which tags are the same, who can set them, and hostile names."""

import uuid

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from ranklore.lists.actions.filing import file_list
from ranklore.lists.actions.lists import create_list, delete_list
from ranklore.lists.models import ListTag, RankedList, Tag
from ranklore.lists.queries.tags import tags_for
from ranklore.parsing.tags import checked_tags, tag_key, typed_tags
from ranklore.text.errors import Refused
from ranklore.text.normalize import accentless_text


def names_of(ranked_list):
    return [tag.name for tag in tags_for([ranked_list.pk]).get(ranked_list.pk, ())]


@pytest.mark.parametrize(
    "other",
    [
        "Sad Songs",
        "SAD  SONGS",
        "sad-songs",
        "ｓａｄ ｓｏｎｇｓ",
        "#sad songs",
        "Sàd Söngs",
        "sad\u200b songs",
        "“sad” songs!",
    ],
)
def test_case_width_accents_and_punctuation_do_not_make_another_tag(other):
    assert tag_key(other) == "sad-songs"


@pytest.mark.parametrize(("one", "other"), [("C", "C++"), ("C", "C#"), ("がん", "かん"), ("sad songs", "sadsongs")])
def test_tags_that_read_differently_are_different(one, other):
    assert tag_key(one) != tag_key(other)


def test_half_and_full_width_kana_are_one_tag():
    assert tag_key("ﾎﾞｶﾛ") == tag_key("ボカロ")


def test_tags_are_separated_by_commas_of_any_script():
    assert checked_tags(typed_tags("sad, Sad、1990s，  ,\nslow")) == (
        ("sad", "sad"),
        ("1990s", "1990s"),
        ("slow", "slow"),
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("a,b,c,d,e,f", "at most 5 tags"),
        ("x" * 41, "at most 40 characters"),
        ("\ufdfa" * 10, "at most 40 characters"),  # one sign that reads as eighteen letters
        ("!!!", "needs a letter or a number"),
    ],
)
def test_too_many_too_long_and_meaningless_tags_are_refused(typed, sentence):
    with pytest.raises(Refused, match=sentence):
        checked_tags(typed_tags(typed))


@settings(deadline=None)
@given(st.text())
def test_the_key_of_a_key_is_the_same_and_fits_into_an_address(text):
    key = tag_key(text)
    assert tag_key(key) == key
    assert (
        "/" not in key
        and key == key.strip()
        and "\x00" not in key
        and accentless_text(text) == accentless_text(accentless_text(text))
    )


@pytest.mark.django_db
def test_a_tag_is_shown_in_its_first_spelling(songs, ada):
    file_list(songs, category="", tags=["Sad Songs"])
    other = create_list(title="Other", voter=ada, tags=["SAD SONGS", "slow"])
    assert names_of(other) == ["Sad Songs", "slow"]
    assert list(Tag.objects.order_by("key").values_list("key", "list_count")) == [("sad-songs", 2), ("slow", 1)]


@pytest.mark.django_db
def test_an_unused_tag_can_get_a_new_spelling(songs):
    file_list(songs, category="", tags=["SAD!!!"])
    file_list(songs, category="", tags=[])
    assert Tag.objects.get().list_count == 0
    file_list(songs, category="", tags=["sad"])
    assert names_of(songs) == ["sad"]


@pytest.mark.django_db
def test_saving_the_same_tags_twice_changes_nothing_and_their_order_is_kept(songs):
    for _ in range(2):
        file_list(songs, category="music", tags=["b", "a"])
    assert names_of(songs) == ["b", "a"] and ListTag.objects.count() == 2
    file_list(songs, category="music", tags=["a", "b"])
    assert names_of(songs) == ["a", "b"]


@pytest.mark.django_db
def test_deleting_a_list_updates_the_counts_of_its_tags():
    gone = create_list(title="Gone", tags=["sad"])
    delete_list(gone.pk)
    assert Tag.objects.get().list_count == 0 and not RankedList.objects.exists()


@pytest.mark.django_db
def test_a_category_is_set_by_key_or_label_and_an_unknown_one_is_none(songs):
    for named, key in (("Films and series", "films-and-series"), ("music", "music"), ("Nonsense", ""), ("", "")):
        file_list(songs, category=named, tags=[])
        assert RankedList.objects.get(pk=songs.pk).category == key


@pytest.mark.django_db
def test_a_category_that_is_no_longer_in_the_setting_breaks_no_page(songs, client, ada, client_of, settings):
    file_list(songs, category="music", tags=[])
    settings.CATEGORIES = ["Paintings", "", "Paintings", "!!"]
    for address in ("/", "/lists", "/l/saddest-songs", "/lists?category=music"):
        page = client.get(address)
        assert page.status_code == 200 and "Music" not in page.content.decode()
    assert client.get("/category/music").status_code == 404
    mine = client_of(ada).get("/l/saddest-songs/tags").content.decode()
    assert mine.count("<option") == 2 and "Paintings" in mine


@pytest.mark.django_db
def test_a_site_without_categories_does_not_ask_for_one(songs, ada, client_of, settings):
    settings.CATEGORIES = []
    page = client_of(ada).get("/l/saddest-songs/tags").content.decode()
    assert "id_category" not in page and "id_tags" in page


@pytest.mark.django_db
def test_the_maker_can_set_and_change_category_and_tags(songs, ada, client_of):
    client = client_of(ada)
    assert "/l/saddest-songs/tags" in client.get("/l/saddest-songs").content.decode()
    answer = client.post("/l/saddest-songs/tags", {"category": "music", "tags": "sad, slow"})
    assert (answer.status_code, answer.url) == (303, "/l/saddest-songs")
    page = client.get("/l/saddest-songs").content.decode()
    assert 'href="/category/music"' in page and 'href="/tag/slow"' in page
    form = client.get("/l/saddest-songs/tags").content.decode()
    assert 'value="sad, slow"' in form and '<option value="music" selected' in form


@pytest.mark.django_db
def test_wrong_input_shows_an_error_and_keeps_what_was_typed(songs, ada, client_of):
    client = client_of(ada)
    for typed, sentence in (
        ({"category": "nonsense", "tags": "sad"}, "Choose one of the categories"),
        ({"category": "", "tags": "a,b,c,d,e,f"}, "at most 5 tags"),
        ({"category": "", "tags": "x" * 10_000}, "at most 40 characters"),
    ):
        answer = client.post("/l/saddest-songs/tags", typed)
        assert answer.status_code == 422
        assert sentence in answer.content.decode() and typed["tags"] in answer.content.decode()
    assert names_of(songs) == [] and RankedList.objects.get(pk=songs.pk).category == ""


@pytest.mark.django_db
def test_nobody_else_can_set_category_and_tags(songs, ben, client_of):
    for stranger in (client_of(ben), Client()):
        assert stranger.get("/l/saddest-songs/tags").status_code == 403
        assert stranger.post("/l/saddest-songs/tags", {"tags": "mine"}).status_code == 403
        assert "/l/saddest-songs/tags" not in stranger.get("/l/saddest-songs").content.decode()
    nobodys = create_list(title="Nobody's")
    assert Client().post(f"/l/{nobodys.slug}/tags", {"tags": "mine"}).status_code == 403
    assert not Tag.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "../../etc", "a/b", "%2e%2e", "c#", "c++", "\u202eevil", "悪ノ", "?x=1&y", "😀"],
)
def test_hostile_tag_names_do_no_harm(client, name):
    made = create_list(title="Made", tags=[name])
    page = client.get(f"/l/{made.slug}").content.decode()
    assert "<script>alert" not in page and "\u202e" not in page
    tag = Tag.objects.get()
    there = client.get(tag.get_absolute_url())
    assert there.status_code == 200 and "Made" in there.content.decode()


@pytest.mark.django_db
def test_lone_surrogates_and_nul_characters_are_no_tags(songs, ada, client_of):
    client = client_of(ada)
    for typed in (b"a%00b", b"%ED%A0%80", b"%FF%FE", b"%00"):
        form = b"category=music&tags=" + typed
        answer = client.post("/l/saddest-songs/tags", form, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (303, 400, 422)


@pytest.mark.django_db
def test_a_new_list_can_have_category_and_tags():
    made = create_list(title=f"List {uuid.uuid4()}", category="books", tags=["novels"])
    assert made.category == "books" and names_of(made) == ["novels"]
