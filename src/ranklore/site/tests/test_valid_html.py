"""Every page is valid HTML, by the Nu validator."""

import json
import os
import shutil
import subprocess
import uuid
from pathlib import Path

import pytest

from ranklore.site.tests.main_pages import main_pages

ROOT = Path(__file__).parents[4]
JAR = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
INSTALL = "The HTML is checked with Java and npm (Debian: apt install default-jre-headless npm); they are not there."


@pytest.fixture(scope="module")
def validator() -> list[str]:
    """The command of the validator, fetched from npm once. Skips (in CI: fails) without Java or npm."""
    java, npm = shutil.which("java"), shutil.which("npm")
    if not java or not npm:
        pytest.fail(INSTALL, pytrace=False) if os.environ.get("CI") else pytest.skip(INSTALL)
    if not JAR.exists():
        subprocess.run([npm, "ci", "--silent", "--no-audit", "--no-fund"], cwd=ROOT, check=True)
    return [java, "-jar", str(JAR), "--format", "json", "--errors-only", "--stdout"]


@pytest.mark.django_db
def test_every_page_is_valid(validator, ben, client_of, tmp_path):
    client = client_of(ben)
    pages = main_pages(ben)
    answers = {name: client.get(address) for name, address in pages.items()}
    answers["add-refused"] = client.post(pages["add"], {"name": "Alone", "nonce": uuid.uuid4()})
    answers["comment-refused"] = client.post(pages["comment"], {"text": "", "author": "x" * 50, "nonce": "?"})
    answers["new-refused"] = client.post(pages["new"], {"text": "one line"})
    answers["not-this-way"] = client.get(f"{pages['list']}/vote")
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code >= 500} == {}
    for name, answer in answers.items():
        (tmp_path / f"{name}.html").write_bytes(answer.content)
    files = [str(tmp_path / f"{name}.html") for name in answers]
    found = json.loads(subprocess.run([*validator, *files], capture_output=True, check=False).stdout)
    assert [f"{Path(each['url']).name}:{each.get('lastLine')}: {each['message']}" for each in found["messages"]] == []
