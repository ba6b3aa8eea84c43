"""What can go wrong with the database, as callers tell it apart. Drivers' exceptions do not leave this
room."""


class StorageError(Exception):
    """The root. `retryable`: the same thing may succeed later."""

    retryable = False


class DatabaseSettingError(StorageError):
    """The setting cannot work: the message says what is wrong and what to write instead."""


class DatabaseUnavailable(StorageError):
    """The database cannot be reached or cannot write now (locked, full, restarting)."""

    retryable = True


class WriteRefused(StorageError):
    """The rows break a constraint, or a guarded row is not as expected: trying again cannot help."""
