"""What pages show of comments. The number of queries does not depend on the number of comments."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from ranklore.discussion.access import is_own
from ranklore.discussion.addresses import COMMENTS_ON_PAGE, REPLIES_SHOWN
from ranklore.discussion.fold import OPENING, OPENING_IN_ROW, without_cut_mark
from ranklore.discussion.models import Comment, Helpful, PastWords
from ranklore.discussion.reading import Offers, Votes, words_and_offers
from ranklore.discussion.render import Words, without_spoilers
from ranklore.discussion.rules import BEST, NEWEST, OLDEST, ORDERS
from ranklore.discussion.subjects import Subject
from ranklore.discussion.threads import DEEPEST, Link, in_order
from ranklore.discussion.visible import links_of, roots_of, seen_by
from ranklore.lists.models import Item, RankedList
from ranklore.lists.notes import Help, Note, help_beside, notes_of
from ranklore.lists.queries import folds_of
from ranklore.lists.rules.pasted import PastedComment
from ranklore.people.models import Voter
from ranklore.shell.pages import Pages, pages_of

NEWEST_SHOWN = 10
_SORTED = {BEST: ("-score", "id"), NEWEST: ("-id",), OLDEST: ("id",)}


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment for a template.

    folds     the notes it carries that this reader folds away
    offers    what it argues and this reader, its writer, may count as votes
    answers   whom it answers, where the indentation does not show it and that comment is still there
    """

    id: int
    author: str
    profile: str  # the address of the author's page; "" for a guest
    created_at: datetime
    words: Words
    is_cut: bool
    is_imported: bool
    is_simulated: bool
    is_mine: bool
    is_deleted: bool
    is_edited: bool
    is_spoiler: bool
    stood_at: int | None
    helpful: int
    is_found_helpful: bool
    notes: tuple[Note, ...]
    folds: tuple[Note, ...]
    offers: Offers
    level: int = 0
    answers: str = ""
    text: str = ""

    @property
    def told(self) -> str:
        """What it says on one line, for machines: without spoilers, and "" for what readers are warned of."""
        return "" if self.is_deleted or self.is_spoiler or self.notes else without_spoilers(self.text)

    @property
    def is_hidden(self) -> bool:
        """Whether it opens only when the reader wants it to."""
        return self.is_spoiler or bool(self.folds)


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and its replies in order; `more` are not on this page."""

    first: CommentView
    replies: tuple[CommentView, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Talk:
    """What the rows of a list show of the comments on one item."""

    comments: int = 0
    top: CommentView | None = None


@dataclass(frozen=True, slots=True)
class TalkPage:
    """A page of a talk: `total` live comments in all, `pages` of its threads."""

    subject: Subject
    total: int
    threads: tuple[Thread, ...]
    pages: Pages
    order: str
    help: Help | None

    @property
    def orders(self) -> tuple[str, ...]:
        return ORDERS

    @property
    def query(self) -> str:
        """What links to other pages of it carry along."""
        return "" if self.order == BEST else f"order={self.order}"


@dataclass(frozen=True, slots=True)
class Lately:
    """A new comment somewhere on a list."""

    comment: CommentView
    item: Item


def talk_of(voter: Voter, item_ids: Sequence[int], votes: Votes | None = None) -> dict[int, Talk]:
    """For each of these items of a list, how many comments it has, and the best of them."""
    live = Comment.objects.filter(deleted_at=None)
    counted = dict(live.filter(item__in=item_ids).values_list("item_id").annotate(n=Count("*")))
    best = live.filter(item=OuterRef("pk"), parent=None).order_by(*_SORTED[BEST]).values("pk")[:1]
    ids = Item.objects.filter(pk__in=counted).values_list(Subquery(best), flat=True)
    tops = Comment.objects.filter(pk__in=[pk for pk in ids if pk]).select_related("voter__account")
    seen = {comment.item_id: view for comment, view in views_of(tops, voter, OPENING_IN_ROW, votes)}
    return {item_id: Talk(comments, seen.get(item_id)) for item_id, comments in counted.items()}


def talk_page(
    subject: Subject,
    voter: Voter,
    asked_page: str | None,
    asked_order: str | None = None,
    notes: Collection[str] = (),
    votes: Votes | None = None,
) -> TalkPage:
    """A page of what is said about a subject. Writers also see what they deleted. `notes` are those of the subject."""
    order = asked_order if asked_order in ORDERS else BEST
    roots = roots_of(subject, voter)
    pages = pages_of(roots.count(), COMMENTS_ON_PAGE, asked_page)
    ordered = roots.select_related("voter__account").order_by(*_SORTED[order])
    firsts = list(ordered[pages.start : pages.start + pages.size])
    replies = _first_replies([first.pk for first in firsts], voter)
    counts = _replies_counted([first.pk for first in firsts])
    by_thread: dict[int, list[Comment]] = {}
    for reply in replies:
        by_thread.setdefault(reply.thread_id or 0, []).append(reply)
    views = dict(views_of([*firsts, *replies], voter, votes=votes))
    threads = []
    for first in firsts:
        shown = _arranged(first, by_thread.get(first.pk, ()), voter, views)
        there = sum(not reply.is_deleted for reply in shown)
        threads.append(Thread(views[first], shown, max(counts.get(first.pk, 0) - there, 0)))
    carried = {note.key for view in views.values() for note in view.notes}
    total = Comment.objects.filter(subject.comments, deleted_at=None).count()
    return TalkPage(subject, total, tuple(threads), pages, order, help_beside({*carried, *notes}))


def thread_page(
    first: Comment, voter: Voter, asked_page: str | None, votes: Votes | None = None
) -> tuple[Thread, Pages]:
    """A thread on its own page: its first comment, and a page of the replies."""
    ordered = in_order(first.pk, links_of(first.pk, voter))
    pages = pages_of(len(ordered), COMMENTS_ON_PAGE, asked_page)
    shown = ordered[pages.start : pages.start + pages.size]
    comments = Comment.objects.filter(pk__in=[pk for pk, _ in shown]).select_related("voter__account")
    views = {comment.pk: view for comment, view in views_of([first, *comments], voter, votes=votes)}
    deep = [pk for pk, depth in shown if depth > DEEPEST]
    answered = Comment.objects.filter(pk__in=deep).select_related("parent__voter__account")
    whom = {reply.pk: _name_of(reply.parent) for reply in answered if reply.parent}
    replies = tuple(_at(views[pk], depth, whom.get(pk, "")) for pk, depth in shown)
    return Thread(views[first.pk], replies, 0), pages


def latest_on_items(subject: Subject, voter: Voter, votes: Votes) -> tuple[Lately, ...]:
    """The newest comments on the items of a list, for the page of its own talk."""
    newest = Comment.objects.filter(list=subject.list, deleted_at=None, item__isnull=False, item__removed_at=None)
    comments = newest.select_related("voter__account", "item").order_by("-id")[:NEWEST_SHOWN]
    return tuple(
        Lately(view, comment.item) for comment, view in views_of(comments, voter, OPENING_IN_ROW, votes) if comment.item
    )


def view_of(comment: Comment, voter: Voter, votes: Votes | None = None) -> CommentView:
    """One comment by itself, as it stands above a form."""
    return next(view for _, view in views_of([comment], voter, votes=votes))


def comments_on_lists(list_ids: Sequence[int]) -> dict[int, int]:
    """How many comments each list and its items have; a list without any is left out."""
    live = Comment.objects.filter(list__in=list_ids, deleted_at=None, order_key=None)
    off = Item.objects.filter(list__in=list_ids, removed_at__isnull=False)
    return dict(live.exclude(item__in=off).values_list("list_id").annotate(n=Count("*")))


def has_comments_of_others(voter: Voter, item: Item) -> bool:
    return Comment.objects.filter(item=item).exclude(voter=voter).exists()


def has_comments_of_others_on_list(voter: Voter, ranked_list: RankedList) -> bool:
    """Whether anybody else wrote there; comments that came with a pasted page are nobody's."""
    return Comment.objects.filter(list=ranked_list, is_imported=False).exclude(voter=voter).exists()


