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
