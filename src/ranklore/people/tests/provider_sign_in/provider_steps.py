from django.core import mail

from ranklore.people.models import Account, ProviderLink
from ranklore.people.tests.accounts import page_text
from ranklore.people.tests.openid_provider import redirect_address_in, visit_provider


def signed_in_name(client):
    user = client.get("/").wsgi_request.user
    return user.name if user.is_authenticated else ""


def start_provider_sign_in(client, club, path=None, **fields):
    """Press the button. Returns the address that the browser is sent to."""
    response = client.post(path or f"/sign-in/with/{club.provider.key}", fields)
    assert response.status_code == 200, page_text(response)
    return redirect_address_in(response)


def finish_provider_sign_in(client, club, path=None, **fields):
    """Sign in at the provider and follow its callback."""
    return client.get(visit_provider(start_provider_sign_in(client, club, path, **fields)))


def sign_up_with_provider(client, club, **fields):
    assert finish_provider_sign_in(client, club).url == "/sign-up/with"
    return client.post("/sign-up/with", {"email": "mo@example.org", "name": "mo", **fields})


def is_unchanged(client):
    return (
        signed_in_name(client) == ""
        and not Account.objects.exists()
        and not ProviderLink.objects.exists()
        and not mail.outbox
    )
