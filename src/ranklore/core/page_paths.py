"""Paths of pages. Django takes a while to put one together, and a page has a hundred."""

from functools import lru_cache

from django.urls import reverse

KEPT_MAX = 20_000


@lru_cache(KEPT_MAX)
def path_of_page(name: str, *arguments: int | str) -> str:
    """The path of the page that an URL pattern names: `reverse`, kept."""
    return reverse(name, args=arguments)
