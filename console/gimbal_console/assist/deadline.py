"""How long an answer is looked for: until its time is over, or nobody waits for it any more.

Thread: any. GIL: held."""

from time import monotonic


class Patience:
    """`given_up()`: whether a newer question has come. `has_cut`: something was left out."""

    __slots__ = ("_end", "_given_up", "has_cut")

    def __init__(self, seconds, given_up=None):
        self._end, self._given_up, self.has_cut = monotonic() + seconds, given_up, False

    def is_over(self):
        """Asked before something is looked at, which is left out then."""
        self.has_cut = self.has_cut or monotonic() > self._end or self._given_up is not None and self._given_up()
        return self.has_cut
