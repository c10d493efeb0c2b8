"""The error that an action or a check raises when it refuses input."""


class Refused(ValueError):
    """Input that will not be taken. `str()` is the sentence for the person; `field` names the input it is about."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field
