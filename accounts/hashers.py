"""How passwords are hashed: by argon2, and as the system before this one did, which a sign-in upgrades."""

import re

import bcrypt
from django.contrib.auth.hashers import Argon2PasswordHasher, BCryptPasswordHasher

# Bytes of a password that bcrypt looks at. Older libraries cut it there; bcrypt ≥ 5 refuses a longer one.
BCRYPT_MAX_BYTES = 72
# A hash as bcrypt itself writes it, without the name of a Django hasher before it.
_RAW_BCRYPT = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}")


class OwaspArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with the first parameters that OWASP's Password Storage Cheat Sheet recommends.

    Django's own take 100 MiB and eight threads for each sign-in: some at once would exhaust a small server.
    """

    time_cost = 1
    memory_cost = 47_104  # KiB: 46 MiB
    parallelism = 1


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
