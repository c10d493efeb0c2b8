"""A site that has guests, votes and comments gets accounts."""

import uuid

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("people", "0002_trust")]


@pytest.mark.django_db(transaction=True)
def test_guests_and_what_they_did_stay_as_they_are():
    executor = MigrationExecutor(connection)
    now = executor.loader.graph.leaf_nodes()
    executor.migrate([("account", None), ("mfa", None), *BEFORE])
    try:
        old = executor.loader.project_state(BEFORE).apps
        key = uuid.uuid4()
        old.get_model("people", "Voter").objects.create(key=key, name="pat")
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(now)
    from ranklore.people.models import Voter

    guest = Voter.objects.get(key=key)
    assert (guest.name, guest.account) == ("pat", None)
