"""Create the demo list: real items, comments written for it, and simulated voters. Its page says so."""

import json
import random
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from ranklore.discussion.actions.comments import comment_on_item
from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter
from ranklore.site.actions.simulated_list import fill_with_simulated
from ranklore.site.simulation import standardize

CONTENT_FILE = Path(__file__).with_name("demo.json")
VOTER_COUNT = 400
DAYS_SIMULATED = 60
SEED = 39


@dataclass(frozen=True, slots=True)
class DemoList:
    ranked_list: RankedList
    is_new: bool


def make_demo_list() -> DemoList:
    """Create the demo list, or find the one that exists."""
    content = json.loads(CONTENT_FILE.read_text(encoding="utf-8"))
    there = RankedList.objects.filter(is_simulated=True, title=content["title"]).first()
    if there:
        return DemoList(there, is_new=False)
    with transaction.atomic():
        ranked_list = create_list(
            title=content["title"],
            prompt=content["prompt"],
            items=[
                NewItem(item["name"], tuple(item["credits"]), tuple(item.get("aliases", ())))
                for item in content["items"]
            ],
            is_simulated=True,
            category=content["category"],
            tags=content["tags"],
        )
        dice = random.Random(SEED)  # nosec B311
        items = list(ranked_list.items.order_by("start_place"))
        voters = _create_voters(content["voters"])
        _add_comments(items, content["items"], voters[: len(content["voters"])], dice)
        worth = standardize([item["appeal"] for item in content["items"]])
        fill_with_simulated(ranked_list, voters=voters, days=DAYS_SIMULATED, dice=dice, worth=lambda *_: worth)
    return DemoList(ranked_list, is_new=True)


def _create_voters(names: list[str]) -> list[Voter]:
    return Voter.objects.bulk_create(
        Voter(name=names[n] if n < len(names) else "", is_simulated=True) for n in range(VOTER_COUNT)
    )


def _add_comments(items: list[Item], content: list[dict[str, Any]], voters: list[Voter], dice: random.Random) -> None:
    for item, facts in zip(items, content, strict=True):
        writers = dice.sample(voters, len(facts["comments"]))
        for writer, text in zip(writers, facts["comments"], strict=True):
            comment_on_item(
                voter=writer,
                item=item,
                author=writer.name,
                text=text,
                nonce=uuid.uuid4(),
            )
