"""Accounts, their names and provider links, voters, and sessions."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.urls import reverse

from ranklore.core.database.searchable import Searchable, SearchableQuerySet
from ranklore.people.names import NAME_MAX
from ranklore.text.search_tokens import name_tokens


class AccountManager(BaseUserManager["Account"]):
    """`actions.accounts.start_account` creates accounts. Django and allauth expect a manager for the rest."""

    def get_queryset(self) -> SearchableQuerySet["Account"]:
        return SearchableQuerySet(self.model, using=self._db)


class Account(Searchable, AbstractBaseUser):
    """An email address to sign in with, and a public name.

    An account has no name and no password until its address is verified. So nobody gains anything by signing up with
    somebody else's address.
    """

    SEARCH_FIELDS: ClassVar = frozenset(("name",))

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=NAME_MAX, blank=True, default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    def __str__(self) -> str:
        return self.name or "(no name yet)"

    def build_search_words(self) -> str:
        return name_tokens([self.name]) if self.name else ""

    def get_absolute_url(self) -> str:
        return reverse("site:profile", args=[self.name])


class TakenName(models.Model):
    """A name that an account has or had. No two look alike: the skeleton is unique, past names included.

    So a link to an old name finds its account, and nobody can take the name of another account. The names of a deleted
    account are blocked for a year.
    """

    skeleton = models.CharField(max_length=200, unique=True)
    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="names")
    account_deleted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.skeleton


class Voter(models.Model):
    """Whoever casts votes: a person with an account, or a guest known by the key in a signed cookie."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(Account, on_delete=models.SET_NULL, null=True, related_name="voter")
    name = models.CharField(max_length=40, blank=True, default="")
    is_simulated = models.BooleanField(default=False)
    trust = models.FloatField(default=1.0, db_index=True)  # factor for their votes; 0 sets them aside
    created_at = models.DateTimeField(auto_now_add=True)

    network: str = ""
    """The network of the request that this voter sends. It is not stored."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(trust__gte=0, trust__lte=1), name="voter_trust_from_0_to_1"),
        ]

    def __str__(self) -> str:
        return self.name or "a guest"


class ProviderLink(models.Model):
    """An account on another site (a provider) that can sign in to one of ours. Nothing else of it is stored.

    `provider` is made from the address of that site, not from its shown name; `uid` is its id of the account. The table
    is ours and not allauth's, so that it exists, and is deleted with the account, even if no provider is configured.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links")
    provider = models.CharField(max_length=200)
    uid = models.CharField(max_length=191)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "uid"], name="link_to_one_account")]

    def __str__(self) -> str:
        return self.provider


class Session(AbstractBaseSession):
    """A session of a browser. It stores the account id, so that all sessions of an account can be ended."""

    account_id = models.BigIntegerField(null=True, db_index=True)

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from ranklore.people.sign_in.sessions import SessionStore  # sessions.py imports this model

        return SessionStore
