"""Addresses of accounts. The views of allauth keep their names, by which allauth finds them, and show our pages."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from ranklore.people import views
from ranklore.people.door import as_here, with_proof
from ranklore.people.mfa import AddPasskey, RemoveApp

own = [
    path("account", views.account, name="account"),
    path("account/name", views.name, name="name"),
    path("account/password/remove", views.no_password, name="no_password"),
    path("account/sessions/end", views.end_others, name="end_others"),
    path("account/prove/mail", as_here(views.ProveByMail, "prove_by_mail", guard=login_required), name="prove_by_mail"),
]
doors = [
    path("sign-in", as_here(account.LoginView, "sign_in"), name="account_login"),
    path("sign-in", as_here(account.LoginView, "sign_in"), name="account_request_login_code"),
    path("sign-in/code", as_here(account.ConfirmLoginCodeView, "sign_in_code"), name="account_confirm_login_code"),
    path("sign-in/second", as_here(mfa.AuthenticateView, "second_step"), name="mfa_authenticate"),
    path("sign-in/passkey", as_here(passkeys.LoginWebAuthnView), name="mfa_login_webauthn"),
    path("sign-out", as_here(account.LogoutView, "sign_out"), name="account_logout"),
    path("sign-up", as_here(account.SignupView, "sign_up"), name="account_signup"),
    path(
        "address",
        as_here(account.ConfirmEmailVerificationCodeView, "address_code"),
        name="account_email_verification_sent",
    ),
    path("reset", as_here(account.PasswordResetView, "reset"), name="account_reset_password"),
    path(
        "reset/code",
        as_here(account.ConfirmPasswordResetCodeView, "reset_code"),
        name="account_confirm_password_reset_code",
    ),
    path("reset/new", as_here(account.CompletePasswordResetView, "reset_new"), name="account_complete_password_reset"),
    path("closed", as_here(account.AccountInactiveView, "closed"), name="account_inactive"),
]
ways = [
    path("account", views.account, name="mfa_index"),
    path("account", views.account, name="mfa_list_webauthn"),
    path("account/email", as_here(account.EmailView, "email"), name="account_email"),
    path("account/password", as_here(account.PasswordChangeView, "password"), name="account_change_password"),
    path(
        "account/password/new",
        as_here(account.PasswordSetView, "password", guard=with_proof),
        name="account_set_password",
    ),
    path("account/prove", as_here(account.ReauthenticateView, "prove"), name="account_reauthenticate"),
    path("account/prove/app", as_here(mfa.ReauthenticateView, "prove"), name="mfa_reauthenticate"),
    path(
        "account/prove/passkey",
        as_here(passkeys.ReauthenticateWebAuthnView, "prove_by_passkey"),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/passkeys/add", as_here(AddPasskey, "passkey_add"), name="mfa_add_webauthn"),
    path(
        "account/passkeys/<int:pk>/rename",
        as_here(passkeys.EditWebAuthnView, "passkey_rename"),
        name="mfa_edit_webauthn",
    ),
    path(
        "account/passkeys/<int:pk>/remove",
        as_here(passkeys.RemoveWebAuthnView, "passkey_remove"),
        name="mfa_remove_webauthn",
    ),
    path("account/app", as_here(totp.ActivateTOTPView, "app"), name="mfa_activate_totp"),
    path("account/app/remove", as_here(RemoveApp, "app_remove"), name="mfa_deactivate_totp"),
    path("account/codes", as_here(codes.ViewRecoveryCodesView, "codes"), name="mfa_view_recovery_codes"),
    path(
        "account/codes/new", as_here(codes.GenerateRecoveryCodesView, "codes_new"), name="mfa_generate_recovery_codes"
    ),
]
if apps.is_installed("allauth.socialaccount"):
    from ranklore.people import social

    own += [
        path("sign-in/with/<str:key>", social.sign_in_with, name="sign_in_with"),
        path("sign-in/with/<str:key>/back", social.back_from, name="back_from"),
        path("sign-up/with", as_here(social.SignUpWith, "sign_up_with"), name="sign_up_with"),
        path("account/links/add/<str:key>", social.link, name="link"),
        path("account/links/<int:pk>/remove", social.unlink, name="unlink"),
    ]
urlpatterns = [path("", include((own, "people"))), *doors, *ways]
