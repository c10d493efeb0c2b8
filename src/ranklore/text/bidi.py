"""People's text inside our own sentences: isolated, so that right-to-left names do not turn the sentence around."""


def isolated(text: str) -> str:
    """A text that keeps its own direction: an Arabic name must not turn the English sentence round it."""
    return f"\u2068{text}\u2069"


def quoted(text: str) -> str:
    return f"“{isolated(text)}”"
