"""The page for the other names of an item."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ranklore.core.responses import see_other
from ranklore.core.translation import translated
from ranklore.lists.access import can_name_item, get_item_for
from ranklore.lists.actions.aliases import set_item_names
from ranklore.lists.errors import NamesChanged
from ranklore.lists.forms import AliasesForm
from ranklore.people.access import get_voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.bidi import isolated
from ranklore.text.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def item_names(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """Show and save the other names of an item."""
    voter = get_voter(request)
    item = get_item_for(voter, slug, item_id)
    context = {"list": item.list, "item": item, "can_name_item": can_name_item(voter, item)}
    if request.method != "POST":
        return render(request, "lists/aliases.html", context | {"form": AliasesForm(item=item)})
    rate_limit_voter(request, "notes")
    form = AliasesForm(request.POST, item=item)
    if form.is_valid():
        try:
            named = set_item_names(voter=voter, item=item, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or None, translated(refused.sentence))
            if isinstance(refused, NamesChanged):
                form.refresh_from(refused.item)
                context["item"] = refused.item
        else:
            if named.name != item.name:
                saved = _("The item is now called %(name)s.") % {"name": isolated(named.name)}
            else:
                saved = _("Other names saved. People can now find the item by them.")
            messages.success(request, saved)
            return see_other(item.get_absolute_url())
    return render(request, "lists/aliases.html", context | {"form": form}, status=422)
