"""The page where the maker of a list sets its category and tags."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ranklore.core.responses import see_other
from ranklore.core.translation import translated
from ranklore.lists.access import get_own_list
from ranklore.lists.actions.filing import file_list
from ranklore.lists.forms import FilingForm
from ranklore.lists.queries.tags import tags_for
from ranklore.people.access import get_voter
from ranklore.people.rate_limits import rate_limit_voter
from ranklore.text.errors import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def filing(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save the category and tags of a list. Only its maker may."""
    if request.method == "POST":
        rate_limit_voter(request, "drafts")
    ranked_list = get_own_list(get_voter(request), slug)
    if request.method != "POST":
        names = (tag.name for tag in tags_for([ranked_list.pk]).get(ranked_list.pk, ()))
        form = FilingForm(initial={"category": ranked_list.category, "tags": ", ".join(names)})
        return render(request, "lists/filing.html", {"list": ranked_list, "form": form})
    form = FilingForm(request.POST)
    if form.is_valid():
        try:
            file_list(ranked_list, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, translated(refused.args[0]))
        else:
            messages.success(request, _("Category and tags saved."))
            return see_other(ranked_list.get_absolute_url())
    return render(request, "lists/filing.html", {"list": ranked_list, "form": form}, status=422)
