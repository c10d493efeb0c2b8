"""A column computed from another one, recomputed on every save."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    Text = models.CharField[str, str]
else:
    Text = models.CharField


class DerivedField(Text):
    """The result of `make` for the field `of`, cut to `max_length` and recomputed on every save."""

    def __init__(self, *, of: str, make: Callable[[str], str], max_length: int) -> None:
        super().__init__(max_length=max_length, default="", editable=False)
        self.of, self.make = of, make

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.make(getattr(model_instance, self.of))[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value

    def clone(self) -> "DerivedField":
        return DerivedField(of=self.of, make=self.make, max_length=self.max_length or 0)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Migrations see a plain column."""
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options
