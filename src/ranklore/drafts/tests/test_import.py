"""`ranklore import FILE`: a page from a file becomes a list, or is only parsed."""

import io
import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from ranklore.discussion.models import Comment
from ranklore.lists.models import RankedList
from ranklore.parsing.parser import parse_page

PAGE = "Saddest songs\n\n1. Kokoro by Kagamine Rin\n2. Alone by Mika\n3. Bells by Mika\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "songs.txt"
    path.write_text(PAGE)
    return path


def run(*arguments: object) -> str:
    out = io.StringIO()
    call_command("import", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def ranklore(*arguments: object, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "ranklore", "import", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "ranklore.site.settings", **environment},
        timeout=60,
        check=False,
    )


@pytest.mark.django_db
def test_a_file_becomes_a_list_and_its_address_is_printed(file):
    lines = run(file).splitlines()
    ranked_list = RankedList.objects.get()
    assert lines[:2] == ["/l/saddest-songs", "3 items, 0 comments, 0 questions"]
    assert (ranked_list.title, ranked_list.created_by, ranked_list.is_pasted) == ("Saddest songs", None, True)
    assert [(item.name, item.credits) for item in ranked_list.items.order_by("start_place")] == [
        ("Kokoro", ["Kagamine Rin"]),
        ("Alone", ["Mika"]),
        ("Bells", ["Mika"]),
    ]


@pytest.mark.django_db
def test_its_own_json_is_parsed_to_the_same_page(tmp_path, file):
    shown = run(file, "--dry-run", "--json")
    (tmp_path / "songs.json").write_text(shown)
    assert run(tmp_path / "songs.json", "--dry-run", "--json") == shown


@pytest.mark.django_db
def test_comments_come_under_their_items(tmp_path):
    item = {"name": "Kokoro", "credits": [], "line": 1, "comments": [{"text": "I cried.", "line": 2, "cut": False}]}
    (tmp_path / "a.json").write_text(json.dumps({"title": "T", "prompt": "", "items": [item], "questions": []}))
    run(tmp_path / "a.json")
    assert Comment.objects.get().item.name == "Kokoro"


@pytest.mark.django_db
def test_json_goes_to_stdout_and_the_address_to_stderr(file):
    out, err = io.StringIO(), io.StringIO()
    call_command("import", str(file), "--json", stdout=out, stderr=err)
    assert json.loads(out.getvalue())["title"] == "Saddest songs"
    assert err.getvalue().strip() == RankedList.objects.get().get_absolute_url()


@pytest.mark.django_db
def test_a_title_can_be_given(file):
    run(file, "--title", "My songs")
    assert RankedList.objects.get().title == "My songs"


@pytest.mark.django_db
def test_the_questions_are_listed_by_line(tmp_path):
    asked = {"line": 7, "kind": "numbers", "text": "Is one missing?"}
    item = {"name": "Kokoro", "credits": [], "line": 1, "comments": []}
    (tmp_path / "a.json").write_text(json.dumps({"title": "T", "prompt": "", "items": [item], "questions": [asked]}))
    assert "1 item, 0 comments, 1 question\n  line 7: Is one missing?\n" in run(tmp_path / "a.json", "--dry-run")


@pytest.mark.django_db
def test_a_page_without_a_title_asks_for_one(tmp_path):
    item = {"name": "Kokoro", "credits": [], "line": 1, "comments": []}
    (tmp_path / "a.json").write_text(json.dumps({"title": "", "prompt": "", "items": [item], "questions": []}))
    assert "(no title)" in run(tmp_path / "a.json", "--dry-run")
    with pytest.raises(SystemExit, match="Give it one with --title"):
        run(tmp_path / "a.json")
    assert not RankedList.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["one line only", "A\nB\x00C\nD"])
def test_a_refused_page_saves_nothing(tmp_path, sent):
    (tmp_path / "page").write_text(sent)
    with pytest.raises(SystemExit, match=r"\.$"):
        run(tmp_path / "page")
    assert not RankedList.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("fails", [DatabaseError("disk I/O error"), RuntimeError("power cut")])
def test_a_failed_import_saves_nothing(file, monkeypatch, fails):
    def broken(*_: object) -> None:
        raise fails

    monkeypatch.setattr("ranklore.drafts.actions.publish.import_comments", broken)
    with pytest.raises((SystemExit, RuntimeError)):
        run(file)
    assert not RankedList.objects.exists()


def test_a_dry_run_needs_no_database(file, tmp_path):
    done = ranklore(file, "--dry-run", RANKLORE_HOME=str(tmp_path), DATABASE_URL="postgres://nobody@127.0.0.1:9/none")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == "Saddest songs\n3 items, 0 comments, 0 questions\n"
    assert not list(tmp_path.glob("*.sqlite3"))


