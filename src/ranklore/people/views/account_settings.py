"""The account settings: name, password, sessions and ways to sign in."""

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ranklore.core.responses import see_other
from ranklore.core.translation import translated
from ranklore.people.access import require_account
from ranklore.people.actions.accounts import disable_password, end_sessions
from ranklore.people.actions.names import take_name
from ranklore.people.forms.account import NameForm
from ranklore.people.queries import sign_in_methods_for
from ranklore.people.sign_in.providers.lookup import provider_name_for
from ranklore.text.bidi import isolated
from ranklore.text.errors import Refused


@never_cache
@require_safe
@login_required
def account_settings(request: HttpRequest) -> HttpResponse:
    """The name and address of an account, and every way to sign in to it."""
    account = require_account(request)
    providers = settings.SIGN_IN_WITH
    links = list(account.links.order_by("pk")) if providers else []
    context = {
        "account": account,
        "methods": sign_in_methods_for(account),
        "links": [(link, provider_name_for(link.provider)) for link in links],
        "linkable": [each for each in providers if all(link.provider != each.key for link in links)],
    }
    return render(request, "people/account_settings.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_name(request: HttpRequest) -> HttpResponse:
    account = require_account(request)
    form = NameForm(request.POST or None, account=account, initial={"name": account.name})
    if request.method == "POST" and form.is_valid():
        try:
            take_name(account, form.cleaned_data["name"])
        except Refused as refused:
            form.add_error("name", translated(refused.sentence))
        else:
            messages.success(request, _("Your name is now %(name)s.") % {"name": isolated(form.cleaned_data["name"])})
            return see_other(reverse("people:account"))
    status = 422 if request.method == "POST" else 200
    return render(request, "people/change_name.html", {"form": form, "account": account}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="ranklore.people")
def remove_password(request: HttpRequest) -> HttpResponse:
    """Remove the password of an account, which can still sign in in other ways."""
    account = require_account(request)
    if request.method == "POST":
        disable_password(account)
        update_session_auth_hash(request, account)
        get_adapter().send_notification_mail("people/password_removed", account)
        messages.success(request, _("Your password was removed. You can sign in with a code by e-mail or a passkey."))
        return see_other(reverse("people:account"))
    return render(request, "people/remove_password.html")


@never_cache
@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    ended = end_sessions(require_account(request), except_key=request.session.session_key)
    if ended:
        sentence = ngettext(
            "You are now signed out of %(count)s other browser.",
            "You are now signed out of %(count)s other browsers.",
            ended,
        )
        messages.success(request, sentence % {"count": intcomma(ended)})
    else:
        messages.success(request, _("You are not signed in anywhere else."))
    return see_other(reverse("people:account"))
