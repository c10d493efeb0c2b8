"""The main pages by name, on a site with examples of everything."""

import uuid
from datetime import timedelta

from django.utils import timezone

from ranklore.ballots.actions.incidents import update_incidents
from ranklore.ballots.actions.personal_ranking import publish_ranking, save_ranking
from ranklore.ballots.actions.votes import answer_matchup, cast_vote
from ranklore.ballots.models import Standing, Vote
from ranklore.ballots.tests.factories import crowd_for
from ranklore.ballots.tests.incidents.crowds import guests_for, list_with_past
from ranklore.discussion.actions.comments import add_comment, comment_on_item, delete_comment, reply_to_comment
from ranklore.discussion.actions.edit_comment import edit_comment
from ranklore.discussion.actions.helpful_votes import set_helpful
from ranklore.discussion.actions.import_comments import import_comments
from ranklore.discussion.models import Comment
from ranklore.discussion.targets import CommentTarget
from ranklore.drafts.actions.lifecycle import start_draft
from ranklore.following.actions.events import get_or_start_cursor
from ranklore.following.actions.follows import follow_target
from ranklore.following.actions.notification_settings import set_digest_frequency
from ranklore.following.jobs.event_collector import collect_events
from ranklore.following.jobs.rank_events import collect_rank_changes
from ranklore.following.models import Cursor, Follow, Topic
from ranklore.following.targets import target_for
from ranklore.following.unsubscribe_links import UnsubscribeLink, unsubscribe_path
from ranklore.lists.actions.content_notes import set_folded_notes, set_item_notes
from ranklore.lists.actions.items import add_item, remove_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import Item, RankedList
from ranklore.parsing.parser import parse_page
from ranklore.parsing.result import UNTITLED, ParsedComment
from ranklore.people.models import Account, Voter
from ranklore.people.tests.accounts import account_of, add_passkey
from ranklore.site.actions.demo_list import make_demo_list
from ranklore.site.jobs.related_lists import relate_list
from ranklore.site.tests.past_ranks import add_rank_history

PASTED = """Saddest robots

Which one broke your heart?

Rust Heart by Mika Sato

It waits at the station every day and nobody comes.

I did not sleep after this one ...more


Nobody told me that the robot remembers everything.

Tin Lullaby by Noa Lind

Too short, and still.
"""


def thread_with_everything(item: Item, voter: Voter) -> Comment:
    """Make a thread with everything a thread can have, and a comment on the list. The thread's second comment is the
    voter's."""
    ada, cy = (Voter.objects.create(name=name) for name in ("ada", "cy"))

    def by(writer: Voter, text: str, to: Comment | None = None, **said: object) -> Comment:
        says = {"voter": writer, "author": writer.name, "text": text, "nonce": uuid.uuid4(), **said}
        return reply_to_comment(to=to, **says) if to else comment_on_item(item=item, rank_when_posted=24, **says)

    first = by(
        ada, "Listen to the **last verse**.\n\n> nobody came\n\n- the bell\n- ||the *letter*||\n\nAnd `then` it ends."
    )
    mine = by(voter, "I know it.\nBy heart.", first)
    edit_comment(
        voter=voter, comment=mine, made_from=0, text="I know all of it.\nBy heart. See [this](https://example.org/a)."
    )
    above = mine
    for n in range(5):
        above = by((cy, ada)[n % 2], f"And {n} more?", above)
    stone = by(cy, "Never mind.")
    by(ada, "I do mind.", stone)
    delete_comment(stone)
    by(cy, "The boy dies.", notes=["death", "suicide-and-self-harm"])
    by(cy, "It was all a dream.", is_spoiler=True)
    by(ada, "https://example.org/" + "y" * 300 + " https://" + "x" * 300 + "\n\n" + "w" * 900)
    set_helpful(voter=voter, comment=first, on=True)
    set_helpful(voter=cy, comment=mine, on=True)
    set_item_notes(voter=ada, item=item, notes=["war"])
    set_item_notes(voter=cy, item=item, notes=["war"])
    set_folded_notes(voter=voter, notes=["death"])
    add_comment(CommentTarget(item.list), voter=ada, author="ada", text="What about B-sides?", nonce=uuid.uuid4())
    return first


