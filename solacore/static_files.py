"""How static files are named and packed for production (`manage.py collectstatic`)."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """Names with a hash of the content, so that browsers may keep files for ever; scripts import by them too.

    Where nothing was collected (development), files keep their names and are asked for again.
    """

    support_js_module_import_aggregation = True

    def read_manifest(self) -> str | None:
        """The manifest; None without one, or without a folder for one."""
        manifest: str | None = super().read_manifest() if self.base_location else None
        return manifest

    def stored_name(self, name: str) -> str:
        """The file's name in production."""
        return str(super().stored_name(name)) if self.hashed_files else name
