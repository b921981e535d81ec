"""How well a name fits what is typed: exact prefix, prefix, starts of words, contained, its letters in their order.

The order among names is the panel's again as one types on (console/panel/fuzzy_match.h has the same classes); here it decides
which of very many are sent. Thread: any. GIL: held."""

import re
from time import monotonic

EXACT_PREFIX, PREFIX, WORD_STARTS, CONTAINED, SUBSEQUENCE = range(5)
# Before a letter or digit that begins a word: at the start, behind a sign, at a capital behind a small letter or before one.
_WORD = r"(?:(?<![A-Za-z0-9])|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?=[^A-Za-z0-9]))"


def ranked(texts, typed, until):
    """[(class, text), ...] of the texts that fit, as far as they could be looked at `until` then."""
    if not typed:
        return [(EXACT_PREFIX, text) for text in texts]
    lower = typed.lower()
    fits = re.compile("".join(f"[^{re.escape(letter)}]*{re.escape(letter)}" for letter in typed), re.A | re.I).match
    starts = re.compile(_words_pattern(typed)).match
    found = []
    for place, text in enumerate(texts):
        if text.startswith(typed):
            found.append((EXACT_PREFIX, text))
        elif fits(text):
            folded = text.lower()
            if folded.startswith(lower):
                found.append((PREFIX, text))
            elif starts(text):
                found.append((WORD_STARTS, text))
            else:
                found.append((CONTAINED if lower in folded else SUBSEQUENCE, text))
        if place % 512 == 511 and monotonic() > until:
            break
    return found


def _words_pattern(typed):
    """Each letter follows the one before it, or begins a word further on."""
    letters = [f"[{re.escape(letter.lower())}{re.escape(letter.upper())}]" if letter.isascii() else re.escape(letter) for letter in typed]
    return f"(?s).*?{_WORD}" + f"(?:|.*?{_WORD})".join(letters)
