"""A site that has guests, votes and comments gets accounts."""

import uuid

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ranklore.people.sealing import opened
from ranklore.search.index import differences, ensure

BEFORE = [("people", "0002_trust")]


@pytest.fixture(autouse=True)
def index_is_made_again(transactional_db):
    """As `migrate` does it afterwards."""
    yield
    ensure()
    assert list(differences("person")) == []


def test_guests_and_what_they_did_stay_as_they_are():
    executor = MigrationExecutor(connection)
    now = executor.loader.graph.leaf_nodes()
    executor.migrate([("socialaccount", None), ("account", None), ("mfa", None), *BEFORE])
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


def test_secrets_that_were_kept_in_the_clear_are_sealed():
    executor = MigrationExecutor(connection)
    now = executor.loader.graph.leaf_nodes()
    executor.migrate([("people", "0005_link")])
    try:
        old = executor.loader.project_state([("people", "0005_link"), ("mfa", "0003_authenticator_type_uniq")]).apps
        mo = old.get_model("people", "Account").objects.create(email="mo@example.org")
        for kind, data in (
            ("totp", {"secret": "JBSWY3DPEHPK3PXP"}),
            ("recovery_codes", {"seed": "0a" * 40, "used_mask": 5}),
            ("webauthn", {"name": "phone"}),
        ):
            old.get_model("mfa", "Authenticator").objects.create(user_id=mo.pk, type=kind, data=data)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(now)
    from allauth.mfa.models import Authenticator

    kept = {way.type: way.data for way in Authenticator.objects.all()}
    assert opened(kept["totp"]["secret"]) == "JBSWY3DPEHPK3PXP" != kept["totp"]["secret"]
    assert opened(kept["recovery_codes"]["seed"]) == "0a" * 40 and kept["recovery_codes"]["used_mask"] == 5
    assert kept["webauthn"] == {"name": "phone"}


def test_lists_from_before_there_were_pulses_have_their_voters():
    from ranklore.ballots.models import Board
    from ranklore.lists.actions import create_list
    from ranklore.lists.models import Pulse

    executor = MigrationExecutor(connection)
    now = executor.loader.graph.leaf_nodes()
    executor.migrate([("ballots", "0003_every_way_to_have_a_say")])
    try:
        counted, empty = create_list(title="Saddest songs"), create_list(title="Best soups")
        Board.objects.update_or_create(list=counted, defaults={"voters": 7})
        Pulse.objects.update(voters=0)
    finally:
        MigrationExecutor(connection).migrate(now)
    assert [Pulse.objects.get(list=each).voters for each in (counted, empty)] == [7, 0]
