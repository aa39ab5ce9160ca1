"""Dumps that only the holder of a key can read."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from operations.backups.files import Backup
from operations.backups.taking import backup_take
from operations.tests.scratch import databases, drop_database, figures
from operations.tests.test_backup import take
from operations.tests.test_restore import sign

needs_gpg = pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not installed")


def _age_key(path: Path) -> str:
    """Writes a secret key as age-keygen does; answers the public one."""
    identity = pyrage.x25519.Identity.generate()
    path.write_text(f"# created: now\n# public key: {identity.to_public()}\n{identity}\n")
    return str(identity.to_public())


@pytest.fixture
def age(settings: Settings, tmp_path: Path) -> Path:
    """The file of the secret key."""
    settings.BACKUP_AGE_RECIPIENTS = [_age_key(tmp_path / "key.txt")]
    settings.BACKUP_AGE_IDENTITY_FILE = str(tmp_path / "key.txt")
    return tmp_path / "key.txt"


@pytest.fixture
def gpg(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """GnuPG's folder, with a key. Its agent's socket needs a short path."""
    home = Path("/tmp") / f"gpg-{os.urandom(4).hex()}"  # noqa: S108
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    quiet = ["gpg", "--batch", "--quiet", "--passphrase", ""]
    subprocess.run([*quiet, "--quick-generate-key", "backup@example.com"], check=True, capture_output=True)
    settings.BACKUP_GPG_RECIPIENTS = ["backup@example.com"]
    yield home
    subprocess.run(["gpgconf", "--kill", "all"], check=False)
    shutil.rmtree(home, ignore_errors=True)


def _lose_and_restore(backup: Backup) -> None:
    drop_database()
    call_command("restore", str(backup.dump))


def _assert_unreadable(folder: Path) -> None:
    for path in folder.iterdir():
        assert b"PGDMP" not in path.read_bytes(), path


def test_age_and_back(scratch: str, folder: Path, age: Path) -> None:
    before = figures()
    backup = take()
    assert backup.dump.suffix == ".age"
    assert backup.dump.read_bytes().startswith(b"age-encryption.org/v1")
    _assert_unreadable(folder)
    _lose_and_restore(backup)
    assert figures() == before


def test_no_readable_copy_lies_on_the_disk_at_any_time(scratch: str, folder: Path, age: Path) -> None:
    backup_take(now=timezone.now(), say=lambda _: _assert_unreadable(folder))


def test_the_age_program_reads_it(scratch: str, age: Path) -> None:
    if shutil.which("age") is None:
        pytest.skip("age is not installed")
    backup = take()
    decrypted = subprocess.run(
        ["age", "--decrypt", "--identity", str(age), str(backup.dump)], check=True, capture_output=True
    )
    assert decrypted.stdout.startswith(b"PGDMP")


def test_another_age_key_is_refused(scratch: str, age: Path) -> None:
    backup = take()
    _age_key(age)
    with pytest.raises(CommandError, match="BACKUP_AGE_IDENTITY_FILE"):
        _lose_and_restore(backup)
    assert databases() == []


def test_a_key_that_is_missing_is_named(scratch: str, age: Path, settings: Settings) -> None:
    backup = take()
    settings.BACKUP_AGE_IDENTITY_FILE = ""
    with pytest.raises(CommandError, match="BACKUP_AGE_IDENTITY_FILE"):
        _lose_and_restore(backup)
    settings.BACKUP_AGE_IDENTITY_FILE = str(age.with_name("none"))
    with pytest.raises(CommandError, match="can't be read"):
        call_command("restore", str(backup.dump))


def test_an_encrypted_dump_that_was_cut_is_refused(scratch: str, age: Path) -> None:
    backup = take()
    with backup.dump.open("r+b") as file:
        file.truncate(backup.dump.stat().st_size - 10)
    sign(backup)
    with pytest.raises(CommandError, match="decrypted"):
        _lose_and_restore(backup)
    assert databases() == []


@needs_gpg
def test_gpg_and_back(scratch: str, folder: Path, gpg: Path) -> None:
    before = figures()
    backup = take()
    assert backup.dump.suffix == ".gpg"
    _assert_unreadable(folder)
    _lose_and_restore(backup)
    assert figures() == before


@needs_gpg
def test_another_gpg_key_is_refused(scratch: str, gpg: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = take()
    empty = gpg / "other"
    empty.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(empty))
    with pytest.raises(CommandError, match="gpg failed"):
        _lose_and_restore(backup)
    assert databases() == []


@needs_gpg
def test_an_unknown_gpg_recipient_leaves_no_file(
    scratch: str, folder: Path, gpg: Path, settings: Settings
) -> None:
    settings.BACKUP_GPG_RECIPIENTS = ["nobody@example.com"]
    with pytest.raises(CommandError, match="gpg failed"):
        call_command("backup")
    assert list(folder.iterdir()) == []
