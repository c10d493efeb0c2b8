"""Finds a configured provider, and its shown name, by key."""

from django.conf import settings
from django.http import Http404

from ranklore.people.sign_in.providers.config import Provider


def get_provider(key: str) -> Provider:
    """The provider in the settings with this key, or Http404."""
    found = next((each for each in settings.SIGN_IN_WITH if each.key == key), None)
    if found is None:
        raise Http404(key)
    return found


def provider_name_for(key: str) -> str:
    """The shown name of a provider. For one that is no longer configured, its key, which is made from its address."""
    return next((each.name for each in settings.SIGN_IN_WITH if each.key == key), key)