def test_a_dry_run_with_json_prints_only_that(tmp_path):
    text = PAGE.replace("Kokoro", "ココロ")
    done = ranklore("-", "--dry-run", "--json", stdin=text.encode(), RANKLORE_HOME=str(tmp_path), LC_ALL="C")
    shown = json.loads(done.stdout)
    assert list(shown) == ["title", "prompt", "items", "questions"]
    assert shown["items"][0] == {"name": "ココロ", "credits": ["Kagamine Rin"], "line": 3, "comments": []}
    assert "ココロ".encode() in done.stdout and done.stdout.startswith(b'{\n  "title"')
    assert (done.returncode, done.stderr) == (0, b"")


def test_names_are_printed_in_any_locale(tmp_path):
    text = PAGE.replace("Kokoro", "ココロ").replace("Saddest songs", "悲しい歌")
    done = ranklore("-", "--dry-run", stdin=text.encode(), RANKLORE_HOME=str(tmp_path), PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, b"") and done.stdout.startswith("悲しい歌\n".encode())


def test_a_closed_pipe_is_not_an_error(tmp_path):
    item = {"name": "Kokoro", "credits": [], "line": 1, "comments": []}
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"title": "T", "prompt": "", "items": [item] * 2_000, "questions": []}))
    shell = f'"{sys.executable}" -m ranklore import "{path}" --dry-run --json | head -n 1'
    done = subprocess.run(shell, shell=True, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"{\n", b"")


def test_the_first_import_makes_the_database(file, tmp_path):
    for address in (b"/l/saddest-songs\n", b"/l/saddest-songs-2\n"):
        done = ranklore(file, RANKLORE_HOME=str(tmp_path), DATABASE_URL=f"sqlite:///{tmp_path}/new.sqlite3")
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.startswith(address)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", b""),
        (b"one line only", b""),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 40, b""),
        (b"Songs\n\n1. Kok\x00oro\n2. Alone\n", b""),
        (b"x" * 9_000_000, b"9.0 MB"),
        (b"a line\n" * 100_000, b"50,000"),
    ],
    ids=["empty", "one line", "picture", "NUL", "9 MB", "100,000 lines"],
)
def test_a_page_that_cannot_be_parsed_gets_one_sentence(tmp_path, content, sentence):
    path = tmp_path / "page"
    path.write_bytes(content)
    done = ranklore(path, RANKLORE_HOME=str(tmp_path / "home"))
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.count(b"\n") == 1 and done.stderr.endswith(b".\n") and sentence in done.stderr
    assert not list(tmp_path.glob("home/*.sqlite3"))


def test_a_missing_file_gets_one_sentence(tmp_path):
    for path, why in ((tmp_path / "nothing.txt", b"No such file"), (tmp_path, b"directory")):
        done = ranklore(path, RANKLORE_HOME=str(tmp_path))
        assert done.returncode == 1 and why in done.stderr and done.stderr.count(b"\n") == 1


def test_a_file_that_may_not_be_read_gets_one_sentence(file, monkeypatch):
    def forbidden(path):
        raise PermissionError(13, "Permission denied")  # raised here, since root may read every file

    monkeypatch.setattr("pathlib.Path.read_bytes", forbidden)
    with pytest.raises(SystemExit, match=r"^Cannot read .*songs\.txt: Permission denied\.$"):
        run(file)


def test_a_database_that_does_not_answer_gets_one_sentence(file, tmp_path):
    done = ranklore(file, RANKLORE_HOME=str(tmp_path), DATABASE_URL="postgres://nobody@127.0.0.1:9/none")
    assert done.returncode == 1 and b"nothing was written" in done.stderr and b"Traceback" not in done.stderr


@pytest.mark.django_db
def test_an_imported_page_has_every_comment_under_its_item(client, tmp_path):
    """A sample page with hard cases: the comments under each name in the file are on the page of that item."""
    hikes = Path(__file__).parents[2] / "parsing/tests/pages/quiet-hikes.txt"
    parsed = parse_page(hikes.read_text())
    address = run(hikes).splitlines()[0]
    assert client.get(address).context["head"].items == len(parsed.items) > 10
    items = RankedList.objects.get().items.order_by("start_place")
    for item, read in zip(items, parsed.items, strict=True):
        page = client.get(item.get_absolute_url())
        said = [
            " ".join(unescape(re.sub("<[^>]+>", " ", f"{each.first.words.opening} {each.first.words.rest}")).split())
            for each in page.context["discussion"].threads
        ]
        assert said == [" ".join(comment.text.removesuffix("...more").split()) for comment in read.comments]
