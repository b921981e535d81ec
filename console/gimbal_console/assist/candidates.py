"""The names that are offered at the cursor, in groups with a common description, and the choice of the best.

Thread: assist. GIL: held.
"""

from . import fuzzy_match

MAX_COMPLETIONS = 2000  # nobody reads more


class Candidates:
    """The names that can replace the text `typed`. A name belongs to the group that was added last with it."""

    def __init__(self, typed="", hides_private=True):
        self.typed = typed
        self.hides_private = hides_private and not typed.startswith("_")
        self.groups = []  # (order, name -> value, describe(value, briefly) -> (kind, detail))
        self.group_of = {}

    def add(self, names, describe, order=1, private_too=False):
        """Add a group: a dict of names to values, or pairs of name and value."""
        values = dict(names)
        names = [name for name in values if name[0] != "_"] if self.hides_private and not private_too else values
        self.group_of.update(dict.fromkeys(names, len(self.groups)))
        self.groups.append((order, values, describe))

    def entry(self, name):
        """(value, describe) of an offered name, or None."""
        group = self.group_of.get(name)
        return None if group is None else (self.groups[group][1][name], self.groups[group][2])

    def best(self, deadline):
        """The matching names, best first."""
        buckets = {}
        by_group = [[] for _ in self.groups]
        for name, group in self.group_of.items():
            by_group[group].append(name)
        for (order, _, _), names in zip(self.groups, by_group):
            for fit, fitting in fuzzy_match.by_fit(names, self.typed, deadline, MAX_COMPLETIONS).items():
                buckets.setdefault((fit, order), []).extend(fitting)
        found = []
        for bucket in sorted(buckets):
            if len(found) < MAX_COMPLETIONS:
                found += sorted(buckets[bucket], key=str.lower)
        return found[:MAX_COMPLETIONS]
