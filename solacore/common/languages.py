"""The languages that Solacore speaks, as clients name them."""

from typing import Final

LOCALES: Final = ("en", "es", "zh")
DEFAULT_LOCALE: Final = "en"


def locale_of(tag: str) -> str | None:
    """The locale of a language tag such as "es-MX" or "zh_Hans"; None when it is none of ours."""
    primary = tag.strip().lower().replace("_", "-").partition("-")[0]
    return primary if primary in LOCALES else None


def language_of(accept_language: str) -> str:
    """The first of our locales in an Accept-Language header, English when there is none.

    Browsers list languages in the order of preference, so the weights need no reading.
    """
    for part in accept_language.split(","):
        locale = locale_of(part.partition(";")[0])
        if locale is not None:
            return locale
    return DEFAULT_LOCALE
