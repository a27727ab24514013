"""What can go wrong. Bad data is no error: it becomes rows of the table `rejects`."""


class MillraceError(Exception):
    """The parent of all errors of this package. Its text is the library's message."""


class UserError(MillraceError):
    """What was passed is wrong: a key of the configuration, a path, a value. The message says what to change."""


class MachineError(MillraceError):
    """The machine failed: memory, a disk, a store, a plug-in."""


class InternalError(MillraceError):
    """A bug of Millrace's."""
