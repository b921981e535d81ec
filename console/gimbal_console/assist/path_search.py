"""Lists files and folders for the completion of a path: relative to the working folder, absolute, or below `~`.

Thread: any. GIL: held.
"""

from os import scandir
from os.path import expanduser

MAX_ENTRIES = 5_000
_HOME = expanduser("~")


def entries_of(typed_folder, deadline):
    """The entries of a folder (list of (name, is a folder)). `typed_folder` is "" or a path that ends with a slash."""
    folder = typed_folder or "."
    if folder.startswith("~/"):
        folder = _HOME + folder[1:]
    found = []
    try:
        with scandir(folder) as entries:
            for entry in entries:
                found.append((entry.name, _is_folder(entry)))
                if len(found) >= MAX_ENTRIES or deadline.has_passed():
                    break
    except (OSError, ValueError):
        pass
    return found


def _is_folder(entry):
    try:
        return entry.is_dir()
    except OSError:
        return False
