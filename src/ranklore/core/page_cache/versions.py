"""Versions of what pages show. A trigger of the database adds one with every change (`site.page_triggers`)."""

from collections.abc import Collection

from django.db.models import Sum

from ranklore.core.database.prepared import PreparedQuery
from ranklore.core.models import PageVersion

WHOLE_SITE = 0
"""The scope of pages that show many lists. Its version is the sum of all: it changes with every other."""


def read_texts_version(scope: int) -> tuple[tuple[int, int], ...]:
    """The versions of all that a list shows besides counts of votes."""
    return tuple(sorted(_TEXTS.rows(scope)))


_TEXTS = PreparedQuery(
    lambda scope: PageVersion.objects.filter(scope__in=[scope, WHOLE_SITE]).values_list("scope", "texts"), int
)


def read_versions(scopes: Collection[int]) -> dict[int, int]:
    """Scope -> version. One query."""
    if WHOLE_SITE in scopes:
        return {WHOLE_SITE: PageVersion.objects.aggregate(sum=Sum("version"))["sum"] or 0}
    rows = PageVersion.objects.filter(scope__in=[*scopes, WHOLE_SITE])
    return dict.fromkeys(scopes, 0) | dict(rows.values_list("scope", "version"))
