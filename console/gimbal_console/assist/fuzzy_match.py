"""How well a name fits what is typed: exact prefix, prefix, starts of words, contained, its letters in their order.

The order among names is the panel's again as one types on (console/panel/prompt/fuzzy_match.h has the same classes); here it decides
which of very many are sent. Thread: any. GIL: held."""

import re

_MOST_WORDS = 300  # names whose words are looked at: 1 ms; where more fit, the panel still tells them apart

EXACT_PREFIX, PREFIX, WORD_STARTS, CONTAINED, SUBSEQUENCE = range(5)
# Before a letter or digit that begins a word: at the start, behind a sign, at a capital behind a small letter or before one.
_WORD = r"(?:(?<![A-Za-z0-9])|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?=[^A-Za-z0-9]))"


def by_fit(texts, typed, patience, enough):
    """{class: texts} of the texts that fit, as far as the patience lasts; no others where `enough` are of the best."""
    exact = [text for text in texts if text.startswith(typed)] if typed else texts
    if not typed or len(exact) >= enough:
        return {EXACT_PREFIX: exact}
    letters = [re.escape(letter) for letter in typed]
    fits = re.compile("".join(f"[^{letter}]*{letter}" for letter in letters), re.A | re.I).match
    left = []
    for begin in range(0, len(texts), 2000):
        if patience.is_over():
            break
        left.extend(filter(fits, texts[begin : begin + 2000]))
    within = re.compile("".join(letters), re.A | re.I)
    found = {}
    found[EXACT_PREFIX], left = _split(left, exact)
    found[PREFIX], left = _split(left, list(filter(within.match, left)))
    found[WORD_STARTS], left = _split(left, list(filter(re.compile(_words_pattern(typed)).match, left[:_MOST_WORDS])))
    found[CONTAINED], found[SUBSEQUENCE] = _split(left, list(filter(within.search, left)))
    return found


def _split(texts, chosen):
    """(chosen, the others)"""
    if not chosen:
        return chosen, texts
    taken = set(chosen)
    return chosen, [text for text in texts if text not in taken]


def _words_pattern(typed):
    """Each letter follows the one before it, or begins a word further on."""
    letters = [
        f"[{re.escape(letter.lower())}{re.escape(letter.upper())}]" if letter.isascii() else re.escape(letter)
        for letter in typed
    ]
    return f"(?s).*?{_WORD}" + f"(?:|.*?{_WORD})".join(letters)
