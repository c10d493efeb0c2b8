"""Session keys of sign-ups and codes that wait for the next step."""

PENDING_SIGN_UP = "people.signing_up"
PENDING_PROVIDER_SIGN_UP = "people.coming_with"
PENDING_REAUTHENTICATION = "people.proving"
