"""Plug-ins: folders with a gimbal_plugin.toml and Python that has register() and unregister().

They lie in the program's scripts/plugins/ and in plugins/ of the user's folder. What register() adds through this module and
gimbal.on belongs to the plug-in: switching it off removes all of it, then unloads its code. scripts/templates/ has one to copy.
"""
import os
import sys
import _thread

import _gimbal
from gimbal import events
from gimbal.manifest import FILE, ManifestError, read
from gimbal.parsed import ParsedFiles, write_atomically
from gimbal.startup import print_exception

_lock = _thread.RLock()                                     # loading and switching may come from two threads
_plugins = {}                                               # by id, or by folder when the manifest is broken
_entries = []                                               # (id, plug-in, menu, label)
_buttons = []                                               # (id, plug-in, panel, label, doc)


class Scope:
    """What one plug-in has added, so that all of it can be removed."""

    def __init__(self, owner):
        self.owner = owner
        self.handlers = []

    def add_handler(self, name, handler):
        _gimbal.add_handler(name, handler)
        self.handlers.append((name, handler))

    def __enter__(self):
        self._outer = getattr(events._current, "scope", None)
        events._current.scope = self

    def __exit__(self, *error):
        events._current.scope = self._outer

    def close(self):
        for name, handler in self.handlers:
            _gimbal.remove_handler(name, handler)
        self.handlers.clear()
        for records in (_entries, _buttons):
            for record in [r for r in records if r[1] == self.owner]:
                _gimbal.remove_action(record[0])
                records.remove(record)


class Plugin:
    """A plug-in that was found: its manifest, whether it is on, and what is wrong with it.

    Attributes
    ----------
    id, name, version, summary : str, from the manifest
    path : str, its folder
    enabled : bool
    error : str, why it is off although it should be on; empty when nothing is wrong
    """

    def __init__(self, folder, manifest=None, error=""):
        name = os.path.basename(folder)
        manifest = manifest or {"id": name, "name": name, "version": "", "summary": "", "entry": ""}
        self.id, self.name, self.version = manifest["id"], manifest["name"], manifest["version"]
        self.summary, self._entry = manifest["summary"], manifest["entry"]
        self.path, self.error, self.enabled = folder, error, False
        self._module, self._scope = None, Scope(self.id)

    def __repr__(self):
        return f"<plug-in {self.id}: {'on' if self.enabled else self.error or 'off'}>"

    @property
    def _package(self):
        return "gimbal_plugin_" + self.id

    def _enable(self):
        """Import and register; True when it works, else off again with its traceback printed."""
        self.error = ""
        try:
            package = type(sys)(self._package)              # so that `from . import helper` finds the folder
            package.__path__ = [self.path]
            sys.modules[self._package] = package
            with self._scope:
                self._module = __import__(f"{self._package}.{self._entry}", fromlist=["register"])
                self._module.register()
        except BaseException as error:
            self.error = f"{type(error).__name__}: {error}"
            sys.stderr.write(f"gimbal: the plug-in '{self.id}' ({self.path}) was switched off:\n")
            print_exception(error)
            self._remove()
            return False
        self.enabled = True
        return True

    def _disable(self):
        try:
            with self._scope:
                self._module.unregister()
        except BaseException as error:
            sys.stderr.write(f"gimbal: unregister() of the plug-in '{self.id}' failed; what it added is removed all the same:\n")
            print_exception(error)
        self._remove()

    def _remove(self):
        self._scope.close()
        self.enabled, self._module = False, None
        for name in [n for n in sys.modules if n == self._package or n.startswith(self._package + ".")]:
            del sys.modules[name]


def menu_entry(menu, label, callback):
    """Add an entry to a menu of the window; `callback()` runs as a script does: one undo step, and Stop ends it.

    Parameters
    ----------
    menu : str, the title of a menu (File, Edit, View, Mesh, Script, Plug-ins, Help)
    label : str, what the entry says
    callback : callable without parameters

    Returns
    -------
    callback, so that it can be used with functools.partial
    """
    with _lock:
        _entries.append((_gimbal.add_action(callback), _owner(), _text(menu, "menu"), _text(label, "label")))
        _publish()
    return callback


def panel_button(panel, label, callback, doc=""):
    """Add a button to the properties panel; `callback()` runs beside a running script, as one undo step.

    Parameters
    ----------
    panel : str, the heading that the button stands under
    label : str, what the button says
    callback : callable without parameters; it should be brief
    doc : str, one line that shows while the pointer is over it
    """
    with _lock:
        action = _gimbal.add_action(lambda: _gimbal.run_as_step(label, callback))
        _buttons.append((action, _owner(), _text(panel, "panel"), _text(label, "label"), str(doc)))
        _publish()
    return callback


def found():
    """All plug-ins that were found (list of Plugin), the broken ones too."""
    with _lock:
        return list(_plugins.values())


