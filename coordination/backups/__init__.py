"""Backups: the database and the files in one encrypted archive, put back, and proved to be of use.

What opens an archive is never in it. ``BACKUP_KEYS`` opens the archive, ``FILE_KEYS`` the files inside, and
``SECRET_KEY`` says whether the audit's checkpoints are ours: they are kept somewhere else, by somebody else.
"""


class BackupError(Exception):
    """A backup cannot be made, read or put back; the message is one line that says what to do."""
