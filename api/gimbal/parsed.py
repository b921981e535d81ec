"""A cache of parsed TOML and JSON files, so that the start need not import the parsers.

Importing the parsers takes 10 ms, as long as the rest of the start. The cache is one marshal file in the user's folder.
If it is lost or broken, the files are parsed again. An entry is valid while its file has the same modification time and
size.
"""

import marshal
import os
import sys

import _gimbal


class ParsedFiles:
    """A read-through cache. Thread: one at a time."""

    def __init__(self, cache_path):
        self._path = cache_path
        self._tag = sys.hexversion
        self._known = self._load()
        self._changed = False

    def read(self, path, parse):
        """Return `parse(data)` for the bytes of the file. Raises OSError, and what `parse` raises."""
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
        """Write the cache if a file was parsed. Ignores a folder that cannot be written."""
        if not self._changed:
            return
        try:
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            _gimbal.write_file(self._path, marshal.dumps((self._tag, self._known)))
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
