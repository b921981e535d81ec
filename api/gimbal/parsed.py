"""Parsed TOML and JSON files, remembered by time and size, so that starting need not import the parsers.

The parsers cost 10 ms, as much as the rest of the start. The memory is one marshal file in the user's folder; losing it, or
finding it broken, only costs that time again.
"""
import marshal
import os
import sys


class ParsedFiles:
    """A read-through memory of parsed files. Thread: one at a time."""

    def __init__(self, memory_path):
        self._path = memory_path
        self._tag = sys.hexversion
        self._known = self._load()
        self._changed = False

    def read(self, path, parse):
        """`parse(bytes)` of the file; raises what it raises, and OSError."""
        facts = os.stat(path)
        key = (facts.st_mtime_ns, facts.st_size)
        known = self._known.get(path)
        if known and known[0] == key:
            return known[1]
        with open(path, "rb") as file:
            value = parse(file.read())
        self._known[path] = (key, value)
        self._changed = True
        return value

    def save(self):
        """Write the memory, if anything new was parsed. A folder that cannot be written costs time only."""
        if not self._changed:
            return
        try:
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            write_atomically(self._path, marshal.dumps((self._tag, self._known)))
            self._changed = False
        except (OSError, ValueError):
            pass

    def _load(self):
        try:
            with open(self._path, "rb") as file:
                tag, known = marshal.load(file)
            return known if tag == self._tag and isinstance(known, dict) else {}
        except (OSError, ValueError, EOFError, TypeError):
            return {}


def write_atomically(path, data):
    """Write beside the place and rename, so that a failure leaves the old file."""
    beside = f"{path}.{os.getpid()}.part"
    try:
        with open(beside, "wb") as file:
            file.write(data)
        os.replace(beside, path)
    except BaseException:
        try:
            os.unlink(beside)
        except OSError:
            pass
        raise
