"""Check the address of the site that an operator sets."""

import re


def is_site_url(text: str) -> bool:
    """Whether a text is the address of a site: a scheme and a host, and nothing after them."""
    return bool(re.fullmatch(r"https?://(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?", text))
