"""Messages about accounts, in place of allauth's."""

from django.utils.translation import gettext_lazy as _

TOO_MANY_CODES = _("Too many wrong codes. Ask for a new one.")
UNKNOWN_PASSKEY = _(
    "You can’t sign in with this passkey here. Sign in another way, then add a new passkey to your account."
)
EMAIL_NOT_SENT = _(
    "We could not send the e-mail, so nothing was changed. Try again in a few minutes. "
    "If it keeps happening, tell the people who run this site."
)
SECRET_UNREADABLE = _(
    "We could not read the stored secret of your authenticator app. Nothing was changed. "
    "Use a passkey if you have one, and tell the people who run this site."
)
PROVIDER_CANCELLED = _("You did not continue with %(site)s. Nothing was changed.")
PROVIDER_EXPIRED = _(
    "This link back from the other site is too old, was used already, or belongs to another browser. "
    "Nothing was changed. Start again from the sign-in page."
)
PROVIDER_FAILED = _(
    "We could not reach %(site)s, or could not trust its reply. Nothing was changed. "
    "Try again in a few minutes, or sign in another way."
)

# Errors, by allauth's code.
ALLAUTH_ERROR_MESSAGES = {
    "account_inactive": _("This account is closed."),
    "duplicate_email": _("You already use this address."),
    "email_password_mismatch": _("The address or the password is wrong. You can also get a code by e-mail."),
    "email_taken": _("Another account uses this address."),
    "enter_current_password": _("This is not your password."),
    "incorrect_code": _("This code is wrong. Check the newest e-mail, or the app, and try again."),
    "incorrect_password": _("This is not your password."),
    "same_as_current": _("You already use this address."),
    "rate_limited": TOO_MANY_CODES,
    "too_many_login_attempts": TOO_MANY_CODES,
    "unverified_email": _("Finish changing your e-mail address first."),
    "cannot_generate_recovery_codes": _("Recovery codes replace an authenticator app. Set one up first."),
}

# Shown after a step, by the name of allauth's message. For a name that is missing here, nothing is shown.
SUCCESS_MESSAGES = {
    "logged_in": _("You are signed in as %(name)s."),
    "logged_out": _("You are signed out."),
    "email_confirmed": _("Your address is now %(email)s."),
    "email_confirmation_failed": _("We could not confirm %(email)s: another account uses it."),
    "password_changed": _("Your password was changed."),
    "password_set": _("You have a password now."),
    "totp_activated": _("Your authenticator app is set up. From now on you need its code to sign in."),
    "totp_deactivated": _("Your authenticator app and its recovery codes were removed."),
    "webauthn_added": _("The passkey was added."),
    "webauthn_removed": _("The passkey was removed."),
}

# Sent to the owner by e-mail after a change of the account, by the name of allauth's message or of ours.
SECURITY_EMAILS = {
    "email_changed": _("The e-mail address of your account was changed from %(from_email)s to %(to_email)s."),
    "password_changed": _("The password of your account was changed."),
    "password_set": _("A password was set for your account."),
    "password_reset": _("The password of your account was changed with a code sent to this address."),
    "password_removed": _(
        "The password of your account was removed. You can sign in with a code by e-mail or a passkey."
    ),
    "totp_activated": _("An authenticator app was set up for your account."),
    "totp_deactivated": _("The authenticator app was removed from your account."),
    "webauthn_added": _("A passkey was added to your account."),
    "webauthn_removed": _("A passkey was removed from your account."),
    "link_added": _("You can now sign in to your account with %(site_linked)s."),
    "link_removed": _("You can’t sign in to your account with %(site_linked)s any more."),
    "recovery_codes_generated": _("Your account got new recovery codes. The old ones do not work any more."),
}
