"""The demonstration list: facts for items, our own words for comments, and simulated voters. It says so on its page."""

import json
import random
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from ranklore.discussion.actions import say
from ranklore.lists.actions import NewItem, create_list
from ranklore.lists.models import Item, RankedList
from ranklore.people.models import Voter
from ranklore.site.simulated import fill_with_simulated
from ranklore.site.simulation import spread

CONTENT = Path(__file__).with_name("demo.json")
VOTERS = 400
DAYS = 60
SEED = 39


@dataclass(frozen=True, slots=True)
class Demo:
    ranked_list: RankedList
    is_new: bool


def make_demo() -> Demo:
    """The demonstration list, made once: a second call finds the first one's."""
    content = json.loads(CONTENT.read_text(encoding="utf-8"))
    there = RankedList.objects.filter(is_simulated=True, title=content["title"]).first()
    if there:
        return Demo(there, is_new=False)
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
        voters = _voters(content["voters"])
        _comment(items, content["items"], voters[: len(content["voters"])], dice)
        worth = spread([item["appeal"] for item in content["items"]])
        fill_with_simulated(ranked_list, voters=voters, days=DAYS, dice=dice, worth=lambda *_: worth)
    return Demo(ranked_list, is_new=True)


def _voters(names: list[str]) -> list[Voter]:
    return Voter.objects.bulk_create(
        Voter(name=names[n] if n < len(names) else "", is_simulated=True) for n in range(VOTERS)
    )


def _comment(items: list[Item], content: list[dict[str, Any]], voters: list[Voter], dice: random.Random) -> None:
    for item, facts in zip(items, content, strict=True):
        writers = dice.sample(voters, len(facts["comments"]))
        for writer, text in zip(writers, facts["comments"], strict=True):
            say(
                voter=writer,
                item=item,
                author=writer.name,
                text=text,
                nonce=uuid.uuid4(),
            )
