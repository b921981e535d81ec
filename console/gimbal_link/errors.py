"""Errors as values: a code of docs/link.md, section 8, and a sentence."""

from __future__ import annotations


class LinkError(Exception):
    """What a call raises. `code` is a word of the protocol, "deadline" for example; `message` is a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __repr__(self) -> str:
        return f"LinkError({self.code!r}, {self.message!r})"
