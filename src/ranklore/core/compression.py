"""Compress pages: well, where the bytes are kept, or quickly."""

import gzip

import brotli

COMPRESSED_MIN = 200
"""Bytes. Shorter ones do not get shorter."""
COMPRESSIBLE_TYPES = ("text/", "application/json", "application/xml", "application/atom+xml", "application/javascript")
KEPT_LEVELS = {"br": 5, "gzip": 6}
"""Higher ones take much longer for a few percent, and a page of a busy list lives for a second."""
QUICK_LEVELS = {"br": 1, "gzip": 1}


def accepted_encoding(accepted: str) -> str:
    """The best encoding that a browser accepts; "" for none. No browser sends weights with these."""
    if "br" in accepted and "br;q=0" not in accepted:
        return "br"
    return "gzip" if "gzip" in accepted and "gzip;q=0" not in accepted else ""


def compressed(content: bytes, encoding: str, *, is_kept: bool) -> bytes:
    level = (KEPT_LEVELS if is_kept else QUICK_LEVELS)[encoding]
    if encoding == "br":
        return bytes(brotli.compress(content, quality=level))
    return gzip.compress(content, level, mtime=0)
