"""Reads and checks gimbal_plugin.toml, the manifest of a plug-in."""

import os

FILE = "gimbal_plugin.toml"
REQUIRED = ("id", "name", "version", "summary", "entry")


class ManifestError(ValueError):
    """A manifest cannot be used. The message names the file and the error."""


def read(folder, files):
    """Read the manifest in a plug-in's folder.

    Parameters
    ----------
    folder : str, the plug-in's folder
    files : gimbal.parsed.ParsedFiles

    Returns
    -------
    dict of str to str, with the keys of REQUIRED

    Raises
    ------
    ManifestError : the file is unreadable or not TOML, a key is missing or has a wrong type, or no entry module exists
    """
    path = os.path.join(folder, FILE)
    try:
        manifest = files.read(path, _parse)
    except OSError as error:
        raise ManifestError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ManifestError(f"{path}: not valid TOML: {error}") from None
    for key in REQUIRED:
        if key not in manifest:
            raise ManifestError(
                f"{path}: the key '{key}' is missing; add, for example, {key} = \"{_example(key, folder)}\""
            )
        if not isinstance(manifest[key], str) or not manifest[key].strip():
            raise ManifestError(f"{path}: '{key}' must be a quoted string that is not empty, not {manifest[key]!r}")
    for key in ("id", "entry"):
        if not manifest[key].isidentifier():
            raise ManifestError(f"{path}: '{key}' must be a Python name (letters, digits, _), not {manifest[key]!r}")
    entry = os.path.join(folder, manifest["entry"])
    if not os.path.isfile(entry + ".py") and not os.path.isfile(os.path.join(entry, "__init__.py")):
        raise ManifestError(f"{path}: the entry module '{manifest['entry']}' is missing: there is no {entry}.py")
    return {key: manifest[key] for key in REQUIRED}


def _parse(data):
    import tomllib

    return tomllib.loads(data.decode("utf-8"))


def _example(key, folder):
    name = os.path.basename(folder)
    return {"version": "1.0", "summary": "What it does, in one line"}.get(key, name)
