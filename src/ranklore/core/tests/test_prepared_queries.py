"""Queries that are built once give what the queryset gives."""

import uuid

import pytest

from ranklore.core.database.prepared import PreparedQuery
from ranklore.people.access import guest_for_key
from ranklore.people.models import Account, Voter
from ranklore.people.sign_in.backend import AccountBackend
from ranklore.people.tests.accounts import account_of

pytestmark = pytest.mark.django_db


def test_arguments_go_where_the_queryset_has_them(ada, ben):
    by_id_or_name = PreparedQuery(
        lambda pk, name, key: (
            Voter.objects.filter(pk__gte=pk, name=name, is_simulated=False).exclude(key=key).values_list("pk", "trust")
        ),
        int,
        str,
        uuid.UUID,
    )
    assert by_id_or_name.rows(ada.pk, "ben", uuid.uuid4()) == [(ben.pk, 1.0)]
    assert by_id_or_name.rows(ada.pk, "ben", ben.key) == []
    assert by_id_or_name.exists(ada.pk, "ada", ben.key) and not by_id_or_name.exists(ben.pk, "ada", ben.key)


def test_a_text_cannot_change_the_query(ada):
    by_name = PreparedQuery(lambda name: Voter.objects.filter(name=name).values_list("pk"), str)
    assert by_name.rows("x' OR '1'='1") == [] and by_name.rows("%s") == []


def test_a_guest_is_the_row_of_the_key(ben):
    guest = guest_for_key(ben.key)
    assert guest == ben and guest.created_at == ben.created_at
    for name in ("key", "account_id", "name", "is_simulated", "trust"):
        assert getattr(guest, name) == getattr(ben, name)
    assert guest_for_key(uuid.uuid4()).pk is None


def test_a_voter_with_an_account_is_no_guest():
    assert guest_for_key(account_of("mo").voter.key).pk is None


def test_an_account_comes_with_its_voter(django_assert_num_queries):
    mo = account_of("mo")
    voter = mo.voter
    with django_assert_num_queries(2):
        account = AccountBackend().get_user(mo.pk)
        assert account == mo and account.voter == voter and account.voter.account is account
        assert account.is_active and account.is_authenticated and account.password == mo.password
    account.name = "momo"
    account.save(update_fields=["name"])
    assert "momo" in Account.objects.get(pk=mo.pk).words


def test_a_closed_or_missing_account_is_nobody(db):
    mo = account_of("mo")
    Account.objects.filter(pk=mo.pk).update(is_active=False)
    assert AccountBackend().get_user(mo.pk) is None and AccountBackend().get_user(10**12) is None