def follow_everything(voter: Voter, ranked_list: RankedList, person: Voter) -> None:
    """Let a voter follow a list, an item of it, a thread and a person, each with new events."""
    item, other = ranked_list.items.order_by("standing__position")[:2]
    ada, cy = Voter.objects.filter(name__in=("ada", "cy")).order_by("pk")[:2]
    thread = comment_on_item(voter=ada, item=other, author="ada", text="Listen twice.", nonce=uuid.uuid4())
    for row in (ranked_list, item, thread, person.account):
        follow_target(voter=voter, target=target_for(row))
    follow_target(voter=person, target=target_for(ranked_list))
    set_digest_frequency(voter=person, frequency="daily", today=timezone.now().date())
    Follow.objects.update(since=timezone.now() - timedelta(days=9))
    Cursor.objects.update(rank_changes_until=timezone.now().date() - timedelta(days=4))
    mine = comment_on_item(voter=voter, item=other, author=voter.name, text="Once was enough.", nonce=uuid.uuid4())
    reply_to_comment(
        to=mine, voter=ada, author="ada", text="The end is ||not the end||. " + "w" * 90, nonce=uuid.uuid4()
    )
    for writer in (ada, cy):
        comment_on_item(voter=writer, item=item, author=writer.name, text="Still.", nonce=uuid.uuid4())
        reply_to_comment(to=thread, voter=writer, author=writer.name, text="I did.", nonce=uuid.uuid4())
    comment_on_item(voter=person, item=item, author="", text="It was all a dream.", is_spoiler=True, nonce=uuid.uuid4())
    for name in ("x" * 200, "<b>B-side</b>"):
        add_item(ranked_list=ranked_list, voter=cy, name=name, nonce=uuid.uuid4())
    collect_events(timezone.now())
    collect_rank_changes(timezone.now().replace(hour=23))


