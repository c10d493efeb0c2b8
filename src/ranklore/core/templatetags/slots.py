"""`{% slot "row" row.item_id %}…{% endslot %}`: a part of a shared page that differs for a known voter."""

from collections.abc import Sequence

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from ranklore.core.page_cache.address import IS_SHARED
from ranklore.core.page_cache.slots import mark_slot

register = template.Library()


class SlotNode(template.Node):
    def __init__(self, name: Sequence[FilterExpression], content: NodeList) -> None:
        self.name, self.nodelist = name, content

    def render(self, context: Context) -> SafeString:
        content = self.nodelist.render(context)
        request = context.get("request")
        if request is None or IS_SHARED not in request.META:
            return content
        name = "-".join(str(part.resolve(context)) for part in self.name)
        return mark_safe(mark_slot(name, content))  # nosec B308 B703: the content is rendered already


@register.tag
def slot(parser: Parser, token: Token) -> SlotNode:
    """The parts of its name are joined with hyphens."""
    _, *name = token.split_contents()
    content = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode([parser.compile_filter(part) for part in name], content)