def exported_comments(ranked_list: RankedList) -> Iterator[tuple[int | None, PastedComment]]:
    """(item, comment) of every live comment on the list and its items. What a reply answers may be deleted, so gone."""
    live = Comment.objects.filter(list=ranked_list, deleted_at=None, order_key=None, item__removed_at=None)
    for each in live.order_by("id"):
        comment = PastedComment(
            text=each.text,
            line=1,
            cut=each.is_cut,
            author=each.author,
            spoiler=each.is_spoiler,
            notes=tuple(each.notes),
            id=each.pk,
            reply_to=each.parent_id or 0,
        )
        yield each.item_id, comment


def _first_replies(thread_ids: Sequence[int], voter: Voter) -> QuerySet[Comment]:
    place = Window(RowNumber(), partition_by=F("thread"), order_by="id")
    replies = seen_by(Comment.objects.filter(thread__in=thread_ids), voter).select_related("voter__account")
    return replies.annotate(place=place).filter(place__lte=REPLIES_SHOWN).order_by("id")


def _replies_counted(thread_ids: Sequence[int]) -> dict[int | None, int]:
    live = Comment.objects.filter(thread__in=thread_ids, deleted_at=None)
    return dict(live.values_list("thread_id").annotate(Count("id")))


def _arranged(
    first: Comment, replies: Sequence[Comment], voter: Voter, views: Mapping[Comment, CommentView]
) -> tuple[CommentView, ...]:
    by_id = {comment.pk: comment for comment in (first, *replies)}
    links = [Link(each.pk, each.parent_id or 0, not each.deleted_at or views[each].is_mine) for each in replies]
    return tuple(
        _at(views[by_id[pk]], depth, _name_of(by_id[by_id[pk].parent_id or 0]))
        for pk, depth in in_order(first.pk, links)
    )


