"""Where counts live while Redis is away: in the memory of this process."""

from django.core.cache.backends.locmem import LocMemCache

# The alias in settings.CACHES.
CACHE = "limits"
# Counters that a process keeps while Redis is away; the least recently used go first. Some 10 MB.
LARGEST_MEMORY = 20_000

process_memory = LocMemCache("limits", {"OPTIONS": {"MAX_ENTRIES": LARGEST_MEMORY}})
