"""A socket that listens, with the files that go with it: the lock, the socket's and the token's."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import stat

from . import address as addresses
from .errors import LinkError
from .files import Descriptor, is_removed, lock_file, remove


def _locked(path: str) -> Descriptor:
    """The lock file of a server that lives. It is removed at the server's end."""
    addresses.check_folder(os.path.dirname(path))
    for _ in range(8):
        lock = Descriptor(os.open(path + ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
        if lock_file(lock):
            return lock
        removed = is_removed(lock)  # by a server that has ended between the two calls
        lock.close()
        if not removed:
            break
    raise LinkError("in_use", f"another program listens at {path}; choose another name")


class Listening:
    """Listens from the start. What was made is removed by `close`, and at once if the rest fails."""

    def __init__(self, where: addresses.Address, folder: str) -> None:
        self.address = where
        self.token = b""
        self.token_file = ""
        self._undo = contextlib.ExitStack()
        with self._undo:
            try:
                self._listen(folder)
            except OSError as error:
                raise LinkError("in_use", f"cannot listen at {where}: {error.strerror or error}") from None
            self._undo = self._undo.pop_all()

    def _listen(self, folder: str) -> None:
        where = self.address
        self.socket = self._undo.enter_context(socket.socket(addresses.family(where), socket.SOCK_STREAM))
        if where.path:
            self._take_path(where.path)
        else:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(addresses.target(where))
        if where.path:
            self._undo.callback(remove, where.path)
            os.chmod(where.path, 0o600)
        self.socket.listen(128)
        self.socket.setblocking(False)
        if not where.path:
            self.address = where._replace(port=self.socket.getsockname()[1])
            self._make_token(folder)

    def _take_path(self, path: str) -> None:
        self._undo.enter_context(contextlib.closing(_locked(path)))
        self._undo.callback(remove, path + ".lock")  # before the lock is free
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISSOCK(os.lstat(path).st_mode):
                raise LinkError("in_use", f"{path} is a file and no socket; remove it, or choose another name")
            os.unlink(path)  # nobody listens there: the lock is ours

    def _make_token(self, folder: str) -> None:
        addresses.check_folder(folder)
        self.token = secrets.token_bytes(32)
        self.token_file = addresses.token_file(folder, self.address.port)
        self._undo.callback(remove, self.token_file)
        addresses.write_token(self.token_file, self.token)

    def close(self) -> None:
        """Remove the files. One that somebody else has removed is not missed."""
        self._undo.close()
