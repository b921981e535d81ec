"""The names that are offered at one place, in groups that are described alike, and which of them fit best.

Thread: assist. GIL: held."""

from . import fuzzy_match

MOST = 2000  # more would not be read


class Offer:
    """The names for one place: `typed` is what they replace; each is of the group that was added last with it."""

    def __init__(self, typed="", hides_private=True):
        self.typed = typed
        self.hides_private = hides_private and not typed.startswith("_")
        self.groups = []  # (order, name -> value, describe(value, briefly) -> (kind, detail))
        self.group_of = {}

    def add(self, names, describe, order=1, private_too=False):
        """`names`: a dict, or pairs of name and value; names without a value have themselves."""
        values = dict(names)
        names = [name for name in values if name[0] != "_"] if self.hides_private and not private_too else values
        self.group_of.update(dict.fromkeys(names, len(self.groups)))
        self.groups.append((order, values, describe))

    def entry(self, name):
        """(value, describe) of a name that is offered, else None."""
        group = self.group_of.get(name)
        return None if group is None else (self.groups[group][1][name], self.groups[group][2])

    def best(self, patience):
        """The names that fit, best first."""
        buckets = {}
        by_group = [[] for _ in self.groups]
        for name, group in self.group_of.items():
            by_group[group].append(name)
        for (order, _, _), names in zip(self.groups, by_group):
            for fit, fitting in fuzzy_match.by_fit(names, self.typed, patience, MOST).items():
                buckets.setdefault((fit, order), []).extend(fitting)
        found = []
        for bucket in sorted(buckets):
            if len(found) < MOST:
                found += sorted(buckets[bucket], key=str.lower)
        return found[:MOST]
