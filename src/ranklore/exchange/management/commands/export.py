"""`ranklore export SLUG`: a list with its comments as JSON, which `ranklore import` can read."""

import json
import sys
from argparse import ArgumentParser
from io import TextIOWrapper
from typing import Any

from django.core.management.base import BaseCommand

from ranklore.exchange.queries.export import exported_page_for
from ranklore.lists.models import RankedList


class Command(BaseCommand):
    help = "Print a list with its comments as JSON. Votes are not included."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the part of the address of the list after /l/")

    def handle(self, *args: Any, **options: Any) -> None:
        ranked_list = RankedList.objects.filter(slug=options["slug"]).first()
        if ranked_list is None:
            sys.exit(f"There is no list at /l/{options['slug']}.")
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        self.stdout.write(json.dumps(exported_page_for(ranked_list).as_json(), indent=1, ensure_ascii=False))
