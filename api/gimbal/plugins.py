"""Plug-ins: folders with a gimbal_plugin.toml and a module with register() and unregister().

They are in the program's scripts/plugins/ and in plugins/ of the user's folder. What register() adds with this module,
gimbal.on and gimbal.timers belongs to the plug-in: switching the plug-in off removes all of it and unloads the code.
scripts/templates/ has a plug-in to copy.
"""

import _thread
import os
import sys

import _gimbal

from gimbal import events
from gimbal.manifest import FILE, ManifestError, read
from gimbal.parsed import ParsedFiles
from gimbal.startup import print_exception
from gimbal.switches import Switches

_lock = _thread.RLock()  # type: ignore[attr-defined]  # the script thread and the handlers thread both use this module
_LONGEST_TEXT = 200  # of a label
_plugins: dict = {}  # by id, or by folder if the manifest is broken
_entries: list = []  # (id, plug-in, menu, label)
_buttons: list = []  # (id, plug-in, panel, label, doc)


class Scope:
    """The additions of one plug-in, which can be removed as a whole."""

    def __init__(self, owner):
        self.owner = owner
        self.handlers = []

    def add_handler(self, name, handler):
        _gimbal.add_handler(name, handler)
        self.handlers.append((name, handler))

    def __enter__(self):
        self._outer = events._scope()
        events._current.scope = self

    def __exit__(self, *error):
        events._current.scope = self._outer

    def close(self):
        for name, handler in self.handlers:
            _gimbal.remove_handler(name, handler)
        self.handlers.clear()
        timers = sys.modules.get("gimbal.timers")
        if timers:
            timers.cancel_of(self.owner)
        commands = sys.modules.get("gimbal.commands")
        if commands:
            commands.remove_of(self.owner)
        for records in (_entries, _buttons):
            for record in [r for r in records if r[1] == self.owner]:
                _gimbal.remove_action(record[0])
                records.remove(record)


class Plugin:
    """A plug-in that was found, with its manifest and its state.

    Attributes
    ----------
    id, name, version, summary : str, from the manifest
    path : str, its folder
    enabled : bool
    error : str, why it could not be switched on; empty if there is no error
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
        return events._PLUGIN_PACKAGE + self.id

    def _enable(self):
        """Import and register. Returns False, prints the traceback and removes the plug-in's parts if that fails."""
        self.error = ""
        try:
            package = type(sys)(self._package)  # a package, so that `from . import helper` works
            package.__path__ = [self.path]
            sys.modules[self._package] = package
            _gimbal.loading("plug-in " + self.id)
            with self._scope:
                self._module = __import__(f"{self._package}.{self._entry}", fromlist=["register"])
                self._module.register()
        except BaseException as error:
            self.error = _message(error)
            sys.stderr.write(f"gimbal: the plug-in '{self.id}' ({self.path}) failed and was switched off:\n")
            print_exception(error)
            self._remove()
            return False
        finally:
            _gimbal.loading("")
        self.enabled = True
        return True

    def _disable(self):
        try:
            with self._scope:
                self._module.unregister()
        except BaseException as error:
            sys.stderr.write(f"gimbal: unregister() of the plug-in '{self.id}' failed; its parts are removed anyway:\n")
            print_exception(error)
        self._remove()

    def _remove(self):
        self._scope.close()
        self.enabled, self._module = False, None
        for name in [n for n in sys.modules if n == self._package or n.startswith(self._package + ".")]:
            del sys.modules[name]


def menu_entry(menu, label, callback):
    """Add an entry to a menu of the window.

    Parameters
    ----------
    menu : str, the title of a menu (File, Edit, View, Mesh, Script, Plug-ins, Help); entries of any other title form a
        group with this heading in the menu Plug-ins
    label : str, the text of the entry
    callback : callable without parameters, also an async function; each call is a run, so it is one undo step and Stop
        ends it

    Returns
    -------
    callback

    Raises
    ------
    TypeError : `callback` is not callable
    ValueError : `menu` or `label` is not a str, or is blank
    """
    record = (_owner(), _text(menu, "menu"), _text(label, "label"))
    with _lock:
        _entries.append((_gimbal.add_action(callback), *record))
        _publish()
    return callback


