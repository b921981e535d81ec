"""Descriptors that are closed once, and files whose lock says that their owner lives."""

from __future__ import annotations

import contextlib
import fcntl
import os


class Descriptor:
    """Owns a file descriptor. A number that was closed may be another file's at once, so nobody closes it twice."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number

    def fileno(self) -> int:
        return self.number

    @property
    def closed(self) -> bool:
        return self.number < 0

    def close(self) -> None:
        number, self.number = self.number, -1
        if number >= 0:
            os.close(number)

    __del__ = close


def lock_file(descriptor: Descriptor) -> bool:
    """False: another owner has it, or has removed it."""
    try:
        fcntl.flock(descriptor.number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return os.fstat(descriptor.number).st_nlink > 0


def is_removed(descriptor: Descriptor) -> bool:
    return os.fstat(descriptor.number).st_nlink == 0


def remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
