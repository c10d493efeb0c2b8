import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(__file__).parents[4]
SOURCE = ROOT / "src" / "ranklore"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FILE_TYPES = "py|md|html|css|js|toml|txt|lock"
CODE = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
COMMAND = re.compile(r"\b(?:ranklore|python -m ranklore) ([a-z]+)")
MAKE = re.compile(r"\bmake ([a-z-]+)")
BENCH = re.compile(r"\bpython (bench/\w+\.py)")
PATH = re.compile(rf"[\w./-]+/[\w.-]+\.(?:{FILE_TYPES})|[a-z_]+(?:/[a-z_]+)*/")
SETTING = re.compile(r"RANKLORE_[A-Z_]+")
BUILT = ("dist", "shots", "ranklore-data")
FORMER_WORDS = ("talk of the", "ledger", "how-manieth", "notices page", "that which")
WIDTHS = {"0015-sitemaps.md": 150}


@pytest.fixture(params=PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def document(request) -> Path:
    return request.param


def code_of(document: Path) -> list[str]:
    """What the page has in backticks, and the lines of its code blocks."""
    text = document.read_text()
    lines = [line.partition("#")[0] for block in BLOCK.findall(text) for line in block.splitlines()]
    return [*CODE.findall(BLOCK.sub("", text)), *lines]


def missing_paths(document: Path) -> Iterator[str]:
    for code in CODE.findall(BLOCK.sub("", document.read_text())):
        if not PATH.fullmatch(code) or code.partition("/")[0] in BUILT:
            continue
        if not any(
            (folder / code).exists() for folder in (ROOT, SOURCE, SOURCE / "site", SOURCE / "ranking" / "tests")
        ):
            yield code


def anchor_of(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_every_path_in_the_docs_exists(document):
    assert list(missing_paths(document)) == []


def test_every_make_verb_in_the_docs_exists(document):
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {verb for code in code_of(document) for verb in MAKE.findall(code)}
    assert named - verbs == set()


def test_every_make_verb_is_explained_to_contributors():
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    explained = set(re.findall(r"^\| `make ([a-z-]+)`", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE))
    assert verbs == explained


def test_every_ranklore_command_in_the_docs_exists(document):
    named = {command for code in code_of(document) for command in COMMAND.findall(code)}
    assert named - get_commands().keys() == set()


def test_every_benchmark_in_the_docs_exists(document):
    named = {bench for code in code_of(document) for bench in BENCH.findall(code)}
    assert [bench for bench in named if not (ROOT / bench).exists()] == []


def test_every_setting_in_the_docs_is_read(document):
    read = set(SETTING.findall((SOURCE / "site" / "settings.py").read_text()))
    assert set(SETTING.findall(document.read_text())) - read == set()


def test_every_row_of_the_settings_page_is_read():
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))
    read = (SOURCE / "site" / "settings.py").read_text()
    assert named
    assert [name for name in named if f'"{name}"' not in read] == []


def test_the_table_of_rate_limits_has_every_kind_and_its_default():
    table = re.findall(
        r"^\| `([a-z-]+)` \| .* \| `(\d+)(?:/(\d*)([smh]))?` \|$", (ROOT / "docs/settings.md").read_text(), re.M
    )
    seconds = {"s": 1, "m": 60, "h": 3600}
    documented = {kind: (int(uses), int(many or 1) * seconds[span]) for kind, uses, many, span in table if span}
    assert documented == {kind: (limit.max_uses, limit.seconds) for kind, limit in settings.LIMITS.by_kind.items()}


def test_every_link_in_the_docs_leads_somewhere(document):
    text = BLOCK.sub("", document.read_text())
    for target, anchor in LINK.findall(text):
        if target.startswith("http"):
            continue
        linked = (document.parent / target).resolve() if target else document
        assert linked.exists(), target
        if anchor:
            assert anchor in {anchor_of(heading) for heading in HEADING.findall(linked.read_text())}


def test_every_class_in_the_glossary_exists():
    glossary = (ROOT / "docs" / "words.md").read_text()
    named = {name.partition(".")[0] for name in CODE.findall(glossary) if re.fullmatch(r"[A-Z][A-Za-z]+(\.\w+)?", name)}
    code = "\n".join(path.read_text() for path in SOURCE.rglob("*.py") if "tests" not in path.parts)
    assert named
    assert [name for name in sorted(named) if not re.search(rf"^class {name}\b", code, re.MULTILINE)] == []


def test_lines_of_the_docs_wrap(document):
    prose = [line for line in BLOCK.sub("", document.read_text()).splitlines() if not line.startswith("|")]
    assert [line for line in prose if len(line) > WIDTHS.get(document.name, 120)] == []


def test_the_docs_have_no_former_words(document):
    text = document.read_text().lower()
    assert [word for word in FORMER_WORDS if word in text] == []
