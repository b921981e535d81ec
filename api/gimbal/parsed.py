"""A cache of small parsed files, so that the start need not import the parsers of TOML and JSON.

Importing the parsers takes 10 ms, as long as the rest of the start. The cache is one text file in the user's folder:
per line a path, its modification time and size, and the parsed dict. If it is lost or broken, the files are parsed
again. An entry is valid while its file has the same modification time and size.
"""

import os
import sys

import _gimbal

_HEAD = f"gimbal parsed files 2 {sys.hexversion:x}"
_MOST_BYTES = 1 << 20  # of the cache


class ParsedFiles:
    """A read-through cache of files that become a dict of str to str. Thread: one at a time."""

    def __init__(self, cache_path):
        self._path = cache_path
        self._known = self._load()
        self._changed = False

    def read(self, path, parse, most_bytes):
        """Return `parse(data)`, a dict of str to str, for the bytes of a regular file of at most `most_bytes`.

        Raises OSError, and what `parse` raises.
        """
        facts = os.stat(path)
        stamp = f"{facts.st_mtime_ns} {facts.st_size}"
        known = self._known.get(path)
        if known and known[0] == stamp:
            return known[1]
        value = parse(_gimbal.read_file(path, most_bytes))
        self._known[path] = (stamp, value)
        self._changed = True
        return value

    def save(self):
        """Write the cache if a file was parsed. Ignores a folder that cannot be written."""
        if not self._changed:
            return
        lines = [_HEAD]
        for path, (stamp, value) in self._known.items():
            lines.append("\t".join(map(_escaped, [path, stamp, *(text for pair in value.items() for text in pair)])))
        try:
            _gimbal.write_file(self._path, ("\n".join(lines) + "\n").encode("utf-8", "surrogatepass"))
            self._changed = False
        except OSError:
            pass

    def _load(self):
        try:
            text = _gimbal.read_file(self._path, _MOST_BYTES).decode("utf-8", "surrogatepass")
        except (OSError, UnicodeDecodeError):
            return {}
        head, *lines = text.split("\n")
        if head != _HEAD or not text.endswith("\n"):
            return {}
        known = {}
        for line in lines[:-1]:
            path, stamp, *fields = map(_unescaped, line.split("\t")) if line.count("\t") % 2 else ("", "")
            known[path] = (stamp, dict(zip(fields[::2], fields[1::2], strict=True)))
        return known


def _escaped(text):
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def _unescaped(text):
    if "\\" not in text:
        return text
    return "\\".join(part.replace("\\t", "\t").replace("\\n", "\n") for part in text.split("\\\\"))
