from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ranklore.ballots.past import movers_on
from ranklore.ballots.queries import pairs_spoken_of, ranks_of
from ranklore.discussion.forms import SayForm
from ranklore.discussion.queries import talk_page
from ranklore.discussion.reading import Votes
from ranklore.discussion.subjects import Subject
from ranklore.following.queries import button_for
from ranklore.following.topics import thing_of
from ranklore.lists.access import get_item_for, get_list_for, is_maker, may_name
from ranklore.lists.browsing import related_to
from ranklore.lists.forms import AddItemForm, NamesForm
from ranklore.lists.notes import NotesForm
from ranklore.lists.queries import notes_on_item_by
from ranklore.people.access import voter_of
from ranklore.people.limits import count
from ranklore.shell.forms import fresh
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other
from ranklore.shell.words import isolated
from ranklore.site.actions import put_back_item, take_back_item
from ranklore.site.heads import head_of_about, head_of_item, head_of_list
from ranklore.site.history import list_then
from ranklore.site.pages import item_shown, list_shown
from ranklore.site.queries import elsewhere, head_of

NOT_FOR_ROBOTS = (
    "/new",
    "/me",
    "/c/",
    "/account",
    "/sign-",
    "/search",
    "/notices",
    "/random",
    "/follow",
    "/stop/",
    "/l/*/add",
    "/l/*/compare",
    "/l/*/mine",
    "/l/*/comment",
    "/l/*/notes",
    "/*?*at=",
    "/*?*order=",
    "/*?*period=",
)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "site/about.html", {"meta": head_of_about(request)})


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answers 200 when the site and its database do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines are to pass over: forms and what is one's own, searches, single comments (their talk has
    them), other orders of a talk, past days."""
    closed = "".join(f"Disallow: {path}\n" for path in NOT_FOR_ROBOTS)
    sitemap = request.build_absolute_uri(reverse("exchange:sitemap"))
    return HttpResponse(f"User-agent: *\n{closed}\nSitemap: {sitemap}\n", content_type="text/plain; charset=utf-8")


@require_safe
def list_page(request: HttpRequest, slug: str) -> HttpResponse:
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    if "at" in request.GET:
        return list_then(request, ranked_list)
    context = list_shown(ranked_list, voter, request.GET.get("page"))
    context |= {
        "movers": movers_on(ranked_list.pk, timezone.now()),
        "form": fresh(AddItemForm),
        "follow": button_for(voter, thing_of(ranked_list)),
        "meta": head_of_list(request, context["head"], context["rows"], context["pages"]),
        "related": related_to(ranked_list.pk),
        "is_maker": is_maker(voter, ranked_list),
    }
    return render(request, "site/list.html", context)


@require_safe
def without_slash(request: HttpRequest, slug: str) -> HttpResponse:
    """An address that was copied with a slash too many."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{reverse('site:list', args=[slug])}{'?' if query else ''}{query}", permanent=True)


@require_safe
def item_page(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    voter = voter_of(request)
    item = get_item_for(voter, slug, item_id)
    if item.removed_at:
        head, _ = head_of(item.list)
        is_mine = voter.pk is not None and item.added_by_id == voter.pk
        return render(request, "site/removed.html", {"head": head, "item": item, "is_mine": is_mine}, status=410)
    votes = Votes(item.list, ranks_of, pairs_spoken_of)
    context = item_shown(item, voter) | {
        "talk": talk_page(Subject.of(item), voter, request.GET.get("page"), request.GET.get("order"), votes=votes),
        "note_form": NotesForm(initial={"notes": notes_on_item_by(voter, item)}, auto_id="id_item_%s"),
        "names_form": NamesForm(item=item, auto_id="id_item_%s") if may_name(voter, item) else None,
        "form": fresh(SayForm, author=voter.name),
        "follow": button_for(voter, thing_of(item)),
        "elsewhere": elsewhere(item),
    }
    context["meta"] = head_of_item(request, context["head"], context["row"], context["talk"])
    return render(request, "site/item.html", context)


@require_POST
def remove_item(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """Take one's own item off the list, or with `undo` put it back."""
    count(request, "items")
    voter = voter_of(request)
    item = get_item_for(voter, slug, item_id)
    undo = request.POST.get("undo") == "1"
    try:
        (put_back_item if undo else take_back_item)(voter=voter, item=item)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{isolated(item.name)} is {'back on' if undo else 'off'} the list.")
    return see_other(item.get_absolute_url())
