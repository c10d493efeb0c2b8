"""The page of a personal ranking and its forms."""

import re

from ranklore.ballots.actions.personal_ranking import save_ranking
from ranklore.ballots.queries.personal_ranking import personal_ranking_of


def rank_items(voter, songs, here, names):
    save_ranking(voter=voter, ranked_list=songs, item_ids=[here[name].pk for name in names])


def ranked_names(voter, songs):
    names = dict(songs.items.values_list("pk", "name"))
    return [names[pk] for pk in personal_ranking_of(voter, songs.pk).ids]


def post_change(client, voter, songs, what, item=None, **more):
    """Send a form of the page, and return the messages of the next page."""
    form = {"made_from": personal_ranking_of(voter, songs.pk).version, **more}
    response = client.post(f"/l/{songs.slug}/mine/{what}", form | ({"item": item.pk} if item else {}))
    assert response.status_code == 303
    return notices_at(client, response.url)


def notices_at(client, address):
    page = client.get(address).content.decode()
    return re.sub("[\u2068\u2069]", "", page[page.index('id="notices"') :])
