"""The filter `ordinal`."""

from django import template

from ranklore.core.ordinals import ordinal

register = template.Library()
register.filter("ordinal", ordinal)
