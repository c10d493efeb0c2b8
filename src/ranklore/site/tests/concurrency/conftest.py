import pytest

from ranklore.lists.actions.lists import create_list
from ranklore.lists.item_names import NewItem
from ranklore.site.tests.concurrency.processes import redis_server


@pytest.fixture
def lists(db):
    return [create_list(title=f"List {n}", items=[NewItem(f"Item {m}") for m in range(8)]) for n in range(3)]


@pytest.fixture
def redis(tmp_path):
    with redis_server(tmp_path / "redis") as server:
        yield server
