"""What is switched off, in plugins.json of the user's folder: plug-ins by id, and start-up scripts that crashed.

A start-up script has no switch. If it has ended the program, it is left out until its file has changed.
"""

import os
import sys

import _gimbal

_MOST_BYTES = 1 << 20


class Switches:
    """The switches as they were read; a change is written at once. Prints errors; raises none."""

    def __init__(self, files):
        self._known = _read(files)

    def plugin_is_on(self, plugin_id):
        return self._known.get("enabled " + plugin_id) != "no"

    def set_plugin(self, plugin_id, on):
        self._change("enabled " + plugin_id, "yes" if on else "no")

    def script_has_crashed(self, path):
        """Whether the script, as it is now, has ended the program."""
        return self._known.get("crashed " + path) == _stamp(path)

    def set_script_crashed(self, path):
        self._change("crashed " + path, _stamp(path))

    def _change(self, key, value):
        self._known = {**self._known, key: value}
        scripts = {k[8:]: v for k, v in self._known.items() if k.startswith("crashed ") and v == _stamp(k[8:])}
        switches = {k[8:]: v == "yes" for k, v in self._known.items() if k.startswith("enabled ")}
        import json

        content = {"enabled": switches, **({"crashed_scripts": scripts} if scripts else {})}
        try:
            _gimbal.write_file(_path(), json.dumps(content, indent=2, sort_keys=True).encode() + b"\n")
        except OSError as error:
            sys.stderr.write(f"gimbal: cannot save whether '{key.partition(' ')[2]}' is on: {error}\n")


def _path():
    return os.path.join(_gimbal.app.user_dir, "plugins.json")


def _stamp(path):
    try:
        facts = os.stat(path)
    except (OSError, ValueError):
        return ""
    return f"{facts.st_mtime_ns} {facts.st_size}"


def _parse(data):
    import json

    content = json.loads(data)
    switches, scripts = content["enabled"], content.get("crashed_scripts", {})
    if not all(isinstance(on, bool) for on in switches.values()):
        raise ValueError("'enabled' must hold true or false for each plug-in")
    if not all(isinstance(stamp, str) for stamp in scripts.values()):
        raise ValueError("'crashed_scripts' must hold a str for each script")
    known = {"enabled " + name: "yes" if on else "no" for name, on in switches.items()}
    return known | {"crashed " + path: stamp for path, stamp in scripts.items()}


def _read(files):
    """The switches. Renames a broken file instead of losing it."""
    path = _path()
    try:
        return files.read(path, _parse, _MOST_BYTES)
    except FileNotFoundError:
        return {}
    except OSError as error:
        sys.stderr.write(f"gimbal: {path} {error.strerror}: all plug-ins are on\n")
    except Exception as error:
        sys.stderr.write(
            f"gimbal: {path} is broken ({error}): it was renamed to plugins.json.broken, and all plug-ins are on\n"
        )
        try:
            os.replace(path, path + ".broken")
        except OSError:
            pass
    return {}
