"""Pages that are the same for everybody without a cookie of ours, found before Django runs."""

import inspect
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from ranklore.ballots.actions.votes import cast_vote
from ranklore.core.page_cache import wsgi
from ranklore.core.page_cache.address import PARAMETERS
from ranklore.core.page_cache.wsgi import is_shared_path
from ranklore.people.access import GUEST_COOKIE, set_guest_cookie
from ranklore.people.actions.names import take_name
from ranklore.people.models import Account, Voter
from ranklore.people.tests.accounts import account_of, signed_in
from ranklore.site.tests.main_pages import main_pages

pytestmark = pytest.mark.django_db

LIST = "/l/saddest-songs"
SHARED = {
    "site:home", "site:lists", "site:category", "site:tags", "site:tag", "site:about", "site:robots", "site:profile",
    "site:list", "site:history", "site:ranking_method", "site:incidents", "site:item", "site:discussion",
    "site:published_ranking", "site:thread", "exchange:site_feed", "exchange:list_feed", "exchange:item_feed",
    "exchange:profile_feed",
    "exchange:sitemap", "exchange:sitemap_part",
}  # fmt: skip
NOT_SHARED = {
    "a random answer, or one that must be new each time": {"site:random", "site:health", "ballots:compare"},
    "a redirect or a small file": {"site:l/<str:slug>/", "search:opensearch", "ballots:share_image"},
    "a search: many addresses, with a rate limit": {
        "search:search", "search:suggestions", "site:suggest_duplicates", "drafts:similar_lists",
    },
    "a form, or the answer to one": {
        "site:vote", "site:add_item", "site:new_list_comment", "site:new_ranking_comment", "site:new_item_comment",
        "site:answer_suggestion", "site:remove_item", "people:guest_key", "lists:tags", "lists:note", "lists:names",
        "ballots:answer_matchup", "discussion:reply", "discussion:edit", "discussion:delete", "discussion:helpful",
        "discussion:note", "discussion:history", "drafts:new", "drafts:preview", "moderation:decide_incident",
        "following:follow",
        "following:mark_read", "following:replies", "following:digest", "following:unsubscribe",
    },
    "with buttons for moderators": {"site:incident"},
    "one person's own": {
        "site:download_data", "site:delete_account", "lists:my_notes", "following:notifications", "following:following",
        "ballots:my_votes", "ballots:my_votes_json", "ballots:my_votes_csv", "ballots:erase_votes",
        "ballots:my_votes_on_list", "ballots:revise_vote", "ballots:erase_votes_on_list", "ballots:personal_ranking",
        "ballots:publish_ranking", "ballots:ranking_add", "ballots:ranking_add_picks", "ballots:ranking_move",
        "ballots:ranking_remove", "ballots:ranking_undo", "ballots:ranking_dont_know", "ballots:ranking_know",
        "ballots:ranking_private",
    },
}  # fmt: skip
READ_PARAMETER = re.compile(r"""request\.GET(?:\.get\(|\[)"(\w+)\"""")
ACCOUNT_PAGES = re.compile(r"people:|account_|mfa_")


def views(resolver=None, namespace=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern):
            yield namespace + (pattern.name or str(pattern.pattern)), pattern.callback


def test_every_address_says_whether_its_page_is_shared_and_why_not():
    personal = set().union(*NOT_SHARED.values())
    found = dict(views())
    assert {name for name, view in found.items() if getattr(view, "is_shared", False)} == SHARED
    rest = {name for name in found if name not in SHARED and not ACCOUNT_PAGES.match(name)}
    assert rest - personal == set() and personal - found.keys() == set()


def test_every_parameter_that_a_shared_page_reads_is_part_of_its_address():
    modules = {inspect.getmodule(inspect.unwrap(view)) for name, view in views() if name in SHARED}
    read = {name for each in modules for name in READ_PARAMETER.findall(inspect.getsource(each))}
    assert read <= PARAMETERS and {"page", "order", "at"} <= read


@pytest.mark.parametrize("path", ["/", LIST, f"{LIST}/talk", f"{LIST}/history", f"{LIST}/how", "/lists", "/about"])
def test_two_readers_get_the_same_bytes_and_no_cookie(songs, new_reader, path):
    """From two processes."""
    first, second = (each.get(path, user_agent=f"Browser {n}") for n, each in enumerate([new_reader(), new_reader()]))
    assert first.status == 200 and first.body == second.body
    assert first.headers == second.headers and "Set-Cookie" not in first.headers
    assert re.fullmatch(r'"\w+"', first.headers["ETag"])
    assert "s-maxage=1" in first.headers["Cache-Control"] and "public" in first.headers["Cache-Control"]
    assert first.headers["Vary"] == "Accept-Encoding, Cookie"


def test_a_page_is_found_before_django_runs(songs, reader, django_assert_num_queries):
    page = reader.get(LIST)
    with django_assert_num_queries(0):
        assert reader.get(LIST).body == page.body
    assert reader.asked == 0, "only as nobody in particular"


