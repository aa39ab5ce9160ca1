"""The account that the servers run as when root starts them: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from solacore.embedded.folder import DataFolder

SERVICE_ACCOUNT = "solacore-db"


@dataclass(frozen=True, slots=True)
class Account:
    """A user and its group, by number."""

    uid: int
    gid: int


class RunAs(TypedDict):
    """The arguments of `subprocess` that choose the user."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None


def run_as(account: Account | None) -> RunAs:
    """The arguments of `subprocess` for this account; None stays the current user."""
    if account is None:
        return RunAs(user=None, group=None, extra_groups=None)
    return RunAs(user=account.uid, group=account.gid, extra_groups=[])


def account_for(folder: DataFolder) -> Account | None:
    """Who runs the servers: None for the current user, otherwise (for root) an account without privileges.

    That is the owner of the data folder unless root owns it, so that a folder stays usable for its owner;
    then it is a service account, made if missing, or `nobody` where no account can be made.
    """
    if os.geteuid() != 0:
        return None
    owner = folder.root.stat().st_uid
    # initdb and postgres look their own user up by name.
    entry = (_by_uid(owner) if owner != 0 else None) or _service_account()
    return Account(entry.pw_uid, entry.pw_gid)


def hand_over(path: Path, account: Account | None) -> None:
    """Make the account the owner of a folder and all that is in it."""
    if account is None or path.stat().st_uid == account.uid:
        return
    for parent, folders, files in os.walk(path):
        for name in (*folders, *files):
            os.chown(Path(parent, name), account.uid, account.gid, follow_symlinks=False)
    # Last: an interrupted walk is repeated, because the top still has its old owner.
    os.chown(path, account.uid, account.gid)


def let_through(path: Path, account: Account | None) -> None:
    """Let the account pass through the folders above a path: search permission where missing, no more."""
    if account is None:
        return
    for parent in path.parents:
        entry = parent.stat()
        if entry.st_uid == account.uid:
            needed = stat.S_IXUSR
        elif entry.st_gid == account.gid:
            needed = stat.S_IXGRP
        else:
            needed = stat.S_IXOTH
        if not entry.st_mode & needed:
            parent.chmod(stat.S_IMODE(entry.st_mode) | needed)


def let_read(tree: Path, account: Account | None) -> None:
    """Let everybody read an installation, which a strict umask of its installer may have forbidden."""
    if account is None or not tree.exists():
        return
    if tree.stat().st_mode & stat.S_IROTH:
        return
    for path in (*tree.rglob("*"), tree):
        if path.is_symlink():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        execute = stat.S_IXOTH if mode & stat.S_IXUSR else 0
        path.chmod(mode | stat.S_IROTH | execute)


def _by_uid(uid: int) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        return None


def _service_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SERVICE_ACCOUNT)
    except KeyError:
        pass
    useradd = shutil.which("useradd")
    if useradd:
        # Its failure shows in the next lines; it also fails when another process has just made the account.
        options = ["--system", "--user-group", "--no-create-home", "--shell", "/bin/false"]
        subprocess.run([useradd, *options, SERVICE_ACCOUNT], check=False, capture_output=True)  # noqa: S603
    try:
        return pwd.getpwnam(SERVICE_ACCOUNT)
    except KeyError:
        return pwd.getpwnam("nobody")
