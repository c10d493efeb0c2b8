"""How an action says no."""


class Refused(ValueError):
    """Input that will not be taken. `str()` is the sentence for the person; `field` names the input it is about."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field
