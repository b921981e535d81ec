"""Shared by the tests of completion and call tips: the names that are asked about, and the questions."""
import collections
import functools
import os

from gimbal_console.assist import completion, inspection, variables


class Point:
    """A place."""

    def __init__(self, x, *, y=2):
        self.x = x

    def move(self, dx, dy=0) -> "Point":
        """Move it."""
        moved, self.by = dx, (dx, dy)
        self.to = moved
        if dx:
            moved.not_self = self.to
            self.to.not_either = self

    @property
    def norm(self):
        """Its length."""

    @classmethod
    def make(cls, text):
        pass


def scatter(alpha, beta=3, *args, gamma=None):
    """Throw points about."""


NAMES = {
    "Point": Point,
    "point": Point(1),
    "scatter": scatter,
    "cached": functools.lru_cache(scatter),
    "some": functools.partial(scatter, 1),
    "table": {'al"pha': [1], "beta's": {"x": Point(2)}, 3: "text", "plain": 1},
    "points": [Point(3)],
    "os": os,
    "_hidden": 1,
    "counts": collections.defaultdict(list, key=[1]),
    "remove_bad_mesh": 1,
}


def answer_completely():
    """Complete answers on a busy machine, too."""
    completion.SECONDS = completion.PATIENT_SECONDS = 1000
    completion.DETAILS_SECONDS = variables.SECONDS = 1000


def offered(source):
    """The completions at the bar in `source`, or at its end, as {text: (kind, detail)}."""
    before, _, after = source.partition("|")
    cursor = len(before.encode())
    return {
        text: (kind, detail) for text, kind, detail in completion.complete((before + after).encode(), cursor, NAMES)[2]
    }


def tip(source):
    """The signature, with its current parameter in angle brackets."""
    signature, begin, end, _ = inspection.call_tip(source.encode(), len(source.encode()), NAMES)
    data = signature.encode()
    return (data[:begin] + b"<" + data[begin:end] + b">" + data[end:] if begin < end else data).decode()


def explained(name, source=False):
    return inspection.inspect(name.encode(), int(source), NAMES, lambda file: "")
