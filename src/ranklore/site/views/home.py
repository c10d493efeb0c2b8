"""The home page and the about page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ranklore.core.page_cache.shared_page import shared_page
from ranklore.people.access import get_voter
from ranklore.site.overlays import home_overlay
from ranklore.site.page_meta import meta_for_about, meta_for_home
from ranklore.site.queries.home import home_for


@shared_page(overlay=home_overlay)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {"home": home_for(get_voter(request), timezone.now()), "meta": meta_for_home(request)}
    return render(request, "site/home.html", context)


@shared_page()
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "site/about.html", {"meta": meta_for_about(request)})
