"""Ranks names by how well they match the typed text: exact prefix, prefix, word starts, contained, subsequence.

If very many names match, the ranking decides which of them are sent. The panel ranks them again while the user types,
with the same classes (console/panel/prompt/fuzzy_match.h). Thread: any. GIL: held.
"""

import re

_MAX_WORD_STARTS = 300  # names that are tested for word starts, which takes up to 4 ms; the panel tests all of them

EXACT_PREFIX, PREFIX, WORD_STARTS, CONTAINED, SUBSEQUENCE = range(5)
# The start of a word: after a character that is not a letter or digit, or at a capital after or before a small letter.
_word_starts = re.compile(r"(?<![A-Za-z0-9])|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?=[^A-Za-z0-9])").finditer


def by_fit(texts, typed, deadline, enough):
    """The matching texts as {class: texts}. Stops at the deadline, or when `enough` texts are in the best class."""
    exact = [text for text in texts if text.startswith(typed)] if typed else texts
    if not typed or len(exact) >= enough:
        return {EXACT_PREFIX: exact}
    letters = [re.escape(letter) for letter in typed]
    fits = re.compile("".join(f"[^{letter}]*{letter}" for letter in letters), re.A | re.I).match
    left = []
    for begin in range(0, len(texts), 2000):
        if deadline.has_passed():
            break
        left.extend(filter(fits, texts[begin : begin + 2000]))
    within = re.compile("".join(letters), re.A | re.I)
    found = {}
    found[EXACT_PREFIX], left = _split(left, exact)
    found[PREFIX], left = _split(left, list(filter(within.match, left)))
    found[WORD_STARTS], left = _split(left, _at_word_starts(left[:_MAX_WORD_STARTS], typed, deadline))
    found[CONTAINED], found[SUBSEQUENCE] = _split(left, list(filter(within.search, left)))
    return found


def _split(texts, chosen):
    """Return (chosen, the other texts)."""
    if not chosen:
        return chosen, texts
    taken = set(chosen)
    return chosen, [text for text in texts if text not in taken]


def _at_word_starts(texts, typed, deadline):
    letters = [letter.lower() + letter.upper() if letter.isascii() else letter for letter in typed]
    return [text for text in texts if not deadline.has_passed() and _fits_word_starts(text, letters)]


def _fits_word_starts(text, letters):
    """Whether each letter follows the previous one or starts a later word.

    Walks over the letters with the set of all places where the last one can be. A regex would try the ways to get there
    one after the other, and their number is exponential.
    """
    starts = [start for match in _word_starts(text) if (start := match.start()) < len(text)]
    places = {start for start in starts if text[start] in letters[0]}
    for letter in letters[1:]:
        if not places:
            return False
        first = min(places)
        next_places = {place + 1 for place in places if place + 1 < len(text)}
        next_places.update(start for start in starts if start > first)
        places = {place for place in next_places if text[place] in letter}
    return bool(places)
