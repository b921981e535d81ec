"""The end of a search: its time is over, or a newer request has replaced it.

Thread: any. GIL: held.
"""

from time import monotonic


class Deadline:
    """`given_up()` returns whether a newer request has come. `is_incomplete` is True once has_passed() was True."""

    __slots__ = ("_end", "_given_up", "is_incomplete")

    def __init__(self, seconds, given_up=None):
        self._end, self._given_up, self.is_incomplete = monotonic() + seconds, given_up, False

    def has_passed(self):
        """Whether to stop. Call it before each step, and leave the rest out if it is True."""
        self.is_incomplete = (
            self.is_incomplete or monotonic() > self._end or self._given_up is not None and self._given_up()
        )
        return self.is_incomplete
