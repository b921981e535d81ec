"""Start-up scripts: each .py in the program's scripts/startup/, then in startup/ of the user's folder, by name."""

import os
import sys

import _gimbal

_MOST_BYTES = 1 << 24  # of a script


def folders():
    """The folders with start-up scripts (list of str)."""
    return [os.path.join(_gimbal.app.scripts_dir, "startup"), os.path.join(_gimbal.app.user_dir, "startup")]


def run():
    """Run each script as a module of its own. If one fails, print its file and traceback, and run the next one."""
    switches = _switches_after_crashes()
    for folder in folders():
        try:
            files = sorted(name for name in os.listdir(folder) if name.endswith(".py"))
        except FileNotFoundError:
            continue
        except OSError as error:
            _print(f"gimbal: cannot list the start-up scripts: {error}\n")
            continue
        for name in files:
            path = os.path.join(folder, name)
            if switches.script_has_crashed(path):
                _print(f"gimbal: the start-up script {path} ended the program, so it is off until it is changed\n")
                continue
            _gimbal.loading("script " + path)
            run_file(path)
            _gimbal.loading("")


def run_file(path):
    """Run one start-up script as a module. Returns False, and prints the traceback, if it raised."""
    module = type(os)("gimbal_startup." + os.path.basename(path)[:-3])
    module.__file__ = path
    try:
        source = _gimbal.read_file(path, _MOST_BYTES)
    except OSError as error:
        _print(f"gimbal: the start-up script {path} {error.strerror}; the program continues\n")
        return False
    sys.modules.setdefault("gimbal_startup", type(os)("gimbal_startup"))  # pickle imports the parent first
    sys.modules[module.__name__] = module  # dataclasses and pickle find the script's classes there
    try:
        exec(compile(source, path, "exec"), module.__dict__)
        return True
    except SystemExit:
        return True  # sys.exit() ends the script, not the program
    except BaseException as error:
        sys.modules.pop(module.__name__, None)
        _print(f"gimbal: the start-up script {path} failed; the program continues:\n")
        print_exception(error)
        return False


def _switches_after_crashes():
    """The switches, after switching off what has ended the program while it was being loaded."""
    from gimbal.parsed import ParsedFiles
    from gimbal.switches import Switches

    files = ParsedFiles(os.path.join(_gimbal.app.user_dir, "cache", "parsed"))
    switches = Switches(files)
    files.save()
    for crash in _gimbal.take_crashes():
        kind, _, name = crash.partition(" ")
        if kind == "script":
            switches.set_script_crashed(name)
        elif kind == "plug-in":
            switches.set_plugin(name, False)
            text = f"the plug-in '{name}' ended the program while it was loaded, so it was switched off"
            if _gimbal.app.has_window:
                _print(f"gimbal: {text}\n")
            _gimbal.ui.notify(f"{text}; gimbal.plugins.set_enabled('{name}', True) switches it on again", "warning")
    return switches


def print_exception(error):
    """Print an exception and its traceback without the frames of this package."""
    import traceback  # only on errors, because the import takes a third of the start

    trail = error.__traceback__
    while trail and trail.tb_frame.f_code.co_filename.startswith(_here):
        trail = trail.tb_next
    traceback.print_exception(type(error), error, trail)


def _print(text):
    if sys.stderr is not None:
        sys.stderr.write(text)


_here = os.path.dirname(os.path.abspath(__file__))
