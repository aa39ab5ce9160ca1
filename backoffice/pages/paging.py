"""Lists that stay quick however long the tables grow."""

from functools import cached_property
from typing import Any

from django.contrib.admin import ShowFacets
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest

from solacore.common.admin_lookups import FiltersOnlyAdmin

# Rows that a list counts and pages through; beyond them, a search or a filter narrows it down.
ROWS_MAX = 2_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts up to ROWS_MAX rows: counting them all would read the whole table."""

    @cached_property
    def count(self) -> int:
        """The number of rows, ROWS_MAX at most."""
        rows: Any = self.object_list
        return int(rows.order_by()[:ROWS_MAX].count())


class ReadOnlyAdmin(FiltersOnlyAdmin):
    """A list and a page that nobody can change anything on."""

    paginator = CappedPaginator
    show_full_result_count = False
    # A facet counts the whole table, and most columns have no index to sort a long one by.
    show_facets = ShowFacets.NEVER
    sortable_by = ()
    list_per_page = 50
    actions = None

    def has_add_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        """Nobody."""
        return False
