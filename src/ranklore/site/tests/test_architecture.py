"""Rules of the layout that import-linter cannot see."""

import re
import subprocess
import sys
import tomllib
import uuid
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from ranklore.drafts.tests.factories import make_draft
from ranklore.parsing.limits import AUTHOR_MAX
from ranklore.people.models import Voter

SOURCE = Path(__file__).parents[2]
ROOT = SOURCE.parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
(LAYERS,) = [contract["layers"] for contract in CONTRACTS if contract.get("containers") == ["ranklore"]]
HEIGHT = {app.strip(): height for height, layer in enumerate(reversed(LAYERS)) for app in layer.split("|")}
OURS = [config for config in apps.get_app_configs() if config.name.startswith("ranklore.")]


def may_use(app: str, other: str) -> bool:
    return app == other or HEIGHT[other] < HEIGHT[app]


def test_foreign_keys_point_down():
    for config in OURS:
        for model in config.get_models():
            for field in model._meta.get_fields():
                if field.is_relation and field.concrete:
                    other = field.related_model._meta.app_label
                    assert may_use(config.label, other), f"{model.__name__}.{field.name} points up to {other}"


def templates():
    """Of pages, and of components."""
    return [*SOURCE.glob("*/templates/**/*.html"), *SOURCE.glob("*/jinja2/**/*.html")]


def test_template_includes_point_down():
    for template in templates():
        app = template.relative_to(SOURCE).parts[0]
        for used in re.findall(r"""{%\s*(?:include|extends|component)\s+["'](\w+)/""", template.read_text()):
            assert may_use(app, used), f"{template.name} of {app} uses a template of {used}"


def test_templates_of_an_app_are_in_its_own_folder():
    for template in templates():
        app, _, folder, *_ = template.relative_to(SOURCE).parts
        assert folder == app, f"{template.name} of {app} is in {folder}"


def modules_after(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after some code."""
    command = [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"]
    seen = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return {name.split(".")[0] for name in seen}


def test_the_ranking_engine_imports_only_numpy():
    brought = modules_after("import ranklore.ranking") - modules_after("import numpy, numpy.random")
    assert brought - sys.stdlib_module_names == {"ranklore"}


def test_the_parser_does_not_import_django():
    assert "django" not in modules_after("import ranklore.parsing")


def test_no_page_loads_anything_from_another_site():
    for file in [
        *templates(),
        *SOURCE.glob("*/static/**/*.css"),
        *SOURCE.glob("*/static/**/*.js"),
    ]:
        for address in re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(https?:)?//[\w.]+", file.read_text()):
            pytest.fail(f"{file.relative_to(SOURCE)} loads {address}")


def test_every_setting_is_documented():
    named = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (SOURCE / "site/settings.py").read_text()))
    documented = (ROOT / "docs/settings.md").read_text()
    assert {name for name in named if f"`{name}`" not in documented} == set()


def every_address(patterns, before=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from every_address(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_every_address_refuses_other_methods(songs, ada, client_of, method):
    item, client, draft = songs.items.first(), client_of(ada), make_draft(ada, "A")
    for pattern in every_address(get_resolver().url_patterns):
        known = {"slug": songs.slug, "item_id": str(item.pk), "draft_id": str(draft.pk), "key": str(uuid.uuid4())}
        address = "/" + re.sub(r"<(\w+):(\w+)>", lambda match, known=known: known.get(match[2], "1"), pattern)
        assert getattr(client, method)(address).status_code == 405, f"{method} {address}"


def test_the_name_under_a_comment_fits_the_name_of_a_voter():
    assert Voter._meta.get_field("name").max_length >= AUTHOR_MAX
