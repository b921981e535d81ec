"""Reads and checks gimbal_plugin.toml, the manifest of a plug-in."""

import os

import _gimbal

FILE = "gimbal_plugin.toml"
REQUIRED = ("id", "name", "version", "summary", "entry")
_MOST_BYTES = 1 << 16


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
        manifest = files.read(path, _parse, _MOST_BYTES)
    except OSError as error:
        raise ManifestError(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise ManifestError(f"{path}: {error}") from None
    for key in REQUIRED:
        if key not in manifest:
            raise ManifestError(
                f"{path}: the key '{key}' is missing; add, for example, {key} = \"{_example(key, folder)}\""
            )
    entry = os.path.join(folder, manifest["entry"])
    if not os.path.isfile(entry + ".py") and not os.path.isfile(os.path.join(entry, "__init__.py")):
        raise ManifestError(f"{path}: the entry module '{manifest['entry']}' is missing: there is no {entry}.py")
    return {key: manifest[key] for key in REQUIRED}


def _parse(data):
    """The keys of REQUIRED that the manifest has. Raises ValueError if one cannot be used."""
    import re
    import tomllib

    try:
        text = data.decode("utf-8")
        # tomllib takes minutes for a name of many parts.
        if any(line.count(".") > 32 for line in re.sub(r'"(\\.|[^"\\\n])*"|\'[^\'\n]*\'', "", text).split("\n")):
            raise ValueError("a name has more than 32 parts")
        manifest = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not valid TOML: {str(error)[:200]}") from None
    found = {key: manifest[key] for key in REQUIRED if key in manifest}
    for key, value in found.items():
        text = _gimbal.short_text(value)
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"'{key}' must be a quoted string that is not empty, not {text}")
        if not value.isprintable():
            raise ValueError(f"'{key}' must not contain control characters: {text}")
        if key in ("id", "entry") and not value.isidentifier():
            raise ValueError(f"'{key}' must be a Python name (letters, digits, _), not {text}")
    return found


def _example(key, folder):
    name = os.path.basename(folder)
    return {"version": "1.0", "summary": "What it does, in one line"}.get(key, name)
