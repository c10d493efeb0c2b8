"""`ranklore import FILE`: a page from a file becomes a list, or with --dry-run is only read."""

import json
import os
import sys
from argparse import ArgumentParser
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError

from ranklore.exchange.actions import publish_pasted
from ranklore.exchange.reading import Reading, check_size, read_bytes, with_own_words
from ranklore.exchange.rules import count_comments
from ranklore.lists.rules import Pasted, PasteRefused
from ranklore.lists.rules.checks import checked_title
from ranklore.shell.refused import Refused


class Command(BaseCommand):
    help = "Make a list of a page: plain text, Markdown, HTML, CSV, TSV or JSON."
    requires_system_checks = ()  # a dry run has to be quick, and none of the checks is about reading a file

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the page, or - for what is piped in")
        parser.add_argument("--dry-run", action="store_true", help="say what was understood and write nothing")
        parser.add_argument("--json", action="store_true", help="print what was understood as JSON")
        parser.add_argument("--title", default="", help="the title of the list, instead of the page's own")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reading = _read(options["file"], options["title"])
            address = "" if options["dry_run"] else _publish(reading)
        except (PasteRefused, Refused) as refused:
            sys.exit(str(refused))  # on stderr, with exit code 1
        except DatabaseError as error:
            sys.exit(f"The database could not take it, so nothing was written: {error}")
        try:
            self._tell(reading, address, as_json=options["json"])
        except BrokenPipeError:  # whoever reads this, as `head` does, has enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _tell(self, reading: Reading, address: str, *, as_json: bool) -> None:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # JSON is, and names come in every script
        if as_json:
            self.stdout.write(json.dumps(reading.pasted.as_json(), indent=2, ensure_ascii=False))
            if address:
                self.stderr.write(address)
        else:
            self.stdout.write(address or reading.pasted.title or "(no title)")
            self.stdout.write(_summary(reading))
        self.stdout.flush()


def _publish(reading: Reading) -> str:
    """The address of the list."""
    if not reading.pasted.title:
        raise Refused("The page has no title of its own. Give it one with --title.")
    call_command("migrate", verbosity=0, interactive=False)
    return publish_pasted(reading.pasted, voter=None).get_absolute_url()


def _read(file: str, title: str) -> Reading:
    return with_own_words(read_bytes(_bytes_of(file)), checked_title(title) if title else "", "")


def _bytes_of(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    path = Path(file)
    try:
        if path.is_file():  # a pipe has no size before it is read
            check_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise PasteRefused(f"{file} cannot be read: {error.strerror or error}.") from error


def _summary(reading: Reading) -> str:
    pasted = reading.pasted
    lines = [_figures(pasted), *(f"  line {each.line}: {each.text}" for each in pasted.questions)]
    return "\n".join([reading.note, *lines] if reading.note else lines)


def _figures(pasted: Pasted) -> str:
    counts = (
        (len(pasted.items), "item"),
        (count_comments(pasted), "comment"),
        (len(pasted.questions), "question"),
    )
    return ", ".join(f"{count:,} {what}{'' if count == 1 else 's'}" for count, what in counts)
