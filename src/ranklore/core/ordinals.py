"""Ordinal numbers in sentences: the one place that writes "1st" and "2nd"."""

from django.contrib.humanize.templatetags import humanize


def ordinal(number: int) -> str:
    """1 as "1st", in the active language. Django's own catalogues know the forms."""
    return str(humanize.ordinal(number))
