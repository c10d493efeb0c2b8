"""The page of an item, and removing your own item from its list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ranklore.ballots.current_votes import answered_pairs
from ranklore.ballots.queries.standings import ranks_of
from ranklore.core.forms import new_form
from ranklore.core.page_cache.shared_page import shared_page
from ranklore.core.responses import see_other
from ranklore.core.translation import translated
from ranklore.discussion.forms import CommentForm
from ranklore.discussion.queries.annotations import VoteLookups
from ranklore.discussion.queries.discussion_page import get_discussion_page
from ranklore.discussion.targets import CommentTarget
from ranklore.following.queries.follows import follow_button_for
from ranklore.following.targets import target_for
from ranklore.lists.access import can_name_item, get_item_for
from ranklore.lists.forms import AliasesForm, ContentNotesForm
from ranklore.lists.queries.content_notes import item_notes_by
from ranklore.people.access import get_voter, is_known
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.site.actions.own_items import remove_own_item, restore_own_item
from ranklore.site.overlays import DiscussionData, ItemPageData, item_overlay
from ranklore.site.page_meta import meta_for_item
from ranklore.site.page_scopes import scopes_of_item
from ranklore.site.queries.contexts import item_context
from ranklore.site.queries.list_head import list_head_for
from ranklore.site.queries.other_lists import other_lists_for
from ranklore.text.bidi import isolated
from ranklore.text.errors import Refused


@shared_page(scopes_of_item, overlay=item_overlay)
@require_safe
def item_page(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    voter = get_voter(request)
    item = get_item_for(voter, slug, item_id)
    if item.removed_at:
        head = list_head_for(item.list)[0]
        is_mine = voter.pk is not None and item.added_by_id == voter.pk
        return render(request, "site/removed_item.html", {"head": head, "item": item, "is_mine": is_mine}, status=410)
    votes = VoteLookups(item.list, ranks_of, answered_pairs)
    context = item_context(item, voter) | {
        "discussion": get_discussion_page(
            CommentTarget.of(item), voter, request.GET.get("page"), request.GET.get("order"), votes=votes
        ),
        "note_form": ContentNotesForm(initial={"notes": item_notes_by(voter, item)}, auto_id="id_item_%s"),
        "names_form": AliasesForm(item=item, auto_id="id_item_%s") if can_name_item(voter, item) else None,
        "form": new_form(CommentForm, has_nonce=is_known(voter), author=voter.name),
        "follow": follow_button_for(voter, target_for(item)),
        "other_lists": other_lists_for(item),
    }
    context["meta"] = meta_for_item(request, context["head"], context["row"], context["discussion"])
    response = render(request, "site/item.html", context)
    response.page_data = ItemPageData.of(item, context, DiscussionData.of(context["discussion"]))  # type: ignore[attr-defined]
    return response


@require_POST
def remove_item(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """Remove an item that you added, or with `undo` put it back."""
    rate_limit_voter(request, "items")
    voter = get_voter(request)
    item = get_item_for(voter, slug, item_id)
    undo = request.POST.get("undo") == "1"
    try:
        (restore_own_item if undo else remove_own_item)(voter=voter, item=item)
    except Refused as refused:
        messages.error(request, translated(refused.sentence))
    else:
        done = _("%(item)s is back on the list.") if undo else _("%(item)s was removed from the list.")
        messages.success(request, done % {"item": isolated(item.name)})
    return see_other(item.get_absolute_url())
