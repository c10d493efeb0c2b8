"""Sign-in and sign-out for allauth: an account takes over what the guest of this browser did."""

from django.contrib import messages
from django.http import HttpRequest

from ranklore.people.access import get_voter_key, reset_guest
from ranklore.people.models import Account
from ranklore.people.sign_in.account_adapter import AccountAdapter
from ranklore.site.actions.account_claim import claim_guest


class SiteAccountAdapter(AccountAdapter):
    def login(self, request: HttpRequest, user: Account) -> None:
        """Claim the guest first, then sign in. If the claim fails, the browser is still that guest."""
        claimed = claim_guest(account=user, guest_key=get_voter_key(request))
        super().login(request, user)
        reset_guest(request)
        if claimed.message:
            messages.success(request, claimed.message)

    def logout(self, request: HttpRequest) -> None:
        """Start a new guest too, because the next person at this browser may be somebody else."""
        super().logout(request)
        reset_guest(request)
