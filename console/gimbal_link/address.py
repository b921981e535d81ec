"""Where an end listens, the files of the user's folder that go with it, and the proofs of TCP."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import socket
import stat
import struct
from typing import Any, NamedTuple, Optional, Tuple

from .errors import LinkError
from .files import remove
from .names import short

LONGEST_PATH = 107  # of a Unix socket


class Address(NamedTuple):
    path: str = ""  # of a Unix socket; empty: TCP
    host: str = ""
    port: int = 0

    def __str__(self) -> str:
        return self.path or (f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}")


def parse(text: str, folder: str) -> Address:
    if not isinstance(text, str):
        raise TypeError(f"an address is a str, not {short(text)}")
    if text.startswith("/") and re.search("[\x00-\x1f\x7f]", text):
        raise LinkError("bad_argument", f"the address {short(text)} holds a control character")
    if text.startswith("/") or re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text):
        path = text if text.startswith("/") else f"{folder}/{text}.socket"
        if len(os.fsencode(path)) > LONGEST_PATH:
            raise LinkError(
                "bad_argument",
                f"the path {path} has {len(os.fsencode(path))} bytes; a Unix socket can have 107. Use a shorter folder",
            )
        return Address(path=path)
    host, _, digits = text.rpartition(":")
    if not re.fullmatch(r"[0-9]{1,5}", digits) or int(digits) > 65535 or not host:
        raise LinkError(
            "bad_argument",
            f"the address `{text}` is no name (letters, digits, - and _), no absolute path and not host:port with a "
            "port from 0 to 65535, like 127.0.0.1:4040",
        )
    port = int(digits)
    if host in ("127.0.0.1", "localhost"):
        return Address(host="127.0.0.1", port=port)
    if host == "[::1]":
        return Address(host="::1", port=port)
    raise LinkError(
        "not_local",
        f"the address `{text}` is another machine, and the link is for this one only. "
        f"Use SSH: `ssh -L {port}:127.0.0.1:{port} user@{host}`, then connect to 127.0.0.1:{port}",
    )


def family(where: Address) -> socket.AddressFamily:
    return socket.AF_UNIX if where.path else socket.AF_INET6 if ":" in where.host else socket.AF_INET


def target(where: Address) -> Any:
    """What `bind` and `connect` take."""
    return where.path or (where.host, where.port)


def default_folder() -> str:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return f"{runtime}/gimbal-link" if runtime.startswith("/") else f"/tmp/gimbal-link-{os.getuid()}"


def folder_problem(folder: str) -> str:
    """Why the link does not use this folder, as the end of a sentence. Empty: it does, or there is no such folder."""
    try:
        facts = os.lstat(folder)
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if not stat.S_ISDIR(facts.st_mode):
        return "is a link or no folder, so it may lead elsewhere"
    if facts.st_uid != os.getuid():
        return "belongs to another user"
    if facts.st_mode & 0o077:
        return "may be entered by other users; choose one that only you may enter (mode 0700)"
    return ""


def check_folder(folder: str) -> None:
    """Make the folder if it is missing. Refuse one that others may enter."""
    try:
        missing, path = [], folder
        while not os.path.isdir(path) and path != os.path.dirname(path):
            missing.append(path)
            path = os.path.dirname(path)
        for path in reversed(missing):
            try:
                os.mkdir(path, 0o700)
            except FileExistsError:
                pass
    except OSError as error:
        raise LinkError("not_local", f"the folder {folder} cannot be made: {error.strerror}") from None
    problem = folder_problem(folder)
    if problem:
        raise LinkError("not_local", f"the folder {folder} {problem}")


def other_end(connection: socket.socket) -> Tuple[int, int]:
    """User and process of the other end of a Unix socket."""
    size = struct.calcsize("3i")
    pid, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    return uid, pid


def token_file(folder: str, port: int) -> str:
    return f"{folder}/tcp-{port}.token"


def write_token(path: str, token: bytes) -> None:
    remove(path)  # of a server that was killed
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(opened, "w") as file:
        file.write(token.hex() + "\n")


def read_token(path: str) -> bytes:
    def refuse(why: str) -> LinkError:
        return LinkError("not_authenticated", f"the token file {path} {why}")

    try:
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError as error:
        raise refuse(f"cannot be read: {error.strerror}") from None
    with os.fdopen(opened) as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode):
            raise refuse("is not a regular file")
        if facts.st_uid != os.getuid():
            raise refuse("belongs to another user")
        if facts.st_mode & 0o077:
            raise refuse("may be read by other users; `chmod 600` it")
        text = file.read(80).strip()
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise refuse("does not hold 64 hexadecimal digits")
    return bytes.fromhex(text)


def nonce_of(text: Optional[object]) -> bytes:
    if not isinstance(text, str) or not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise LinkError("not_authenticated", "`nonce` does not have 64 hexadecimal digits")
    return bytes.fromhex(text)


def proof(token: bytes, role: str, client: bytes, server: bytes) -> str:
    return hmac.new(token, f"gimbal-link {role}".encode() + client + server, hashlib.sha256).hexdigest()


def same(one: object, other: str) -> bool:
    return isinstance(one, str) and hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
