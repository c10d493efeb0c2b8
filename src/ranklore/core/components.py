"""Components: parts that come many times on a page, such as the row of an item, in the `jinja2` folders of the apps.

Pages are Django templates. Components are rendered by Jinja2, which takes about a third of the time.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma, naturalday, naturaltime
from django.template.utils import get_app_template_dirs
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension

from ranklore.core.ordinals import ordinal
from ranklore.core.page_cache.slots import mark_slot
from ranklore.core.page_paths import path_of_page
from ranklore.core.template_loader import INDENT

TEXTS_MAX = 5_000
"""How many translated texts a process keeps for each language."""


class WithoutIndent(Extension):
    """Leaves out the indent of lines, which is for people who read the template."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return INDENT.sub("", source)


def render_component(template_name: str, /, **values: Any) -> SafeString:
    html = _environment(get_language()).get_template(template_name).render(values)
    return mark_safe(html)  # nosec B308 B703: rendered with autoescape


@lru_cache
def _environment(language: str | None) -> Environment:
    """One for each language, because a translated text is looked up only once."""
    made = Environment(
        loader=FileSystemLoader(get_app_template_dirs("jinja2")),
        extensions=["jinja2.ext.i18n", WithoutIndent],
        autoescape=True,
        auto_reload=settings.DEBUG,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    made.policies["ext.i18n.trimmed"] = True
    keep = lru_cache(TEXTS_MAX)
    made.install_gettext_callables(keep(gettext), keep(ngettext), newstyle=True)  # type: ignore[attr-defined]
    made.filters |= {
        "intcomma": intcomma,
        "ordinal": ordinal,
        "iso": _iso,
        "naturalday": _naturalday,
        "naturaltime": naturaltime,
    }
    made.globals |= {"url": path_of_page, "mark_slot": mark_slot}
    return made


def _iso(time: datetime) -> str:
    return localtime(time).isoformat(timespec="seconds")


def _naturalday(time: datetime, form: str) -> str:
    return str(naturalday(localtime(time), form))


def marked_texts(source: str) -> str:
    """Python code with the texts of a component that are marked for translation, each on the line that it has there."""
    lines = [""] * (source.count("\n") + 1)
    for number, function, texts in _environment(None).extract_translations(source):  # type: ignore[attr-defined]
        texts = [text for text in (texts if isinstance(texts, tuple) else (texts,)) if text is not None]
        lines[number - 1] += f"{function}({', '.join(map(repr, texts))});"
    return "\n".join(lines)
