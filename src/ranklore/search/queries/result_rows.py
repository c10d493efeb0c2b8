"""Make the result rows of lists, items, people and comments, with matches highlighted."""

from collections.abc import Callable, Sequence

from django.utils.safestring import SafeString

from ranklore.ballots.queries.turnout import Turnout, turnouts_of
from ranklore.discussion.models import Comment
from ranklore.discussion.queries.permalinks import thread_permalink
from ranklore.discussion.queries.rendered_comments import RenderedComment, render_comments
from ranklore.discussion.rendering.html import text_without_spoilers
from ranklore.discussion.targets import target_of
from ranklore.lists.models import Item, RankedList
from ranklore.lists.queries.items import item_counts_for
from ranklore.people.models import Account, Voter
from ranklore.search.highlight import highlight, snippet
from ranklore.search.queries.results import CommentResult, ItemResult, ListResult, PersonResult, ResultRow
from ranklore.text.normalize import equivalent_forms
from ranklore.text.search_query import SearchQuery


def _list_rows(
    ids: Sequence[int], query: SearchQuery, corrections: Sequence[str], reader: Voter
) -> tuple[ResultRow, ...]:
    rows, items, turnouts = RankedList.objects.in_bulk(ids), item_counts_for(ids), turnouts_of(ids)
    return tuple(
        ListResult(
            name=highlight(rows[pk].title, query, corrections),
            prompt=snippet(" ".join(rows[pk].prompt.split()), query, corrections),
            address=rows[pk].get_absolute_url(),
            items=items.get(pk, 0),
            voters=turnouts.get(pk, Turnout()).voters,
            is_simulated=rows[pk].is_simulated,
        )
        for pk in ids
        if pk in rows
    )


def suggested_list_rows(
    ids: Sequence[int], query: SearchQuery, corrections: Sequence[str], reader: Voter
) -> tuple[ResultRow, ...]:
    rows = RankedList.objects.in_bulk(ids)
    return tuple(
        ListResult(highlight(rows[pk].title, query, corrections), SafeString(""), rows[pk].get_absolute_url())
        for pk in ids
        if pk in rows
    )


def _item_rows(
    ids: Sequence[int], query: SearchQuery, corrections: Sequence[str], reader: Voter
) -> tuple[ResultRow, ...]:
    rows = Item.objects.filter(removed_at=None).select_related("list", "standing").in_bulk(ids)
    return tuple(_item_row(rows[pk], query, corrections) for pk in ids if pk in rows)


def _item_row(item: Item, query: SearchQuery, corrections: Sequence[str]) -> ItemResult:
    standing = getattr(item, "standing", None)
    name = highlight(item.name, query, corrections)
    shows_alias = "<mark>" not in name or _is_query_an_alias(item, query)
    return ItemResult(
        name=name,
        alias=_best_alias(item, query, corrections) if shows_alias else SafeString(""),
        credits=highlight(", ".join(item.credits), query, corrections),
        address=item.get_absolute_url(),
        list_title=item.list.title,
        list_address=item.list.get_absolute_url(),
        rank=standing.rank if standing else None,
        votes=standing.votes if standing else 0,
    )


def _is_query_an_alias(item: Item, query: SearchQuery) -> bool:
    """Whether the query is exactly an alias of an item, and not its name."""
    forms = {*equivalent_forms(query.text)}
    return forms.isdisjoint(equivalent_forms(item.name)) and any(
        not forms.isdisjoint(equivalent_forms(alias)) for alias in item.aliases
    )


def _best_alias(item: Item, query: SearchQuery, corrections: Sequence[str]) -> SafeString:
    """The alias of an item that matches best, highlighted; "" when none matches."""
    aliases = [alias for alias in (highlight(each, query, corrections) for each in item.aliases) if "<mark>" in alias]
    whole = [alias for alias in aliases if alias.startswith("<mark>") and alias.endswith("</mark>")]
    return next(iter([*whole, *aliases]), SafeString(""))


def _person_rows(
    ids: Sequence[int], query: SearchQuery, corrections: Sequence[str], reader: Voter
) -> tuple[ResultRow, ...]:
    rows = Account.objects.filter(is_active=True).in_bulk(ids)
    return tuple(
        PersonResult(highlight(rows[pk].name, query, corrections), rows[pk].get_absolute_url(), rows[pk].created_at)
        for pk in ids
        if pk in rows
    )


def _comment_rows(
    ids: Sequence[int], query: SearchQuery, corrections: Sequence[str], reader: Voter
) -> tuple[ResultRow, ...]:
    rows = Comment.objects.filter(pk__in=ids).select_related("voter__account", "item", "list")
    views = {comment.pk: (comment, view) for comment, view in render_comments(rows, reader)}
    return tuple(_comment_row(*views[pk], query, corrections) for pk in ids if pk in views)


def _comment_row(
    comment: Comment, view: RenderedComment, query: SearchQuery, corrections: Sequence[str]
) -> CommentResult:
    return CommentResult(
        comment=view,
        snippet=snippet(text_without_spoilers(comment.text), query, corrections),
        target_title=target_of(comment).title,
        list_title=comment.list.title,
        address=thread_permalink(comment.pk),
    )


_MakeRows = Callable[[Sequence[int], SearchQuery, Sequence[str], Voter], tuple[ResultRow, ...]]

ROWS_BY_KIND: dict[str, _MakeRows] = {
    "lists": _list_rows,
    "items": _item_rows,
    "people": _person_rows,
    "comments": _comment_rows,
}
