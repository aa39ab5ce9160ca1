"""A backup on disk: the dump, its manifest and the checksums of both.

`NAME.dump[.age|.gpg]`, `….manifest.json` and `….sha256`, which `sha256sum --check` reads. The last is put in
place last, so a dump without it is none.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from operations.backups.errors import BackupError
from operations.backups.tables import TableFigures

_NAME = "solacore-%Y%m%dT%H%M%S.%fZ.dump"
_MANIFEST = ".manifest.json"
_CHECKSUMS = ".sha256"
_PATTERN = f"solacore-*.dump*{_CHECKSUMS}"
PARTIAL = ".partial"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a dump holds, measured in the dump's own snapshot."""

    taken_at: str
    app_version: str
    database: str
    server_version: int
    encoding: str
    collation: str
    character_type: str
    tables: dict[str, TableFigures]

    def to_json(self) -> str:
        """The text of the file."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Reads it.

        Raises:
            BackupError: when it is none.
        """
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise BackupError("The manifest can't be read.") from error


@dataclass(frozen=True, slots=True)
class Backup:
    """The files of one backup, whether they exist or not."""

    dump: Path

    @classmethod
    def named(cls, folder: Path, taken_at: datetime, suffix: str) -> Self:
        """The one that is taken at a time (UTC); suffix: that of the encryption, or ""."""
        return cls(folder / f"{taken_at.strftime(_NAME)}{suffix}")

    @classmethod
    def of(cls, path: Path) -> Self:
        """The one that a file belongs to, whichever of the three it is."""
        return cls(path.with_name(path.name.removesuffix(_MANIFEST).removesuffix(_CHECKSUMS)))

    @property
    def manifest(self) -> Path:
        return self.dump.with_name(f"{self.dump.name}{_MANIFEST}")

    @property
    def checksums(self) -> Path:
        return self.dump.with_name(f"{self.dump.name}{_CHECKSUMS}")

    @property
    def draft(self) -> Path:
        """The dump while it is written."""
        return self.dump.with_name(f"{self.dump.name}{PARTIAL}")

    @property
    def files(self) -> tuple[Path, Path, Path]:
        """All, in the order in which they are put in place."""
        return self.dump, self.manifest, self.checksums

    @property
    def taken_at(self) -> datetime:
        """When it was taken, by its name."""
        stem = self.dump.name.partition(".dump")[0] + ".dump"
        return datetime.strptime(f"{stem}+0000", f"{_NAME}%z")

    def complete(self, manifest: Manifest) -> None:
        """Puts all three files in place, the finished draft first; from here on the backup exists."""
        digest = sha256(self.draft)
        text = manifest.to_json()
        self.draft.replace(self.dump)
        _write(self.manifest, text)
        listed = f"{digest}  {self.dump.name}\n"
        listed += f"{hashlib.sha256(text.encode()).hexdigest()}  {self.manifest.name}\n"
        _write(self.checksums, listed)
        sync_folder(self.dump.parent)

    def verified(self) -> Manifest:
        """Reads the manifest, after comparing both files with their checksums.

        Raises:
            BackupError: when one is missing or not what was written.
        """
        for path in self.files:
            if not path.is_file():
                raise BackupError(f"{path.name} is missing beside the dump: a backup is three files.")
        lines = [line.split("  ", 1) for line in self.checksums.read_text().splitlines()]
        written = {name: digest for digest, name in (line for line in lines if len(line) == 2)}
        for path in (self.dump, self.manifest):
            if sha256(path) != written.get(path.name):
                raise BackupError(f"{path.name} is damaged: its checksum is not the one that was written.")
        return Manifest.from_json(self.manifest.read_text())

    def remove(self) -> None:
        """Deletes it; what is left of a deletion that was cut short is no backup."""
        for path in reversed(self.files):
            path.unlink(missing_ok=True)


def existing(folder: Path) -> list[Backup]:
    """The complete backups in a folder, newest first."""
    names = sorted((path.name.removesuffix(_CHECKSUMS) for path in folder.glob(_PATTERN)), reverse=True)
    return [Backup(folder / name) for name in names if (folder / name).is_file()]


def expire(folder: Path, *, now: datetime, days: int, copies: int) -> list[Backup]:
    """Deletes backups that are older than so many days, but never one of the newest `copies`.

    Returns:
        Those that were deleted.
    """
    expired = [old for old in existing(folder)[copies:] if old.taken_at < now - timedelta(days=days)]
    for old in expired:
        old.remove()
    return expired


def remove_drafts(folder: Path) -> None:
    """Deletes what attempts that were cut short have left; nobody else may be writing."""
    for draft in folder.glob(f"*{PARTIAL}"):
        draft.unlink()


def sha256(path: Path) -> str:
    """The digest of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Has the disk know the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}{PARTIAL}")
    with draft.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
