"""Reads the source in a file that a script named. The file can be anything: a pipe has no end and may have no writer.

Thread: any. GIL: held.
"""

from errno import EINVAL
from io import open as open_file
from os import O_NONBLOCK, close, fstat
from os import open as open_descriptor
from stat import S_ISREG


def start_of(path, limit):
    """The first `limit` bytes of a regular file as text, or None if it is not one or cannot be read."""
    try:
        with open_file(path, "rb", opener=_open_regular) as file:
            return file.read(limit).decode("utf-8", "replace")
    except (OSError, ValueError):
        return None


def _open_regular(path, flags):
    descriptor = open_descriptor(path, flags | O_NONBLOCK)  # does not wait for the writer of a pipe
    if S_ISREG(fstat(descriptor).st_mode):
        return descriptor
    close(descriptor)
    raise OSError(EINVAL, "not a regular file", path)
