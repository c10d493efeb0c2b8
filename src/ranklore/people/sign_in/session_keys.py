"""Session keys under which a sign-up waits until the email address is verified."""

PENDING_SIGN_UP = "people.signing_up"


PENDING_PROVIDER_SIGN_UP = "people.coming_with"
