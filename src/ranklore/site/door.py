"""Signing in and out, with what a guest did in this browser."""

from django.contrib import messages
from django.http import HttpRequest

from ranklore.people.access import forget_guest, key_of
from ranklore.people.adapter import Adapter
from ranklore.people.models import Account
from ranklore.site.claiming import claim


class Door(Adapter):
    def login(self, request: HttpRequest, user: Account) -> None:
        """First the claim, then the sign-in: should the claim fail, the browser is the guest that it was."""
        claimed = claim(account=user, guest_key=key_of(request))
        super().login(request, user)
        forget_guest(request)
        if claimed.words:
            messages.success(request, claimed.words)

    def logout(self, request: HttpRequest) -> None:
        """Whoever uses the browser next is somebody else."""
        super().logout(request)
        forget_guest(request)
