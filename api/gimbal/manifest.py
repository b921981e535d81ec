"""gimbal_plugin.toml: what a plug-in says about itself, checked."""
import os

FILE = "gimbal_plugin.toml"
REQUIRED = ("id", "name", "version", "summary", "entry")


class ManifestError(ValueError):
    """A manifest that cannot be used; the text names the file and what is wrong."""


def read(folder, files):
    """The manifest of a plug-in's folder, as a dict of str.

    Raises
    ------
    ManifestError : unreadable, no TOML, a key that is missing or of the wrong type, an entry module that is not there
    """
    path = os.path.join(folder, FILE)
    try:
        manifest = files.read(path, _parse)
    except OSError as error:
        raise ManifestError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ManifestError(f"{path}: is no valid TOML: {error}") from None
    for key in REQUIRED:
        if key not in manifest:
            raise ManifestError(f"{path}: the key '{key}' is missing; write for example {key} = \"{_example(key, folder)}\"")
        if not isinstance(manifest[key], str) or not manifest[key].strip():
            raise ManifestError(f"{path}: '{key}' must be a text in quotes, not {manifest[key]!r}")
    for key in ("id", "entry"):
        if not manifest[key].isidentifier():
            raise ManifestError(f"{path}: '{key}' must be a Python name (letters, digits, _), not {manifest[key]!r}")
    entry = os.path.join(folder, manifest["entry"])
    if not os.path.isfile(entry + ".py") and not os.path.isfile(os.path.join(entry, "__init__.py")):
        raise ManifestError(f"{path}: the entry module '{manifest['entry']}' is missing; there is no {entry}.py")
    return {key: manifest[key] for key in REQUIRED}


def _parse(data):
    import tomllib
    return tomllib.loads(data.decode("utf-8"))


def _example(key, folder):
    name = os.path.basename(folder)
    return {"version": "1.0", "summary": "What it does, in one line"}.get(key, name)