def panel_button(panel, label, callback, doc=""):
    """Add a button to the properties panel.

    Parameters
    ----------
    panel : str, the heading above the button; a new one makes a new group
    label : str, the text of the button
    callback : callable without parameters; each call is one undo step on the handlers thread, beside a running script,
        and should be brief
    doc : str, one line, shown while the pointer is over the button

    Returns
    -------
    callback

    Raises
    ------
    TypeError : `callback` is not callable
    ValueError : `panel` or `label` is not a str, or is blank
    """
    if not callable(callback):
        raise TypeError(f"a callback must be callable, not {_gimbal.short_text(callback)}")
    record = (_owner(), _text(panel, "panel"), _text(label, "label"), _text(doc, "doc") if doc else "")
    with _lock:
        action = _gimbal.add_action(lambda: _gimbal.run_as_step(label, callback))
        _buttons.append((action, *record))
        _publish()
    return callback


def found():
    """All plug-ins that were found (list of Plugin), including broken ones."""
    with _lock:
        return list(_plugins.values())


def menu_entries():
    """The menu entries of scripts (list of (plug-in, menu, label)); the plug-in of a start-up script is empty."""
    with _lock:
        return [entry[1:] for entry in _entries]


def panel_buttons():
    """The panel buttons of scripts (list of (plug-in, panel, label, doc))."""
    with _lock:
        return [button[1:] for button in _buttons]


def folders():
    """The folders that are searched for plug-ins (list of str)."""
    return [os.path.join(_gimbal.app.scripts_dir, "plugins"), os.path.join(_gimbal.app.user_dir, "plugins")]


def load_all():
    """Find all plug-ins and switch on those that the user has not switched off. Prints errors; raises none."""
    with _lock:
        files = _files()
        switches = Switches(files)
        for folder in _plugin_folders():
            _find(folder, files)
        files.save()
        for plugin in _plugins.values():
            if not plugin.enabled and not plugin.error and switches.plugin_is_on(plugin.id):
                plugin._enable()
        _publish()


def set_enabled(plugin_id, on):
    """Switch a plug-in on or off, now and for the following starts.

    Returns
    -------
    bool, whether the plug-in is on now

    Raises
    ------
    KeyError : there is no such plug-in
    """
    with _lock:
        if not isinstance(plugin_id, str) or plugin_id not in _plugins:
            others = ", ".join(_plugins) or "none"
            raise KeyError(f"there is no plug-in {_gimbal.short_text(plugin_id)}; there are: {others}")
        plugin = _plugins[plugin_id]
        if on and not plugin.enabled:
            _enable_again(plugin)
        elif not on and plugin.enabled:
            plugin._disable()
        Switches(_files()).set_plugin(plugin_id, bool(on))
        _publish()
        return _plugins[plugin_id].enabled


def _enable_again(plugin):
    """Read the manifest again, because it may have been corrected."""
    try:
        files = _files()
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
        plugin.error = f"its id is now {fresh.id!r}: restart the program"


def _plugin_folders():
    for place in folders():
        try:
            names = sorted(os.listdir(place))
        except FileNotFoundError:
            continue
        except OSError as error:
            sys.stderr.write(f"gimbal: cannot list the plug-ins in {place}: {error.strerror}\n")
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
            taken_by = _plugins[plugin.id].path
            raise ManifestError(f"{os.path.join(folder, FILE)}: the id '{plugin.id}' is taken by {taken_by}")
    except ManifestError as error:
        sys.stderr.write(f"gimbal: {error}\n")
        plugin = Plugin(folder, error=str(error))
        if plugin.id in _plugins:
            plugin.id = folder
    _plugins[plugin.id] = plugin


def _publish():
    plugins = [(p.id, p.name, p.version, p.summary, p.path, p.error, p.enabled) for p in _plugins.values()]
    _gimbal.publish(_entries, _buttons, plugins)


def _files():
    return ParsedFiles(os.path.join(_gimbal.app.user_dir, "cache", "parsed"))


def _message(error):
    """The error in one line. The plug-in's own code may make that text, and may raise."""
    try:
        return f"{type(error).__name__}: {error}"[:1000]
    except BaseException:
        return type(error).__name__


def _owner():
    scope = events._scope()
    return scope.owner if scope else ""


def _text(value, name):
    if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > _LONGEST_TEXT:
        raise ValueError(
            f"{name} must be one line of text that is not blank and has at most {_LONGEST_TEXT} characters, "
            f"not {_gimbal.short_text(value)}"
        )
    return str(value)
