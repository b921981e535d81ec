"""Files and folders that fit a path being typed: relative to the working folder, from the root, or from `~`.

Thread: any. GIL: held."""

from os import scandir
from os.path import expanduser

MOST = 5_000
_HOME = expanduser("~")


def entries_of(typed_folder, patience):
    """[(name, is a folder), ...] of the folder as it was typed: "" or a path with a slash at its end."""
    folder = typed_folder or "."
    if folder.startswith("~/"):
        folder = _HOME + folder[1:]
    found = []
    try:
        with scandir(folder) as entries:
            for entry in entries:
                found.append((entry.name, _is_folder(entry)))
                if len(found) >= MOST or patience.is_over():
                    break
    except (OSError, ValueError):
        pass
    return found


def _is_folder(entry):
    try:
        return entry.is_dir()
    except OSError:
        return False
