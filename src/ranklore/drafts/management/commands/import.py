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
    help = "Publish a page as a list. The page may be plain text, Markdown, HTML, CSV, TSV or JSON."
    requires_system_checks = ()  # they slow down a dry run, and none of them concerns reading a file

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the file to read, or - for standard input")
        parser.add_argument("--dry-run", action="store_true", help="print what was parsed and write nothing")
        parser.add_argument("--json", action="store_true", help="print the parsed page as JSON")
        parser.add_argument("--title", default="", help="the title of the list; replaces the title of the page")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            upload = _parse_file(options["file"], options["title"])
            address = "" if options["dry_run"] else _publish_page(upload)
        except (PasteRefused, Refused) as refused:
            sys.exit(str(refused))  # on stderr, with exit code 1
        except DatabaseError as error:
            sys.exit(f"The database failed, so nothing was written: {error}")
        try:
            self._print_result(upload, address, as_json=options["json"])
        except BrokenPipeError:  # the reader has closed the pipe, as `head` does; not an error
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _print_result(self, upload: ParsedUpload, address: str, *, as_json: bool) -> None:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # JSON must be UTF-8, and names may be in any script
        if as_json:
            self.stdout.write(json.dumps(upload.parsed.as_json(), indent=2, ensure_ascii=False))
            if address:
                self.stderr.write(address)
        else:
            self.stdout.write(address or upload.parsed.title or "(no title)")
            self.stdout.write(_summary(upload))
        self.stdout.flush()


def _publish_page(upload: ParsedUpload) -> str:
    """Publish the page and return the address of the list."""
    if not upload.parsed.title:
        raise Refused("The page has no title. Give it one with --title.")
    call_command("migrate", verbosity=0, interactive=False)
    return publish_page(upload.parsed, voter=None).get_absolute_url()


def _parse_file(file: str, title: str) -> ParsedUpload:
    return with_title_and_prompt(parse_bytes(_read_file(file)), validate_title(title) if title else "", "")


def _read_file(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    path = Path(file)
    try:
        if path.is_file():  # the size of a pipe is not known before it is read
            check_upload_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise PasteRefused(f"Cannot read {file}: {error.strerror or error}.") from error


def _summary(upload: ParsedUpload) -> str:
    parsed = upload.parsed
    lines = [_counts(parsed), *(f"  line {question.line}: {question.text}" for question in parsed.questions)]
    return "\n".join([upload.note, *lines] if upload.note else lines)


def _counts(parsed: ParsedPage) -> str:
    counts = (
        (len(parsed.items), "item"),
        (count_comments(parsed), "comment"),
        (len(parsed.questions), "question"),
    )
    return ", ".join(f"{count:,} {noun}{'' if count == 1 else 's'}" for count, noun in counts)
