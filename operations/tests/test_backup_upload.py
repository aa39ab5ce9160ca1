"""Copies of backups in a bucket."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from operations.backups.errors import BackupError
from operations.backups.files import existing
from operations.tests.bucket import Bucket, running_bucket
from operations.tests.scratch import drop_database, figures
from operations.tests.test_backup import succeeded_at, take


@pytest.fixture
def bucket(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    with running_bucket() as store:
        settings.BACKUP_S3_BUCKET = "vault"
        settings.BACKUP_S3_PREFIX = "solacore/"
        settings.BACKUP_S3_ENDPOINT_URL = store.url
        for name, value in (
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_DEFAULT_REGION", "eu-central-1"),
            ("AWS_MAX_ATTEMPTS", "1"),
        ):
            monkeypatch.setenv(name, value)
        yield store


def test_all_files_arrive(scratch: str, bucket: Bucket) -> None:
    backup = take()
    for path in backup.files:
        assert bucket.objects[f"/vault/solacore/{path.name}"] == path.read_bytes()


@pytest.mark.parametrize("fault", ["refuses", "loses"])
def test_an_upload_that_fails_is_a_failure_and_keeps_the_file(
    scratch: str, folder: Path, bucket: Bucket, fault: str
) -> None:
    before = succeeded_at()
    setattr(bucket, fault, True)
    with pytest.raises(BackupError, match=r"uploaded|arrive"):
        take()
    assert succeeded_at() == before
    assert len(existing(folder)) == 1


def test_a_lost_machine_s_database_comes_back_from_the_bucket(
    scratch: str, folder: Path, bucket: Bucket
) -> None:
    before = figures()
    backup = take(timezone.now())
    backup.remove()
    drop_database()
    call_command("restore", backup.dump.name, "--download")
    assert figures() == before
    with pytest.raises(CommandError, match="downloaded"):
        call_command("restore", "solacore-none.dump", "--download")
