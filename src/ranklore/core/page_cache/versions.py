"""Versions of what pages show. A trigger of the database adds one with every change (`site.page_triggers`)."""

from collections.abc import Collection

from django.db.models import Sum

from ranklore.core.database.any_id import AnyId
from ranklore.core.database.prepared import PreparedQuery
from ranklore.core.models import PageVersion

SITE_CHANGES = 0
"""The scope of what the pages of many lists show, such as the name of an account."""
ALL_LISTS = -1
"""The scope of pages that show many lists. Its version is the sum of all: it changes with every other."""


def read_texts_version(scope: int) -> tuple[tuple[int, int], ...]:
    """The versions of all that a list shows besides counts of votes."""
    return tuple(sorted(_TEXTS.rows(scope)))


_TEXTS = PreparedQuery(
    lambda scope: PageVersion.objects.filter(scope__in=[scope, SITE_CHANGES]).values_list("scope", "texts"), int
)


def read_versions(scopes: Collection[int]) -> dict[int, int]:
    """Scope -> version, always with that of SITE_CHANGES or of ALL_LISTS. One query."""
    if ALL_LISTS in scopes:
        return {ALL_LISTS: PageVersion.objects.aggregate(sum=Sum("version"))["sum"] or 0}
    asked = [*{*scopes, SITE_CHANGES}]
    return dict.fromkeys(asked, 0) | dict(_VERSIONS.rows(asked))


_VERSIONS = PreparedQuery(
    lambda scopes: PageVersion.objects.filter(AnyId("scope", scopes)).values_list("scope", "version"), list
)
