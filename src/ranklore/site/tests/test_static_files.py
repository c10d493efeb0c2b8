"""Static files that only import others become one file on a deployed site."""

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from ranklore.site.static_files import joined_text

STORAGE = {"BACKEND": "ranklore.site.static_files.JoinedStaticFilesStorage"}
FILES = {
    "a/all.css": '/* All. */\n@import url("one.css");\n@import url("../b/two.css");\n',
    "a/one.css": '/* One. */\np { background: url("one.png"); }',
    "b/two.css": "b { mask: url('data:image/svg+xml,<svg/>'); }",
    "b/all.css": '@import url("../a/one.css");\n',
    "a/all.js": '// All.\nimport "./one.js";\nimport "./two.js";\n',
    "a/one.js": '// One.\nimport { KIND } from "./kind.js";\n\nconst shown = KIND;',
    "a/two.js": 'import { KIND } from "./kind.js";\n\nconst shown = KIND + 2;',
    "a/kind.js": 'export const KIND = "k";',
}


@pytest.fixture
def deployed(settings, tmp_path):
    """The folder of the collected static files."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": STORAGE}
    call_command("collectstatic", verbosity=0, interactive=False)
    return tmp_path


def test_style_sheets_are_joined_in_their_order():
    assert (
        joined_text("a/all.css", FILES.get)
        == "p { background: url(\"one.png\"); }\nb { mask: url('data:image/svg+xml,<svg/>'); }"
    )


def test_a_style_sheet_with_addresses_is_not_joined_in_another_folder():
    with pytest.raises(ValueError, match="a/one.css"):
        joined_text("b/all.css", FILES.get)


def test_scripts_keep_their_names_apart_and_share_what_several_import():
    assert joined_text("a/all.js", FILES.get) == (
        'const KIND = "k";\n{\n\nconst shown = KIND;}\n{\n\nconst shown = KIND + 2;}'
    )


@pytest.mark.parametrize("name", ["a/one.css", "a/one.js", "a/kind.js"])
def test_other_files_stay_as_they_are(name):
    assert joined_text(name, FILES.get) is None


@pytest.mark.parametrize(
    "name", ["core/every_page.css", "core/every_page.js", "site/list_page.css", "site/item_page.css"]
)
def test_a_deployed_site_serves_no_imports(deployed, name):
    served = (deployed / staticfiles_storage.stored_name(name)).read_text()
    assert len(served) > 5_000
    assert not [line for line in served.splitlines() if line.startswith(("@import", "import ", "export "))]
