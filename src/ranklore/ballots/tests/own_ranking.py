"""A voter's own ranking, as its page and its forms have it."""

import re

from ranklore.ballots.actions import put_in_order
from ranklore.ballots.order import order_of


def put(voter, songs, here, names):
    put_in_order(voter=voter, ranked_list=songs, item_ids=[here[name].pk for name in names])


def mine(voter, songs):
    names = dict(songs.items.values_list("pk", "name"))
    return [names[pk] for pk in order_of(voter, songs.pk).ids]


def post(client, voter, songs, what, item=None, **more):
    """Send a form of the page, and give what the page says then."""
    form = {"made_from": order_of(voter, songs.pk).version, **more}
    response = client.post(f"/l/{songs.slug}/mine/{what}", form | ({"item": item.pk} if item else {}))
    assert response.status_code == 303
    return said(client, response.url)


def said(client, address):
    page = client.get(address).content.decode()
    return re.sub("[\u2068\u2069]", "", page[page.index('id="notices"') :])
