"""Every text that people see is marked for translation, in templates and in code."""

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2]
APPS = ["core", "people", "lists", "ballots", "discussion", "drafts", "exchange", "search", "following", "site"]
PURE = ["text", "parsing"]  # these mark texts with `Message`

IN_BLOCK = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}"
    r"|{%\s*trans [^\"'].*?{%\s*endtrans\s*%}",  # of Jinja2
    re.DOTALL,
)
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
NOT_TEXT = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
TAG_OR_VARIABLE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
SPOKEN_ATTRIBUTE = re.compile(r'\b(?:aria-label|title|placeholder|alt|label)="([^"]*)"')
ELEMENT = re.compile(r"<[^>]*>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
SAME_EVERYWHERE = {
    "Ranklore",
    "rank",
    "lore",  # the wordmark
    "JSON",
    "CSV",
    "ZIP",
    "RSS",
    "Atom",
    "amp",
    "nbsp",
    "middot",
    "times",
    "hellip",
    "mdash",
}

MARKS = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
    "Message",
}
FOR_DEVELOPERS = {
    "ImproperlyConfigured",
    "TypeError",
    "ValueError",
    "KeyError",
    "AssertionError",
    "RuntimeError",
    "NotImplementedError",
    "CommandError",
    "Http404",
}
SENTENCE = re.compile(r"^[A-Z“‘].*\s.*[.?!…:]$", re.DOTALL)


def templates():
    folders = ("templates", "jinja2")
    paths = sorted(path for folder in folders for path in SOURCE.glob(f"*/{folder}/**/*"))
    return [path for path in paths if path.suffix in (".html", ".txt")]


def unmarked_in_template(text: str, *, is_html: bool) -> list[str]:
    text = IN_BLOCK.sub(" ", COMMENT.sub(" ", text))
    if is_html:
        text = NOT_TEXT.sub(" ", text)
    text = TAG_OR_VARIABLE.sub(" ", text)
    pieces = [*SPOKEN_ATTRIBUTE.findall(text), *ELEMENT.split(text)] if is_html else text.splitlines()
    return [
        " ".join(piece.split()) for piece in pieces if {*WORD.findall(re.sub(r"&\w+;", " ", piece))} - SAME_EVERYWHERE
    ]


def name_of_call(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def unmarked_in_code(tree: ast.Module) -> list[str]:
    """Strings that look like sentences for people. Docstrings, log lines and errors for developers do not count."""
    passed: set[ast.AST] = set()
    found = []
    for node in ast.walk(tree):  # parents come before their children
        is_passed = node in passed
        if isinstance(node, ast.Call):
            name = name_of_call(node)
            is_log = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) in (
                "log",
                "logger",
                "self.stdout",
            )
            is_passed = is_passed or name in MARKS | FOR_DEVELOPERS or is_log
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            is_passed = True  # a docstring
        if is_passed:
            passed.update(ast.iter_child_nodes(node))
        elif isinstance(node, ast.JoinedStr):
            passed.update(ast.iter_child_nodes(node))
            shown = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            if SENTENCE.match(shown):
                found.append(shown)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and SENTENCE.match(node.value):
            found.append(node.value)
    return found


@pytest.mark.parametrize("app", APPS)
def test_templates_have_no_unmarked_text(app):
    found = {
        f"{path.relative_to(SOURCE)}: {words}"
        for path in templates()
        if path.relative_to(SOURCE).parts[0] == app
        for words in unmarked_in_template(path.read_text(), is_html=path.suffix == ".html")
    }
    assert found == set()


@pytest.mark.parametrize("app", [*APPS, *PURE])
def test_code_has_no_unmarked_sentence(app):
    found = {
        f"{path.relative_to(SOURCE)}: {words}"
        for path in sorted((SOURCE / app).rglob("*.py"))
        if not {"tests", "migrations", "commands"} & {*path.relative_to(SOURCE).parts}
        for words in unmarked_in_code(ast.parse(path.read_text()))
    }
    assert found == set()


def test_scripts_have_no_sentences():
    found = {
        f"{path.relative_to(SOURCE)}: {words}"
        for path in sorted(SOURCE.glob("*/static/**/*.js"))
        for words in re.findall(r"[\"'`]([A-Z][^\"'`]* [^\"'`]*[.?!…])[\"'`]", path.read_text())
    }
    assert found == set()


@pytest.mark.parametrize(
    ("template", "unmarked"),
    [
        ('<p>{% translate "Say it." %}</p>', []),
        ("<p>Say it.</p>", ["Say it."]),
        ('<a title="Say it">{{ name }}</a>', ["Say it"]),
        ("{% blocktranslate %}<b>{{ name }}</b> said it{% endblocktranslate %} · {{ n }}", []),
        ("<script>let words = 'Say it.'</script>{# Say it. #}", []),
        ("{% trans n=3 %}{{ n }} said it{% pluralize %}{{ n }} say it{% endtrans %} Say it.", ["Say it."]),
    ],
)
def test_unmarked_text_in_a_template_is_found(template, unmarked):
    assert unmarked_in_template(template, is_html=True) == unmarked


@pytest.mark.parametrize(
    ("code", "unmarked"),
    [
        ('"""Say it now."""', []),
        ('raise Refused("Say it now.")', ["Say it now."]),
        ('raise Refused(_("Say it, %(name)s.") % {"name": name})', []),
        ('raise Refused(f"Say it, {name}.")', ["Say it, {}."]),
        ('log.info("Say it now.")', []),
        ('raise ValueError("Say it now.")', []),
    ],
)
def test_unmarked_sentences_in_code_are_found(code, unmarked):
    assert unmarked_in_code(ast.parse(code)) == unmarked
