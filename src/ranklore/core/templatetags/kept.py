"""`{% kept head.slug tab %}…{% endkept %}`: a part of a page that is rendered once and then kept by this process.

It must depend on nothing but the values that are named and the language.
"""

from collections.abc import Hashable, Sequence

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
KEPT_MAX = 5_000
"""How many parts a process keeps: about 5 MB."""

_kept: dict[Hashable, SafeString] = {}


class KeptNode(template.Node):
    def __init__(self, values: Sequence[FilterExpression], content: NodeList) -> None:
        self.values, self.nodelist = values, content

    def render(self, context: Context) -> SafeString:
        key = self, get_language(), *(value.resolve(context, ignore_failures=True) for value in self.values)
        part = _kept.get(key)
        if part is None:
            part = self.nodelist.render(context)
            if len(_kept) >= KEPT_MAX:
                _kept.clear()
            _kept[key] = part
        return part


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    _, *values = token.split_contents()
    content = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode([parser.compile_filter(value) for value in values], content)


def clear_kept_parts() -> None:
    _kept.clear()
