"""Messages about accounts, in place of allauth's."""

TOO_MANY_CODES = "Too many wrong codes. Ask for a new one."
UNKNOWN_PASSKEY = "This passkey does not sign in here. Use another way, then add a new one to your account."
EMAIL_NOT_SENT = (
    "The e-mail could not be sent, so nothing was changed. Try again in a few minutes. "
    "If it goes on, tell whoever runs this site."
)
SECRET_UNREADABLE = (
    "The site cannot read the secret that it shares with your authenticator app. Nothing was changed. "
    "Use a passkey if you have one, and tell whoever runs this site."
)
PROVIDER_CANCELLED = "You did not go on with {site}. Nothing was changed."
PROVIDER_EXPIRED = (
    "This way back is too old, was used already, or was begun in another browser. Nothing was changed. "
    "Begin again from the page where you sign in."
)
PROVIDER_FAILED = (
    "{site} could not be reached, or its answer cannot be trusted. Nothing was changed. "
    "Try again in a few minutes, or sign in another way."
)

ALLAUTH_ERROR_MESSAGES = {
    "account_inactive": "This account is closed.",
    "duplicate_email": "This is your address already.",
    "email_password_mismatch": "The address or the password is not right. You can also get a code by e-mail.",
    "email_taken": "Another account has this address.",
    "enter_current_password": "This is not your password.",
    "incorrect_code": "This code is not right. Look at the newest e-mail, or at the app, and try again.",
    "incorrect_password": "This is not your password.",
    "same_as_current": "This is your address already.",
    "rate_limited": TOO_MANY_CODES,
    "too_many_login_attempts": TOO_MANY_CODES,
    "unverified_email": "Finish the change of your e-mail address first.",
    "cannot_generate_recovery_codes": "Recovery codes stand in for an authenticator app. Set one up first.",
}

# What is said after a step, by the name of allauth's message; what is not here is not said.
SUCCESS_MESSAGES = {
    "logged_in": "You are signed in as {name}.",
    "logged_out": "You are signed out.",
    "email_confirmed": "{email} is your address.",
    "email_confirmation_failed": "{email} could not be confirmed: another account has it.",
    "password_changed": "Your password is changed.",
    "password_set": "You have a password now.",
    "totp_activated": "The authenticator app is set up. From now on signing in asks for its code.",
    "totp_deactivated": "The authenticator app is removed, and its recovery codes with it.",
    "webauthn_added": "The passkey is added.",
    "webauthn_removed": "The passkey is removed.",
}

# What the owner is told by e-mail when something about the account changed.
SECURITY_EMAILS = {
    "email_changed": "The address of your account was changed from {from_email} to {to_email}.",
    "password_changed": "The password of your account was changed.",
    "password_set": "Your account was given a password.",
    "password_reset": "The password of your account was changed with a code sent to this address.",
    "password_removed": "The password of your account was removed. You sign in with a code by e-mail or a passkey.",
    "totp_activated": "An authenticator app was set up for your account.",
    "totp_deactivated": "The authenticator app was removed from your account.",
    "webauthn_added": "A passkey was added to your account.",
    "webauthn_removed": "A passkey was removed from your account.",
    "link_added": "Your account can now also be signed in to with {site_linked}.",
    "link_removed": "{site_linked} does not sign in to your account any more.",
    "recovery_codes_generated": "Your account got new recovery codes. The ones before do not work any more.",
}
