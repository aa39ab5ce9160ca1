"""Passwords from the system before this one: bcrypt hashes that a sign-in upgrades to argon2."""

import re

import bcrypt
from django.contrib.auth.hashers import BCryptPasswordHasher

# Bytes of a password that bcrypt looks at. Older libraries cut it there; bcrypt ≥ 5 refuses a longer one.
BCRYPT_MAX_BYTES = 72
# A hash as bcrypt itself writes it, without the name of a Django hasher before it.
_RAW_BCRYPT = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}")


class LegacyBCryptPasswordHasher(BCryptPasswordHasher):
    """Reads bcrypt hashes the way they were written: over the first 72 bytes of the password."""

    def encode(self, password: str, salt: bytes | str) -> str:
        """The hash of a password in Django's form, `bcrypt$$2b$…`.

        Raises:
            ValueError: the salt is malformed.
        """
        raw_salt = salt.encode("ascii") if isinstance(salt, str) else salt
        raw_hash = bcrypt.hashpw(password.encode()[:BCRYPT_MAX_BYTES], raw_salt)
        return f"{self.algorithm}${raw_hash.decode('ascii')}"

    def verify(self, password: str, encoded: str) -> bool:
        """Whether the password is the hash's; never for a hash that is damaged."""
        try:
            return super().verify(password, encoded)
        except ValueError:
            return False


def hash_for_django(stored: str) -> str:
    """A stored hash in the form that Django's hashers recognise; a raw bcrypt hash gets its hasher's name."""
    if _RAW_BCRYPT.fullmatch(stored):
        return f"{LegacyBCryptPasswordHasher.algorithm}${stored}"
    return stored
