"""The error of this package."""


class BackupError(Exception):
    """A backup, a restore or a drill did not succeed; the text says why, in a sentence for an operator."""


class BackupRunningError(BackupError):
    """Another one is at work."""
