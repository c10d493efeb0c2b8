"""The error that an action or a check raises when it refuses input."""


class Refused(ValueError):
    """Refused input. `sentence` says to the person what is wrong, in English if it is a `Message`; `field` names the
    input that it is about."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence  # str() of the error would turn a Message into a plain string
        self.field = field