def _at(view: CommentView, depth: int, answers: str) -> CommentView:
    return replace(view, level=min(depth, DEEPEST), answers=answers if depth > DEEPEST else "")


def _name_of(answered: Comment) -> str:
    """Whom a reply answers, as that comment says; "" where it is deleted and says so no more."""
    return "" if answered.deleted_at else _author_of(answered) or "A guest"


def _author_of(comment: Comment) -> str:
    writer = comment.voter
    return writer.account.name if writer and writer.account else comment.author


def views_of(
    comments: Iterable[Comment], voter: Voter, opening: int = OPENING, votes: Votes | None = None
) -> Iterator[tuple[Comment, CommentView]]:
    """Comments as their reader sees them, side by side with the rows."""
    comments = list(comments)
    ids = [comment.pk for comment in comments]
    found = Helpful.objects.filter(comment__in=ids, voter=voter) if voter.pk else Helpful.objects.none()
    helpful = set(found.values_list("comment_id", flat=True))
    edited = set(PastWords.objects.filter(comment__in=ids).values_list("comment_id", flat=True))
    folds = folds_of(voter)
    shown = words_and_offers(comments, voter, opening, votes)
    for comment in comments:
        words, offers = shown[comment.pk]
        writer = comment.voter
        notes = notes_of(comment.notes) if comment.notes else ()
        yield (
            comment,
            CommentView(
                id=comment.pk,
                author=_author_of(comment),
                profile=writer.account.get_absolute_url() if writer and writer.account and writer.account.name else "",
                created_at=comment.created_at,
                words=words,
                is_cut=comment.is_cut,
                is_imported=comment.is_imported,
                is_simulated=writer is not None and writer.is_simulated,
                is_mine=is_own(voter, comment),
                is_deleted=comment.deleted_at is not None,
                is_edited=comment.pk in edited,
                is_spoiler=comment.is_spoiler,
                stood_at=comment.stood_at,
                helpful=comment.helpful,
                is_found_helpful=comment.pk in helpful,
                notes=notes,
                folds=tuple(note for note in notes if note.key in folds),
                offers=offers,
                text=without_cut_mark(comment.text) if comment.is_cut else comment.text,
            ),
        )
