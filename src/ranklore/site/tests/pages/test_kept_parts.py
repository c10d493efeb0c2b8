"""Parts of pages that a process keeps: a page with them is the page without them."""

import re

import pytest

from ranklore.core.templatetags import kept
from ranklore.people.tests.accounts import account_of, signed_in
from ranklore.site.tests.main_pages import main_pages

NEW_EACH_TIME = re.compile(rb'(?<=value=")[^"]*(?=")|(?<=data-challenge=")[^"]*(?=")|(?<=>)(?:[^<]* ago|now)(?=<)')
"""Nonces, tokens, challenges, and times from now."""


@pytest.mark.django_db
def test_pages_with_kept_parts_are_the_same(ben, client_of, monkeypatch):
    pages = {name: address for name, address in main_pages(ben).items() if "compare" not in name}  # a random pair
    visitors = {"guest": client_of(ben), "person": signed_in(account_of("reader"))}

    def seen():
        return {
            (who, name): NEW_EACH_TIME.sub(b"", client.get(address).content)
            for who, client in visitors.items()
            for name, address in pages.items()
        }

    visitors["person"].get("/")  # says once that they signed in
    kept.clear_kept_parts()
    with_kept_parts = seen()  # each is kept by the first page that has it, for all others
    assert kept._kept
    monkeypatch.setattr(kept.KeptNode, "render", lambda self, context: self.nodelist.render(context))
    assert with_kept_parts == seen()
