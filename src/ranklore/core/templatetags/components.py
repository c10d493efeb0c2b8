"""`{% component "lists/rank_range.html" row=row %}`: a component in a Django template."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from ranklore.core.components import render_component

register = template.Library()


@register.simple_tag
def component(template_name: str, **values: Any) -> SafeString:
    return render_component(template_name, **values)
