"""Ordinal numbers in sentences: the one place that writes "1st" and "2nd"."""

from functools import lru_cache

from django.contrib.humanize.templatetags import humanize
from django.utils.translation import get_language

KEPT_MAX = 10_000


def ordinal(number: int) -> str:
    """1 as "1st", in the active language. Django's own catalogues know the forms."""
    return _ordinal(number, get_language())


@lru_cache(KEPT_MAX)
def _ordinal(number: int, language: str | None) -> str:
    return str(humanize.ordinal(number))