@pytest.mark.django_db(transaction=True)  # on PostgreSQL versions are counted when a transaction ends
def test_an_etag_that_is_current_gets_304(songs, reader):
    page = reader.get(LIST, accept_encoding="br")
    again = reader.get(LIST, accept_encoding="br", if_none_match=page.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == page.headers["ETag"]
    assert reader.get(LIST, accept_encoding="gzip", if_none_match=page.headers["ETag"]).status == 200
    cast_vote(voter=Voter.objects.create(), item=songs.items.first())
    assert reader.later(LIST, accept_encoding="br", if_none_match=page.headers["ETag"]).status == 200


def test_a_page_is_compressed_as_the_browser_asks(songs, reader):
    plain, gzipped, brotlied = (
        reader.get(LIST, accept_encoding=name) for name in ("", "gzip, deflate", "gzip, br, zstd")
    )
    assert plain.text == gzipped.text == brotlied.text
    assert "Content-Encoding" not in plain.headers
    assert (gzipped.headers["Content-Encoding"], brotlied.headers["Content-Encoding"]) == ("gzip", "br")
    assert len({each.headers["ETag"] for each in (plain, gzipped, brotlied)}) == 3
    assert all(int(each.headers["Content-Length"]) == len(each.body) for each in (plain, gzipped, brotlied))


def test_a_head_request_gets_the_headers_alone(songs, reader):
    page, head = reader.get(LIST), reader.get(LIST, method="HEAD")
    assert head.headers == page.headers and head.body == b""


def test_the_security_headers_are_those_of_every_page(songs, reader):
    page, direct = reader.get(LIST), Client().get(LIST)
    for name in ("Content-Security-Policy", "Permissions-Policy", "X-Frame-Options", "X-Content-Type-Options"):
        assert page.headers[name] == direct[name]


def test_what_other_sites_append_to_a_link_does_not_matter(songs, reader):
    page = reader.get(LIST)
    assert reader.get(f"{LIST}?utm_source=x&fbclid=%3Cscript%3E").body == page.body
    assert reader.get(f"{LIST}?order=best&x=1").body == reader.get(f"{LIST}?y&order=best").body


@pytest.mark.parametrize("path", ["/l/nowhere", "/l/saddest-songs/i/999999", "/@nobody", "/l/%00", "/l/%FF"])
def test_a_page_that_does_not_exist_is_not_kept(songs, reader, path):
    first, second = reader.get(path), reader.get(path)
    assert first.status == second.status == 404 and "There is no page at this address" in second.text
    assert "public" not in first.headers["Cache-Control"] and "Set-Cookie" not in first.headers


def test_a_former_name_of_an_account_redirects(reader):
    mo = account_of("mo")
    take_name(mo, "momo")
    assert (reader.get("/@mo/feed").status, reader.get("/@mo/feed").headers["Location"]) == (301, "/@momo/feed")


def test_a_host_that_is_not_ours_is_refused(songs, reader):
    assert reader.get(LIST, host="evil.example").status == 400
    assert "evil.example" not in reader.get(LIST).text


def without_times(answer):
    return re.sub("<time [^>]*>[^<]*</time>", "", answer.text)


def test_a_page_of_a_person_is_never_the_shared_one(songs, reader, ben, client_of):
    """With votes, comments and unread notifications of their own, on every page that is shared."""
    pages, mo = main_pages(ben), Account.objects.get(name="mo")
    response = HttpResponse()
    set_guest_cookie(response, ben.key, secure=False)
    guest = f"{GUEST_COOKIE}={response.cookies[GUEST_COOKIE].value}"
    person = "; ".join(f"{name}={morsel.value}" for name, morsel in signed_in(mo).cookies.items())
    cast_vote(voter=ben, item=songs.items.get(name="Dust"))
    shared_paths = {path for path in pages.values() if is_shared_path(path.partition("?")[0])}
    assert len(shared_paths) > 15
    for path in [LIST, *sorted(shared_paths)]:
        shared = reader.get(path)
        for cookie in (guest, f"other=1; {person}"):
            own = reader.get(path, cookie=cookie)
            assert own.headers.get("ETag") != shared.headers.get("ETag") or "ETag" not in shared.headers, path
        after = reader.get(path)
        if shared.headers.get("Cache-Control", "").startswith("public"):
            assert without_times(after) == without_times(shared), path
            assert 'aria-pressed="true"' not in shared.text and ">mo<" not in shared.text.partition("<main")[0]


def test_the_function_that_makes_a_page_knows_only_its_address(songs, new_reader, monkeypatch):
    """Whatever a visitor sends, Django is asked with the same environment."""
    seen = []
    reader, ask = new_reader(), wsgi.PageAddress.as_environ
    monkeypatch.setattr(wsgi.PageAddress, "as_environ", lambda self: seen.append(ask(self)) or ask(self))
    reader.get(LIST, user_agent="X", accept_language="fr", x_forwarded_for="192.0.2.1", cookie="other=1")
    (environ,) = seen
    assert not {"HTTP_COOKIE", "HTTP_USER_AGENT", "HTTP_ACCEPT_LANGUAGE", "HTTP_X_FORWARDED_FOR"} & environ.keys()
    assert environ["REMOTE_ADDR"] == "" and environ["REQUEST_METHOD"] == "GET"


def test_a_page_that_sets_a_cookie_is_not_kept(songs, reader, monkeypatch):
    from ranklore.site.views import list_page

    def with_cookie(*args):
        response = HttpResponse("mine")
        response.set_cookie("x", "y")
        return response

    monkeypatch.setattr(list_page, "render", with_cookie)
    assert [reader.get(LIST).status for _ in range(2)] == [200, 200]
    assert reader.asked == 2
