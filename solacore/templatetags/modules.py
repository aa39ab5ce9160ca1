"""A page's script with all that it imports: by itself a browser finds one import after the other."""

import posixpath
import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_IMPORT = re.compile(r'^(?:import|export)\b[^;]*?["\'](\.{1,2}/[^"\']+)["\'];', re.MULTILINE)


@register.simple_tag
def module(path: str) -> SafeString:
    """The elements for a script, such as "js/pages/login.js"."""
    imported = _imported_by.__wrapped__(path) if settings.DEBUG else _imported_by(path)
    preloads = format_html_join(
        "\n", '<link rel="modulepreload" href="{}">', ((static(name),) for name in imported)
    )
    return format_html('{}\n<script type="module" src="{}"></script>', preloads, static(path))


@cache
def _imported_by(path: str) -> list[str]:
    """The static files that a script imports, and those that they import."""
    found: list[str] = []
    waiting = [path]
    while waiting:
        name = waiting.pop(0)
        for reference in _IMPORT.findall(_text_of(name)):
            imported = posixpath.normpath(posixpath.join(posixpath.dirname(name), reference))
            if imported not in found:
                found.append(imported)
                waiting.append(imported)
    return found


def _text_of(name: str) -> str:
    where = finders.find(name)
    assert isinstance(where, str), f"there is no static file {name}"
    return Path(where).read_text("utf-8")
