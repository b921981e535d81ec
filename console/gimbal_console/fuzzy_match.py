"""How well a name fits what is typed: exact prefix, prefix, starts of words, contained, its letters in their order.

The order among names is the panel's again as one types on (console/panel/fuzzy_match.h has the same classes); here it decides
which of very many are sent. Thread: any. GIL: held."""

import re
from time import monotonic

_MOST_WORDS = 500  # names whose words are looked at: 2 ms; where more fit, the panel still tells them apart

EXACT_PREFIX, PREFIX, WORD_STARTS, CONTAINED, SUBSEQUENCE = range(5)
# Before a letter or digit that begins a word: at the start, behind a sign, at a capital behind a small letter or before one.
_WORD = r"(?:(?<![A-Za-z0-9])|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?=[^A-Za-z0-9]))"


def by_fit(texts, typed, until):
    """{class: texts} of the texts that fit, as far as they could be looked at `until` then."""
    if not typed:
        return {EXACT_PREFIX: texts}
    found = {EXACT_PREFIX: [text for text in texts if text.startswith(typed)]}
    if len(found[EXACT_PREFIX]) == len(texts):
        return found
    lower = typed.lower()
    fits = re.compile("".join(f"[^{letter}]*{letter}" for letter in map(re.escape, typed)), re.A | re.I).match
    starts = re.compile(_words_pattern(typed)).match
    told_apart = 0
    for begin in range(0, len(texts), 1000):
        if monotonic() > until:
            break
        for text in filter(fits, texts[begin : begin + 1000]):
            if not text.startswith(typed):
                told_apart += 1
                fit = _fit(text.lower(), text, lower, starts if told_apart <= _MOST_WORDS else _never)
                found.setdefault(fit, []).append(text)
    return found


def _fit(folded, text, lower, starts):
    if folded.startswith(lower):
        return PREFIX
    if starts(text):
        return WORD_STARTS
    return CONTAINED if lower in folded else SUBSEQUENCE


def _never(text):
    return False


def _words_pattern(typed):
    """Each letter follows the one before it, or begins a word further on."""
    letters = [f"[{re.escape(letter.lower())}{re.escape(letter.upper())}]" if letter.isascii() else re.escape(letter) for letter in typed]
    return f"(?s).*?{_WORD}" + f"(?:|.*?{_WORD})".join(letters)
