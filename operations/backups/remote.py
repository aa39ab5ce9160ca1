"""Copies of backups in a bucket of S3, or of any store with the same protocol."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
from boto3.exceptions import Boto3Error  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from django.conf import settings

from operations.backups.errors import BackupError
from operations.backups.files import Backup

Say = Callable[[str], None]

_FAILURES = (Boto3Error, BotoCoreError, ClientError)


def is_configured() -> bool:
    """Whether a bucket is named."""
    return bool(settings.BACKUP_S3_BUCKET)


def upload(backup: Backup, say: Say) -> None:
    """Copies a backup's files to the bucket, the checksums last, and asks whether they arrived whole.

    Raises:
        BackupError: when they didn't.
    """
    client = _client()
    for path in backup.files:
        key = _key(path.name)
        try:
            client.upload_file(str(path), settings.BACKUP_S3_BUCKET, key)
            size = client.head_object(Bucket=settings.BACKUP_S3_BUCKET, Key=key)["ContentLength"]
        except _FAILURES as error:
            raise BackupError(f"{path.name} is on the disk but could not be uploaded: {error}") from error
        if size != path.stat().st_size:
            raise BackupError(f"{path.name} did not arrive whole in the bucket.")
    say(f"Uploaded {backup.dump.name} to {settings.BACKUP_S3_BUCKET}.")


def download(name: str, folder: Path, say: Say) -> Backup:
    """Copies a backup's files from the bucket.

    Args:
        name: of the dump, without the prefix.
        folder: where to.
        say: takes lines about the progress.

    Raises:
        BackupError: when they can't be had.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    backup = Backup(folder / Path(name).name)
    client = _client()
    for path in backup.files:
        try:
            client.download_file(settings.BACKUP_S3_BUCKET, _key(path.name), str(path))
        except (*_FAILURES, OSError) as error:
            raise BackupError(f"{path.name} can't be downloaded: {error}") from error
    say(f"Downloaded {backup.dump.name}.")
    return backup


def _client() -> Any:
    # Its keys come from AWS_ACCESS_KEY_ID and so on, or from the machine's role, as boto3 documents.
    return boto3.client("s3", endpoint_url=settings.BACKUP_S3_ENDPOINT_URL or None)


def _key(name: str) -> str:
    prefix = settings.BACKUP_S3_PREFIX.strip("/")
    return f"{prefix}/{name}" if prefix else name
