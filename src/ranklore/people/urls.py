"""URLs of account pages. allauth finds its views by their URL names, so these names stay."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from ranklore.people.sign_in.allauth_views import recent_authentication_required, wrap_allauth_view
from ranklore.people.views import account_settings
from ranklore.people.views.guest_key import guest_key
from ranklore.people.views.reauthentication import ReauthenticateByEmailView
from ranklore.people.views.second_factors import AddPasskeyView, RemoveAppView

people_patterns = [
    path("guest", guest_key, name="guest_key"),
    path("account", account_settings.account_settings, name="account"),
    path("account/name", account_settings.change_name, name="change_name"),
    path("account/password/remove", account_settings.remove_password, name="remove_password"),
    path("account/sessions/end", account_settings.end_other_sessions, name="end_other_sessions"),
    path(
        "account/prove/mail",
        wrap_allauth_view(ReauthenticateByEmailView, "reauthenticate_by_email", guard=login_required),
        name="reauthenticate_by_email",
    ),
]
sign_in_patterns = [
    path("sign-in", wrap_allauth_view(account.LoginView, "sign_in"), name="account_login"),
    path("sign-in", wrap_allauth_view(account.LoginView, "sign_in"), name="account_request_login_code"),
    path(
        "sign-in/code",
        wrap_allauth_view(account.ConfirmLoginCodeView, "sign_in_code"),
        name="account_confirm_login_code",
    ),
    path("sign-in/second", wrap_allauth_view(mfa.AuthenticateView, "second_step"), name="mfa_authenticate"),
    path("sign-in/passkey", wrap_allauth_view(passkeys.LoginWebAuthnView), name="mfa_login_webauthn"),
    path("sign-out", wrap_allauth_view(account.LogoutView, "sign_out"), name="account_logout"),
    path("sign-up", wrap_allauth_view(account.SignupView, "sign_up"), name="account_signup"),
    path(
        "address",
        wrap_allauth_view(account.ConfirmEmailVerificationCodeView, "address_code"),
        name="account_email_verification_sent",
    ),
    path("reset", wrap_allauth_view(account.PasswordResetView, "password_reset"), name="account_reset_password"),
    path(
        "reset/code",
        wrap_allauth_view(account.ConfirmPasswordResetCodeView, "password_reset_code"),
        name="account_confirm_password_reset_code",
    ),
    path(
        "reset/new",
        wrap_allauth_view(account.CompletePasswordResetView, "password_reset_new"),
        name="account_complete_password_reset",
    ),
    path("closed", wrap_allauth_view(account.AccountInactiveView, "account_closed"), name="account_inactive"),
]
account_patterns = [
    path("account", account_settings.account_settings, name="mfa_index"),
    path("account", account_settings.account_settings, name="mfa_list_webauthn"),
    path("account/email", wrap_allauth_view(account.EmailView, "email"), name="account_email"),
    path("account/password", wrap_allauth_view(account.PasswordChangeView, "password"), name="account_change_password"),
    path(
        "account/password/new",
        wrap_allauth_view(account.PasswordSetView, "password", guard=recent_authentication_required),
        name="account_set_password",
    ),
    path(
        "account/prove", wrap_allauth_view(account.ReauthenticateView, "reauthenticate"), name="account_reauthenticate"
    ),
    path("account/prove/app", wrap_allauth_view(mfa.ReauthenticateView, "reauthenticate"), name="mfa_reauthenticate"),
    path(
        "account/prove/passkey",
        wrap_allauth_view(passkeys.ReauthenticateWebAuthnView, "reauthenticate_by_passkey"),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/passkeys/add", wrap_allauth_view(AddPasskeyView, "passkey_add"), name="mfa_add_webauthn"),
    path(
        "account/passkeys/<int:pk>/rename",
        wrap_allauth_view(passkeys.EditWebAuthnView, "passkey_rename"),
        name="mfa_edit_webauthn",
    ),
    path(
        "account/passkeys/<int:pk>/remove",
        wrap_allauth_view(passkeys.RemoveWebAuthnView, "passkey_remove"),
        name="mfa_remove_webauthn",
    ),
    path("account/app", wrap_allauth_view(totp.ActivateTOTPView, "authenticator_app"), name="mfa_activate_totp"),
    path(
        "account/app/remove", wrap_allauth_view(RemoveAppView, "authenticator_app_remove"), name="mfa_deactivate_totp"
    ),
    path(
        "account/codes",
        wrap_allauth_view(codes.ViewRecoveryCodesView, "recovery_codes"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/codes/new",
        wrap_allauth_view(codes.GenerateRecoveryCodesView, "recovery_codes_new"),
        name="mfa_generate_recovery_codes",
    ),
]
if apps.is_installed("allauth.socialaccount"):
    # Imported only here: without a provider the database has no tables for it.
    from ranklore.people.views.providers import (
        ProviderSignUpView,
        link_provider,
        provider_callback,
        sign_in_with_provider,
        unlink_provider,
    )

    people_patterns += [
        path("sign-in/with/<str:key>", sign_in_with_provider, name="sign_in_with"),
        path("sign-in/with/<str:key>/back", provider_callback, name="provider_callback"),
        path("sign-up/with", wrap_allauth_view(ProviderSignUpView, "sign_up_with"), name="sign_up_with"),
        path("account/links/add/<str:key>", link_provider, name="link_provider"),
        path("account/links/<int:pk>/remove", unlink_provider, name="unlink_provider"),
    ]
urlpatterns = [path("", include((people_patterns, "people"))), *sign_in_patterns, *account_patterns]
