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


def _list_rows(ids: Sequence[int], query: SearchQuery, slips: Sequence[str], reader: Voter) -> tuple[ResultRow, ...]:
    rows, items, turnouts = RankedList.objects.in_bulk(ids), item_counts_for(ids), turnouts_of(ids)
    return tuple(
        ListResult(
            name=highlight(rows[pk].title, query, slips),
            prompt=snippet(" ".join(rows[pk].prompt.split()), query, slips),
            address=rows[pk].get_absolute_url(),
            items=items.get(pk, 0),
            voters=turnouts.get(pk, Turnout()).voters,
            is_simulated=rows[pk].is_simulated,
        )
        for pk in ids
        if pk in rows
    )


def suggested_list_rows(
    ids: Sequence[int], query: SearchQuery, slips: Sequence[str], reader: Voter
) -> tuple[ResultRow, ...]:
    rows = RankedList.objects.in_bulk(ids)
    return tuple(
        ListResult(highlight(rows[pk].title, query, slips), SafeString(""), rows[pk].get_absolute_url())
        for pk in ids
        if pk in rows
    )


def _item_rows(ids: Sequence[int], query: SearchQuery, slips: Sequence[str], reader: Voter) -> tuple[ResultRow, ...]:
    rows = Item.objects.filter(removed_at=None).select_related("list", "standing").in_bulk(ids)
    return tuple(_item_row(rows[pk], query, slips) for pk in ids if pk in rows)


def _item_row(item: Item, query: SearchQuery, slips: Sequence[str]) -> ItemResult:
    standing = getattr(item, "standing", None)
    name = highlight(item.name, query, slips)
    return ItemResult(
        name=name,
        also=SafeString("")
        if "<mark>" in name and not _is_alias_typed(item, query)
        else _best_alias(item, query, slips),
        credits=highlight(", ".join(item.credits), query, slips),
        address=item.get_absolute_url(),
        list_title=item.list.title,
        list_address=item.list.get_absolute_url(),
        rank=standing.rank if standing else None,
        votes=standing.votes if standing else 0,
    )


def _is_alias_typed(item: Item, query: SearchQuery) -> bool:
    """Whether another name of an item is what was typed, and its own is not."""
    meant = {*equivalent_forms(query.text)}
    return meant.isdisjoint(equivalent_forms(item.name)) and any(
        not meant.isdisjoint(equivalent_forms(each)) for each in item.aliases
    )


def _best_alias(item: Item, query: SearchQuery, slips: Sequence[str]) -> SafeString:
    """The other name of an item that fits best; "" when none does."""
    names = [name for name in (highlight(each, query, slips) for each in item.aliases) if "<mark>" in name]
    whole = [name for name in names if name.startswith("<mark>") and name.endswith("</mark>")]
    return next(iter([*whole, *names]), SafeString(""))


def _person_rows(ids: Sequence[int], query: SearchQuery, slips: Sequence[str], reader: Voter) -> tuple[ResultRow, ...]:
    rows = Account.objects.filter(is_active=True).in_bulk(ids)
    return tuple(
        PersonResult(highlight(rows[pk].name, query, slips), rows[pk].get_absolute_url(), rows[pk].created_at)
        for pk in ids
        if pk in rows
    )


def _comment_rows(ids: Sequence[int], query: SearchQuery, slips: Sequence[str], reader: Voter) -> tuple[ResultRow, ...]:
    rows = Comment.objects.filter(pk__in=ids).select_related("voter__account", "item", "list")
    views = {comment.pk: (comment, view) for comment, view in render_comments(rows, reader)}
    return tuple(_comment_row(*views[pk], query, slips) for pk in ids if pk in views)


def _comment_row(comment: Comment, view: RenderedComment, query: SearchQuery, slips: Sequence[str]) -> CommentResult:
    return CommentResult(
        comment=view,
        words=snippet(text_without_spoilers(comment.text), query, slips),
        about=target_of(comment).title,
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
