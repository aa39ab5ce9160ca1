"""The translations that the web app's scripts need, as JSON for the page."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JavaScriptCatalog


@cache
def script_catalogue(language: str) -> dict[str, str | list[str]]:
    """The sentences of static/js in a language, by their English; a list of forms where a number decides.

    English has none: its sentences stand in the scripts.
    """
    if language == settings.LANGUAGE_CODE:
        return {}
    reader: Any = JavaScriptCatalog()
    reader.translation = DjangoTranslation(
        language, domain="djangojs", localedirs=[str(path) for path in settings.LOCALE_PATHS]
    )
    return dict(reader.get_catalog())
