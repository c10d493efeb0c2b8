"""Hashed cache keys. allauth counts under addresses in the cache, and nobody should read those."""

from django.utils.crypto import salted_hmac


def hashed_cache_key(key: str, prefix: str, version: int) -> str:
    """The `KEY_FUNCTION` of the cache."""
    return salted_hmac("ranklore.core.cache", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()
