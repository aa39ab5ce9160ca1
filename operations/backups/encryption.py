"""Encryption of dumps, as a stream: no readable copy ever lies on the disk."""

import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from typing import IO, ClassVar

import pyrage
from django.conf import settings

from operations.backups.errors import BackupError
from operations.backups.programs import environment

Reader = IO[bytes]
Writer = IO[bytes]

_CHUNK = 1 << 20


class Cipher(ABC):
    """A way to write a dump; `suffix` tells it from the others."""

    suffix: ClassVar[str]

    @abstractmethod
    def encrypt(self, plain: Reader, file: Writer) -> None:
        """Copies what comes out of pg_dump into the file.

        Raises:
            BackupError: when it can't be encrypted.
        """

    @abstractmethod
    def decrypt(self, file: Reader, plain: Writer) -> None:
        """Copies the file into what pg_restore reads.

        Raises:
            BackupError: when the key is wrong or the file is not whole.
        """


class Plain(Cipher):
    """No encryption."""

    suffix = ""

    def encrypt(self, plain: Reader, file: Writer) -> None:
        """See `Cipher.encrypt`."""
        while chunk := plain.read(_CHUNK):
            file.write(chunk)

    def decrypt(self, file: Reader, plain: Writer) -> None:
        """See `Cipher.decrypt`."""
        self.encrypt(file, plain)


class Age(Cipher):
    """The format of https://age-encryption.org/v1: to public keys; only a restore needs a secret one."""

    suffix = ".age"

    def encrypt(self, plain: Reader, file: Writer) -> None:
        """See `Cipher.encrypt`."""
        try:
            recipients = [pyrage.x25519.Recipient.from_str(key) for key in settings.BACKUP_AGE_RECIPIENTS]
            pyrage.encrypt_io(plain, file, recipients)
        except (pyrage.RecipientError, pyrage.EncryptError) as error:
            raise BackupError(f"The dump can't be encrypted with BACKUP_AGE_RECIPIENTS: {error}.") from error

    def decrypt(self, file: Reader, plain: Writer) -> None:
        """See `Cipher.decrypt`."""
        try:
            pyrage.decrypt_io(file, plain, _age_identities())
        except BrokenPipeError:
            raise
        # A bare OSError is pyrage's for a file that is not whole.
        except (pyrage.IdentityError, pyrage.DecryptError, OSError) as error:
            raise BackupError(
                f"The dump can't be decrypted with BACKUP_AGE_IDENTITY_FILE: {error}."
            ) from error


class Gpg(Cipher):
    """GnuPG, with the keys of this account."""

    suffix = ".gpg"

    def encrypt(self, plain: Reader, file: Writer) -> None:
        """See `Cipher.encrypt`."""
        recipients = [part for key in settings.BACKUP_GPG_RECIPIENTS for part in ("--recipient", key)]
        # Who is named in the settings is trusted.
        _gpg(["--trust-model", "always", *recipients, "--encrypt"], plain, file)

    def decrypt(self, file: Reader, plain: Writer) -> None:
        """See `Cipher.decrypt`."""
        _gpg(["--decrypt"], file, plain)


def chosen_cipher() -> Cipher:
    """The one that the settings name, for new dumps."""
    if settings.BACKUP_AGE_RECIPIENTS:
        return Age()
    return Gpg() if settings.BACKUP_GPG_RECIPIENTS else Plain()


def cipher_of(dump: Path) -> Cipher:
    """The one that a dump was written with, by its name."""
    return next((cipher() for cipher in (Age, Gpg) if dump.name.endswith(cipher.suffix)), Plain())


def _age_identities() -> list[pyrage.x25519.Identity]:
    name = settings.BACKUP_AGE_IDENTITY_FILE
    if not name:
        raise BackupError(
            "The dump is encrypted: name the file with the secret key in BACKUP_AGE_IDENTITY_FILE."
        )
    try:
        lines = Path(name).read_text().splitlines()
    except OSError as error:
        raise BackupError(f"BACKUP_AGE_IDENTITY_FILE can't be read: {error.strerror}.") from error
    # age-keygen writes comments above the key.
    keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return [pyrage.x25519.Identity.from_str(key) for key in keys]


def _gpg(arguments: list[str], source: Reader, target: Writer) -> None:
    try:
        done = subprocess.run(  # noqa: S603
            ["gpg", "--batch", "--quiet", "--no-tty", *arguments],  # noqa: S607 - the administrator's own
            stdin=source,
            stdout=target,
            stderr=subprocess.PIPE,
            check=False,
            env=environment({}),
        )
    except FileNotFoundError as error:
        raise BackupError("gpg is not installed.") from error
    if done.returncode:
        raise BackupError(f"gpg failed: {done.stderr.decode(errors='replace').strip()}")
