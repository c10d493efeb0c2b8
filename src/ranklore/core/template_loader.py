"""Loads the templates of the apps without the indent of their lines, which is only for people who read them."""

import re

from django.template import Origin
from django.template.loaders import app_directories

INDENT = re.compile(r"(?<=\n)[ \t]+")


class Loader(app_directories.Loader):
    def get_contents(self, origin: Origin) -> str:
        source = super().get_contents(origin)
        return INDENT.sub("", source) if origin.name.endswith(".html") else source
