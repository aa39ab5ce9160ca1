"""Bringing a backup back: `manage.py restore FILE`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from operations.backups.database import session
from operations.backups.files import Backup, sha256
from operations.tests.scratch import databases, drop_database, execute, figures
from operations.tests.test_backup import take


def restore(backup: Backup, *options: str) -> None:
    call_command("restore", str(backup.dump), *options)


def sign(backup: Backup) -> None:
    """Writes checksums that fit what the files hold now."""
    lines = [f"{sha256(path)}  {path.name}\n" for path in (backup.dump, backup.manifest)]
    backup.checksums.write_text("".join(lines))


def test_a_dropped_database_comes_back_row_for_row(scratch: str) -> None:
    before = figures()
    backup = take()
    drop_database()
    restore(backup)
    assert figures() == before
    assert databases() == [scratch]
    execute("INSERT INTO diary (person) SELECT id FROM people LIMIT 1")  # the sequence went on where it was


def test_any_of_its_files_names_a_backup(scratch: str) -> None:
    before = figures()
    backup = take()
    for path in backup.files:
        drop_database()
        call_command("restore", str(path))
        assert figures() == before


def test_a_database_that_is_not_empty_is_left_alone(scratch: str) -> None:
    backup = take()
    execute("DELETE FROM diary")
    before = figures()
    with pytest.raises(CommandError, match="not empty"):
        restore(backup)
    assert figures() == before
    assert databases() == [scratch]


def test_with_force_it_is_replaced_and_kept_under_another_name(
    scratch: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = figures()
    backup = take()
    execute("DELETE FROM diary; CREATE TABLE newer (id int)")
    restore(backup, "--force")
    assert figures() == before
    kept = [name for name in databases() if name != scratch]
    assert len(kept) == 1
    assert kept[0] in capsys.readouterr().out


def test_somebody_who_is_connected_is_disconnected(scratch: str) -> None:
    backup = take()
    execute("DROP SCHEMA public CASCADE; DROP SCHEMA extra CASCADE; CREATE SCHEMA public")
    with session(scratch) as opened:
        restore(backup)
        assert opened.closed or opened.info.transaction_status.name in {"IDLE", "UNKNOWN"}
    assert figures() == backup.verified().tables


def _truncate(backup: Backup) -> None:
    with backup.dump.open("r+b") as file:
        file.truncate(backup.dump.stat().st_size * 2 // 3)


def _corrupt(backup: Backup) -> None:
    content = bytearray(backup.dump.read_bytes())
    content[len(content) // 2] ^= 0xFF
    backup.dump.write_bytes(content)


def _empty(backup: Backup) -> None:
    backup.dump.write_bytes(b"")


def _lose_manifest(backup: Backup) -> None:
    backup.manifest.unlink()


def _lose_checksums(backup: Backup) -> None:
    backup.checksums.unlink()


def _lose_dump(backup: Backup) -> None:
    backup.dump.unlink()


def _change_manifest(backup: Backup) -> None:
    backup.manifest.write_text(backup.manifest.read_text().replace("200", "199"))


DAMAGES = [_truncate, _corrupt, _empty, _lose_manifest, _lose_checksums, _lose_dump, _change_manifest]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_and_nothing_changes(
    scratch: str, damage: Callable[[Backup], None]
) -> None:
    backup = take()
    damage(backup)
    before = figures()
    with pytest.raises(CommandError, match=r"missing|damaged"):
        restore(backup, "--force")
    assert figures() == before
    assert databases() == [scratch]


@pytest.mark.parametrize("damage", [_truncate, _empty, _change_manifest])
def test_damage_is_found_even_where_the_checksums_fit(scratch: str, damage: Callable[[Backup], None]) -> None:
    backup = take()
    damage(backup)
    sign(backup)
    drop_database()
    with pytest.raises(CommandError, match=r"pg_restore|Not all came back"):
        restore(backup)
    assert databases() == []


def test_a_row_that_is_missing_from_the_dump_is_noticed(scratch: str) -> None:
    other = take()
    execute("UPDATE diary SET words = '{}' WHERE id = 5")
    backup = take()
    backup.dump.write_bytes(other.dump.read_bytes())
    sign(backup)
    with pytest.raises(CommandError, match=r"public\.diary has other contents"):
        restore(backup, "--force")


def test_a_backup_of_a_newer_server_is_refused(scratch: str) -> None:
    backup = take()
    manifest = json.loads(backup.manifest.read_text())
    backup.manifest.write_text(json.dumps(manifest | {"server_version": 990001}))
    sign(backup)
    with pytest.raises(CommandError, match="PostgreSQL 99"):
        restore(backup, "--force")


def test_a_file_that_does_not_exist_is_named(scratch: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.dump is missing"):
        call_command("restore", str(tmp_path / "none.dump"))


def test_it_ends_with_a_line_that_says_so(scratch: str, capsys: pytest.CaptureFixture[str]) -> None:
    backup = take(timezone.now())
    drop_database()
    restore(backup)
    assert capsys.readouterr().out.rstrip().endswith("every table was compared with its manifest.")
