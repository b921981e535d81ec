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


def sentence_of(error: BaseException) -> str:
    """Class and text, also of an exception whose text raises."""
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:
        return type(error).__name__


def not_understood(error: Exception) -> LinkError:
    """What is answered to a message that raised `error`. Nothing that a peer sends may end a thread of the link."""
    if isinstance(error, LinkError):
        return error
    return LinkError("bad_message", f"the message cannot be processed: {sentence_of(error)}")
