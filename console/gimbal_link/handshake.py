"""The first frames of a connection: docs/link.md, section 4."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Dict

from . import address as addresses
from .arrays import is_index
from .checks import text_of
from .errors import LinkError
from .outbox import Outgoing

VERSION = 1
NEVER = float("inf")
HELLO, CHALLENGE, AUTH, WELCOME, OPEN, CLOSING, OVER = range(7)

if TYPE_CHECKING:
    from .connection import Connection as _Base
else:
    _Base = object


class Handshake(_Base):
    """A part of Connection. The link's thread runs it."""

    def _take_hello(self, header: Dict[str, Any]) -> None:
        if text_of(header, "protocol") != "gimbal-link":
            raise LinkError("wrong_version", "the protocol is not gimbal-link")
        versions = header.get("versions")
        if not isinstance(versions, list) or len(versions) != 2 or not all(isinstance(v, int) for v in versions):
            raise LinkError("bad_message", "`versions` is not the lowest and the highest version")
        if not versions[0] <= VERSION <= versions[1]:
            raise LinkError(
                "wrong_version", f"this end speaks version {VERSION}, the other one {versions[0]} to {versions[1]}"
            )
        self.name = text_of(header, "name")
        if not self._tcp:
            self._welcome()
            return
        self._client_nonce = addresses.nonce_of(header.get("nonce"))
        self._server_nonce = secrets.token_bytes(32)
        self._outbox.put(Outgoing({"type": "challenge", "nonce": self._server_nonce.hex()}))
        self._state = AUTH

    def _proof(self, role: str) -> str:
        return addresses.proof(self._token, role, self._client_nonce, self._server_nonce)

    def _take_challenge(self, header: Dict[str, Any]) -> None:
        self._server_nonce = addresses.nonce_of(header.get("nonce"))
        self._outbox.put(Outgoing({"type": "auth", "proof": self._proof("client")}))
        self._state = WELCOME

    def _take_auth(self, header: Dict[str, Any]) -> None:
        if not addresses.same(header.get("proof"), self._proof("client")):
            raise LinkError("not_authenticated", "the proof is wrong: the client has another token")
        self._welcome()

    def _welcome(self) -> None:
        limits = self.host.limits
        header: Dict[str, Any] = {
            "type": "welcome",
            "version": VERSION,
            "name": self.host.name,
            "permissions": self.host.permissions.names(),
            "limits": {
                "header_bytes": limits.header_bytes,
                "payload_bytes": limits.payload_bytes,
                "open_calls": limits.open_calls,
            },
        }
        if self._tcp:
            header["proof"] = self._proof("server")
        self._outbox.put(Outgoing(header))
        self._open()

    def _take_welcome(self, header: Dict[str, Any]) -> None:
        if self._tcp and not addresses.same(header.get("proof"), self._proof("server")):
            raise LinkError("not_authenticated", "the proof is wrong: the server has another token")
        if header.get("version") != VERSION:
            raise LinkError("wrong_version", "the server has chosen a version that this end does not speak")
        limits = header.get("limits")
        limits = limits if isinstance(limits, dict) else {}
        limits = {name: value for name, value in limits.items() if is_index(value)}
        self._outbox.most_payload = limits.get("payload_bytes", self._outbox.most_payload)
        self._outbox.most_header = limits.get("header_bytes", self._outbox.most_header)
        self._most_calls = max(min(limits.get("open_calls", self._most_calls), self._most_calls), 1)
        self.name = text_of(header, "name")
        self._open()

    def _open(self) -> None:
        self._reader.most_header = self.host.limits.header_bytes
        self._reader.most_payload = self.host.limits.payload_bytes
        self._state_deadline = NEVER
        self._state = OPEN
        self.connected = self._was_open = True
        self.opened.set()
        handler = self.host.handlers.connected
        if handler is not None:
            self.host.pool.post(lambda: handler(self.peer), self._lane)
