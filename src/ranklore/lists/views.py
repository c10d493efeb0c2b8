from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ranklore.lists.access import get_list_for
from ranklore.lists.actions import AlreadyListed, add_item
from ranklore.lists.forms import AddItemForm
from ranklore.people.access import voter_of
from ranklore.shell.forms import fresh
from ranklore.shell.refused import Refused
from ranklore.shell.responses import see_other
from ranklore.shell.words import isolated


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    voter = voter_of(request)
    ranked_list = get_list_for(voter, slug)
    if request.method != "POST":
        return render(request, "lists/add.html", {"list": ranked_list, "form": fresh(AddItemForm)})
    form, existing = AddItemForm(request.POST), None
    if form.is_valid():
        try:
            item = add_item(ranked_list=ranked_list, voter=voter, **form.cleaned_data)
        except AlreadyListed as refused:
            existing = refused.item
            form.add_error("name", str(refused))
        except Refused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, f"{isolated(item.name)} is on the list. It takes a place with its first vote.")
            return see_other(item.get_absolute_url())
    context = {"list": ranked_list, "form": form, "existing": existing}
    return render(request, "lists/add.html", context, status=422)