def main_pages(voter: Voter) -> dict[str, str]:
    """Name -> address, as `voter` sees them."""
    get_or_start_cursor(timezone.now())  # events are collected from here on
    demo = make_demo_list().ranked_list
    add_rank_history(demo, timezone.now())
    third = Standing.objects.select_related("item__list").get(list=demo, rank=3).item
    pasted = create_list(
        title="Saddest songs & “others” <3",
        prompt="Which one hurts?\n\nSay why.",
        items=[NewItem("Alone")],
        is_pasted=True,
    )
    create_list(title="Empty list")
    alone = pasted.items.get()
    import_comments(pasted, [(alone, ParsedComment("It stops in the middle ...more", 1, cut=True))])
    comment_on_item(voter=voter, item=alone, author="<b>me</b>", text="It aches.\n\nمرحبا 悪ノ召使", nonce=uuid.uuid4())
    cast_vote(voter=voter, item=alone)
    gone = add_item(ranked_list=pasted, voter=voter, name="Gone", nonce=uuid.uuid4())
    mine = add_item(
        ranked_list=pasted,
        voter=voter,
        name="x" * 200,
        credits=["y" * 100],
        aliases=["z" * 200, "悪ノ召使", "<b>&"],
        nonce=uuid.uuid4(),
    )
    cast_vote(voter=voter, item=gone)
    remove_item(gone)
    songs = list(demo.items.order_by("start_place")[:4])
    answer_matchup(voter=voter, item=songs[0], other=songs[1], outcome=Vote.Outcome.TIE)
    cast_vote(voter=voter, item=songs[2], kind=Vote.Kind.DOWN)
    cast_vote(voter=voter, item=songs[3])
    cast_vote(voter=voter, item=songs[3], on=False)
    leaders = list(demo.items.order_by("standing__position")[:12])
    save_ranking(voter=voter, ranked_list=demo, item_ids=[item.pk for item in reversed(leaders[:10])])
    cast_vote(voter=voter, item=leaders[10])
    cast_vote(voter=voter, item=leaders[11], kind=Vote.Kind.DONT_KNOW)
    own = publish_ranking(voter=voter, ranked_list=demo, name="<b>me</b>")
    save_ranking(voter=voter, ranked_list=pasted, item_ids=[mine.pk, alone.pk])
    argued, above = demo.items.order_by("start_place")[6:8]
    comment_on_item(
        voter=voter, item=argued, author="mo", text=f"This is sadder than {above.name}.", nonce=uuid.uuid4()
    )
    talked = thread_with_everything(demo.items.order_by("start_place")[5], voter)
    said = add_comment(
        CommentTarget(demo, ranking_key=own.key),
        voter=Voter.objects.create(name="ada"),
        author="ada",
        text="*Brave.* I had it the other way.",
        nonce=uuid.uuid4(),
    )
    draft = start_draft(voter=voter, parsed=parse_page(PASTED))
    mo = account_of("mo").voter
    comment_on_item(voter=mo, item=alone, author="", text="It aches. " * 60, nonce=uuid.uuid4())
    save_ranking(voter=mo, ranked_list=demo, item_ids=[leaders[0].pk])
    publish_ranking(voter=mo, ranked_list=demo)
    follow_everything(voter, demo, mo)
    create_list(title="Best soups", voter=mo)
    collect_events(timezone.now())
    mine_too = create_list(
        title="Sad <b>films</b>",
        items=[NewItem("Alone"), NewItem("Again"), NewItem(UNTITLED)],
        voter=voter,
        category="films-and-series",
        tags=["sad songs", "<b>bold</b>", "悪ノ", "x" * 40],
    )
    for name in ("Alone", "Again"):
        crowd_for(mine_too.items.get(name=name), 2)
    relate_list(mine_too.pk)
    pushed = list_with_past(voter)
    guests_for(pushed.items.get(name="Song 4"), 30)
    (incident,) = update_incidents(pushed.pk)
    untitled = mine_too.items.get(name=UNTITLED)
    return {
        "home": "/",
        "lists": "/lists",
        "lists-filtered": "/lists?category=music&tag=nothing&order=title",
        "category": "/category/music",
        "category-empty": "/category/sport",
        "category-unknown": "/category/nothing",
        "tags": "/tags",
        "tag": "/tag/sad-songs",
        "list-filed": mine_too.get_absolute_url(),
        "list-filing": f"{mine_too.get_absolute_url()}/tags",
        "item-elsewhere": mine_too.items.get(name="Alone").get_absolute_url(),
        "about": "/about",
        "search": "/search?q=miku",
        "search-items": "/search?q=miku&in=items&page=1",
        "search-tags": "/search?q=vocaloid+music",
        "search-nothing": "/search?q=%E6%82%AA%E3%83%8E%E5%8F%AC%E4%BD%BFxq",
        "search-empty": "/search",
        "list": demo.get_absolute_url(),
        "list-last-page": f"{demo.get_absolute_url()}?page=2",
        "list-pasted": pasted.get_absolute_url(),
        "list-empty": "/l/empty-list",
        "compare": f"{demo.get_absolute_url()}/compare",
        "compare-nothing": "/l/empty-list/compare",
        "item": demo.items.order_by("start_place")[0].get_absolute_url(),
        "item-ranked": third.get_absolute_url(),
        "item-talked": talked.item.get_absolute_url(),
        "item-offered": argued.get_absolute_url(),
        "talk": f"{demo.get_absolute_url()}/talk",
        "talk-empty": "/l/empty-list/talk",
        "talk-newest": f"{talked.item.get_absolute_url()}?order=newest",
        "thread": f"/c/{talked.pk}",
        "thread-published": f"/c/{said.pk}",
        "reply": f"/c/{talked.pk}/reply",
        "edit": f"/c/{talked.pk + 1}/edit",
        "words-history": f"/c/{talked.pk + 1}/history",
        "comment-notes": f"/c/{talked.pk}/notes",
        "item-notes": f"{talked.item.get_absolute_url()}/notes",
        "my-notes": "/me/notes",
        "history": f"{demo.get_absolute_url()}/history",
        "history-empty": "/l/empty-list/history",
        "how": f"{demo.get_absolute_url()}/how",
        "how-empty": "/l/empty-list/how",
        "list-incident": pushed.get_absolute_url(),
        "incidents": f"{pushed.get_absolute_url()}/incidents",
        "incidents-none": "/l/empty-list/incidents",
        "incident": f"{pushed.get_absolute_url()}/incidents/{incident.pk}",
        "list-then": f"{demo.get_absolute_url()}?at={timezone.now().date() - timedelta(days=3)}",
        "list-then-never": f"{demo.get_absolute_url()}?at=1999-12-31",
        "list-then-nonsense": f"{demo.get_absolute_url()}?at=%3Cb%3E",
        "item-mine": mine.get_absolute_url(),
        "item-pasted": alone.get_absolute_url(),
        "item-removed": gone.get_absolute_url(),
        "mine": f"{demo.get_absolute_url()}/mine",
        "mine-search": f"{demo.get_absolute_url()}/mine?q=a",
        "mine-long-names": f"{pasted.get_absolute_url()}/mine",
        "mine-empty": "/l/empty-list/mine",
        "published": f"{demo.get_absolute_url()}/by/{own.key}",
        "add": f"{pasted.get_absolute_url()}/add",
        "add-alike": f"{demo.get_absolute_url()}/add?name=Kokoro+Kokoro",
        "add-same": f"{pasted.get_absolute_url()}/add?name=alone",
        "item-names": f"{mine.get_absolute_url()}/names",
        "item-untitled": untitled.get_absolute_url(),
        "item-untitled-names": f"{untitled.get_absolute_url()}/names",
        "item-names-others": f"{alone.get_absolute_url()}/names",
        "new-alike": "/new?title=Best+soup+ever",
        "comment": f"{alone.get_absolute_url()}/comment",
        "me": "/me",
        "me-list": f"/me{demo.get_absolute_url()}",
        "me-list-removed": f"/me{pasted.get_absolute_url()}",
        "me-erase": "/me/erase",
        "new": "/new",
        "preview": f"/new/{draft.pk}",
        "sign-in": "/sign-in",
        "sign-up": "/sign-up",
        "reset": "/reset",
        "person": "/@mo",
        "notices": "/notices",
        "notices-later": "/notices?before=1",
        "following": "/following",
        "following-undo": f"/following?unfollowed=list:{demo.pk}&position=1.1",
        "stop": unsubscribe_path(UnsubscribeLink(mo.pk, "daily")),
        "stop-one": unsubscribe_path(UnsubscribeLink(mo.pk, topic_id=Topic.objects.get(list=demo).pk)),
        "stop-nothing": unsubscribe_path(UnsubscribeLink(0)),
        "nothing": "/nothing",
    }


def account_pages(account: Account) -> dict[str, str]:
    """Name -> address of what somebody sees who is signed in, with a passkey and something to lose."""
    passkey = add_passkey(account, "<b>phone")
    soups = create_list(title="Best <b>soups", items=[NewItem("Pea")], voter=account.voter)
    cast_vote(voter=account.voter, item=soups.items.get())
    comment_on_item(voter=account.voter, item=soups.items.get(), author="", text="Mine.", nonce=uuid.uuid4())
    return {
        "account": "/account",
        "account-name": "/account/name",
        "account-email": "/account/email",
        "account-password": "/account/password",
        "account-no-password": "/account/password/remove",
        "account-passkey-add": "/account/passkeys/add",
        "account-passkey-rename": f"/account/passkeys/{passkey.pk}/rename",
        "account-passkey-remove": f"/account/passkeys/{passkey.pk}/remove",
        "account-app": "/account/app",
        "account-prove": "/account/prove",
        "account-prove-by-passkey": "/account/prove/passkey",
        "account-prove-by-mail": "/account/prove/mail",
        "account-delete": "/account/delete",
        "account-sign-out": "/sign-out",
        "account-me": "/me",
        "account-notices": "/notices",
        "account-following": "/following",
    }
