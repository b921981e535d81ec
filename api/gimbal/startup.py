"""Start-up scripts: each .py in the program's scripts/startup/, then in startup/ of the user's folder, by name."""

import os

import _gimbal


def folders():
    """The folders with start-up scripts (list of str)."""
    return [os.path.join(_gimbal.app.scripts_dir, "startup"), os.path.join(_gimbal.app.user_dir, "startup")]


def run():
    """Run each script in a new namespace. If one fails, print its file and traceback, and run the next one."""
    for folder in folders():
        try:
            files = sorted(name for name in os.listdir(folder) if name.endswith(".py"))
        except FileNotFoundError:
            continue
        except OSError as error:
            _print(f"gimbal: cannot list the start-up scripts: {error}\n")
            continue
        for name in files:
            run_file(os.path.join(folder, name))


def run_file(path):
    """Run one start-up script. Returns False, and prints the traceback, if it raised."""
    namespace = {"__name__": "gimbal_startup." + os.path.basename(path)[:-3], "__file__": path}
    try:
        with open(path, "rb") as file:
            source = file.read()
        exec(compile(source, path, "exec"), namespace)
        return True
    except SystemExit:
        return True  # sys.exit() ends the script, not the program
    except BaseException as error:
        _print(f"gimbal: the start-up script {path} failed; the program continues:\n")
        print_exception(error)
        return False


def print_exception(error):
    """Print an exception and its traceback without the frames of this package."""
    import traceback  # only on errors, because the import takes a third of the start

    trail = error.__traceback__
    while trail and trail.tb_frame.f_code.co_filename.startswith(_here):
        trail = trail.tb_next
    traceback.print_exception(type(error), error, trail)


def _print(text):
    import sys

    if sys.stderr is not None:
        sys.stderr.write(text)


_here = os.path.dirname(os.path.abspath(__file__))