def menu_entries():
    """What is in the menus through scripts: (plug-in, menu, label) each; the plug-in is empty for a start-up script."""
    with _lock:
        return [entry[1:] for entry in _entries]


def panel_buttons():
    """What is in the panels through scripts: (plug-in, panel, label, doc) each."""
    with _lock:
        return [button[1:] for button in _buttons]


def folders():
    """The folders in which plug-ins are looked for (list of str)."""
    return [os.path.join(_gimbal.app.scripts_dir, "plugins"), os.path.join(_gimbal.app.user_dir, "plugins")]


def load_all():
    """Find all plug-ins and switch on those that are not switched off. Errors are printed and listed, never raised."""
    with _lock:
        files = ParsedFiles(os.path.join(_gimbal.app.user_dir, "cache", "parsed.bin"))
        switches = _read_switches(files)
        for folder in _plugin_folders():
            _find(folder, files)
        files.save()
        for plugin in _plugins.values():
            if not plugin.enabled and not plugin.error and switches.get(plugin.id, True):
                plugin._enable()
        _publish()


def set_enabled(plugin_id, on):
    """Switch a plug-in on or off, now and for the next start.

    Returns
    -------
    bool, whether it is on now

    Raises
    ------
    KeyError : there is no such plug-in
    """
    with _lock:
        if plugin_id not in _plugins:
            raise KeyError(f"there is no plug-in {plugin_id!r}; there are: {', '.join(_plugins) or 'none'}")
        plugin = _plugins[plugin_id]
        if on and not plugin.enabled:
            _enable_again(plugin)
        elif not on and plugin.enabled:
            plugin._disable()
        _remember(plugin_id, bool(on))
        _publish()
        return _plugins[plugin_id].enabled


def _enable_again(plugin):
    """Its manifest may have been mended since it was read."""
    try:
        files = ParsedFiles(os.path.join(_gimbal.app.user_dir, "cache", "parsed.bin"))
        fresh = Plugin(plugin.path, read(plugin.path, files))
        files.save()
    except ManifestError as error:
        plugin.error = str(error)
        sys.stderr.write(f"gimbal: {error}\n")
        return
    if fresh.id == plugin.id:
        _plugins[plugin.id] = fresh
        fresh._enable()
    else:
        plugin.error = f"its id is now {fresh.id!r}; start the program again"


def _plugin_folders():
    for place in folders():
        try:
            names = sorted(os.listdir(place))
        except FileNotFoundError:
            continue
        except OSError as error:
            sys.stderr.write(f"gimbal: the plug-ins in {place} cannot be listed: {error.strerror}\n")
            continue
        for name in names:
            if os.path.lexists(os.path.join(place, name, FILE)):
                yield os.path.join(place, name)


def _find(folder, files):
    if any(plugin.path == folder for plugin in _plugins.values()):
        return
    try:
        plugin = Plugin(folder, read(folder, files))
        if plugin.id in _plugins:
            raise ManifestError(f"{os.path.join(folder, FILE)}: the id '{plugin.id}' is taken by {_plugins[plugin.id].path}")
    except ManifestError as error:
        sys.stderr.write(f"gimbal: {error}\n")
        plugin = Plugin(folder, error=str(error))
        if plugin.id in _plugins:
            plugin.id = folder
    _plugins[plugin.id] = plugin


def _switches_path():
    return os.path.join(_gimbal.app.user_dir, "plugins.json")


def _parse_switches(data):
    import json
    switches = json.loads(data)["enabled"]
    if not all(isinstance(on, bool) for on in switches.values()):
        raise ValueError("'enabled' must hold true or false for each plug-in")
    return dict(switches)


def _read_switches(files):
    """Which plug-ins were switched on or off. A broken file is set aside, never lost."""
    path = _switches_path()
    try:
        return files.read(path, _parse_switches)
    except FileNotFoundError:
        return {}
    except OSError as error:
        sys.stderr.write(f"gimbal: {path} cannot be read ({error.strerror}): all plug-ins are on\n")
    except Exception as error:
        sys.stderr.write(f"gimbal: {path} is broken ({error}): it was renamed to plugins.json.broken, all plug-ins are on\n")
        try:
            os.replace(path, path + ".broken")
        except OSError:
            pass
    return {}


def _remember(plugin_id, on):
    import json
    path = _switches_path()
    switches = _read_switches(ParsedFiles(os.devnull))
    switches[plugin_id] = on
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write_atomically(path, json.dumps({"enabled": switches}, indent=2, sort_keys=True).encode() + b"\n")
    except OSError as error:
        sys.stderr.write(f"gimbal: whether '{plugin_id}' is on cannot be remembered: {error}\n")


def _publish():
    _gimbal.publish(_entries, _buttons, [
        (p.id, p.name, p.version, p.summary, p.path, p.error, p.enabled) for p in _plugins.values()
    ])


def _owner():
    scope = getattr(events._current, "scope", None)
    return scope.owner if scope else ""


def _text(value, name):
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} must be a text, not {value!r}")
    return value
