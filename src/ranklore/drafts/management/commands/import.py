"""`ranklore import FILE`: publish a page from a file as a list. With --dry-run, only parse it."""

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

from ranklore.drafts.actions.publish import publish_page
from ranklore.drafts.editor.edits import count_comments
from ranklore.drafts.upload import ParsedUpload, check_upload_size, parse_bytes, with_title_and_prompt
from ranklore.lists.validation import validate_title
from ranklore.parsing.limits import PasteRefused
from ranklore.parsing.result import ParsedPage
from ranklore.text.errors import Refused


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
            reading = _parse_file(options["file"], options["title"])
            address = "" if options["dry_run"] else _publish_page(reading)
        except (PasteRefused, Refused) as refused:
            sys.exit(str(refused))  # on stderr, with exit code 1
        except DatabaseError as error:
            sys.exit(f"The database could not take it, so nothing was written: {error}")
        try:
            self._tell(reading, address, as_json=options["json"])
        except BrokenPipeError:  # whoever reads this, as `meta_elements_of` does, has enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _tell(self, reading: ParsedUpload, address: str, *, as_json: bool) -> None:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # JSON is, and names come in every script
        if as_json:
            self.stdout.write(json.dumps(reading.parsed.as_json(), indent=2, ensure_ascii=False))
            if address:
                self.stderr.write(address)
        else:
            self.stdout.write(address or reading.parsed.title or "(no title)")
            self.stdout.write(_summary(reading))
        self.stdout.flush()


def _publish_page(reading: ParsedUpload) -> str:
    """The address of the list."""
    if not reading.parsed.title:
        raise Refused("The page has no title of its own. Give it one with --title.")
    call_command("migrate", verbosity=0, interactive=False)
    return publish_page(reading.parsed, voter=None).get_absolute_url()


def _parse_file(file: str, title: str) -> ParsedUpload:
    return with_title_and_prompt(parse_bytes(_read_file(file)), validate_title(title) if title else "", "")


def _read_file(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    path = Path(file)
    try:
        if path.is_file():  # a pipe has no size before it is read
            check_upload_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise PasteRefused(f"{file} cannot be read: {error.strerror or error}.") from error


def _summary(reading: ParsedUpload) -> str:
    parsed = reading.parsed
    lines = [_counts(parsed), *(f"  line {each.line}: {each.text}" for each in parsed.questions)]
    return "\n".join([reading.note, *lines] if reading.note else lines)


def _counts(parsed: ParsedPage) -> str:
    counts = (
        (len(parsed.items), "item"),
        (count_comments(parsed), "comment"),
        (len(parsed.questions), "question"),
    )
    return ", ".join(f"{count:,} {what}{'' if count == 1 else 's'}" for count, what in counts)
