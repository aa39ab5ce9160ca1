"""What a list of the admin may be asked for by its address."""

from typing import Any

from django.contrib.admin import ModelAdmin


class FiltersOnlyAdmin(ModelAdmin[Any]):
    """Lets the address of a list ask for what its filters offer, and for nothing else.

    Django lets it ask any column of the list's own table (`?password__startswith=`), and whoever may see
    the list could find out, letter by letter, what the list does not show.
    """

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Whether a filter of the list asks so; Django answers 400 to all else."""
        offered = {
            f"{name}{how}" for name in self.get_list_filter(request) for how in ("", "__exact", "__isnull")
        }
        return lookup in offered and "\x00" not in value
