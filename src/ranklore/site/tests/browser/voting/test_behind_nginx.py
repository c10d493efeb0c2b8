"""A first vote on a page from the cache of nginx, with the configuration in docs/proxies."""

import getpass
import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from ranklore.ballots.models import Vote
from ranklore.people.models import Voter
from ranklore.site.tests.browser.visits import open_visit
from ranklore.site.tests.concurrency.processes import answers, free_port, served_site, wait_until

CONFIGURATION = Path(__file__).parents[6] / "docs/proxies/nginx.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
]


def configuration(folder, port, upstream):
    """That of the docs, for this machine: without TLS, and with other ports and paths."""
    text = CONFIGURATION.read_text()
    changes = {
        r"127\.0\.0\.1:8000": f"127.0.0.1:{upstream}",
        r"/var/cache/nginx/ranklore": f"{folder}/cache",
        r"listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
        r"    ssl_certificate.*\n": "",
        r"server_name [^;]+": "server_name 127.0.0.1",
        r"Host \$host;": "Host $http_host;",  # the port is part of this site's name
        r"    location /static/ {[^}]*}": "",
        r"limit_req .*;": "",
    }
    for pattern, new in changes.items():
        text, found = re.subn(pattern, new, text)
        assert found, pattern
    return f"""
        daemon off; user {getpass.getuser()}; pid {folder}/pid; error_log {folder}/error.log;
        events {{}}
        http {{ access_log off; {text}
            client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
            uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
        }}"""


@pytest.fixture
def site(songs, tmp_path):
    """The address of nginx in front of two processes."""
    port = free_port()
    with served_site(tmp_path) as (upstream, _server):
        (tmp_path / "nginx.conf").write_text(configuration(tmp_path, port, upstream))
        command = [NGINX, "-c", f"{tmp_path}/nginx.conf", "-p", str(tmp_path)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as nginx:
            wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
            yield SimpleNamespace(url=f"http://127.0.0.1:{port}")
            nginx.terminate()


@pytest.fixture
def visit(browser, site, variant):
    yield from open_visit(browser, site, *variant)


@pytest.mark.variants("desktop", "phone without script")
def test_a_first_vote_by_double_click_on_a_page_from_the_cache(site, songs, visit):
    address = f"{site.url}/l/{songs.slug}"
    seen = []
    visit.page.on("response", lambda response: seen.append(response) if response.url == address else None)

    def is_from_cache():
        visit.go(f"/l/{songs.slug}")
        return seen[-1].header_value("X-Cache") == "HIT"

    wait_until(is_from_cache)
    dust = visit.page.get_by_role("button", name=re.compile("^Vote for Dust,"))
    dust.dblclick()
    visit.settled()
    visit.go(f"/l/{songs.slug}")
    expect(dust).to_have_attribute("aria-pressed", "true")
    assert seen[-1].header_value("X-Cache") == "BYPASS"
    assert Vote.objects.filter(item__name="Dust").count() == 1
    assert Voter.objects.filter(pk__in=Vote.objects.values("voter")).count() == 1
    with urlopen(address) as others:
        assert "Set-Cookie" not in others.headers and 'aria-pressed="true"' not in others.read().decode()
