"""Completion of the standard library runs and imports nothing."""
import os
import subprocess
import sys
import unittest

if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
from gimbal_console.assist import completion, inspection, variables  # noqa: E402


def setUpModule():
    # complete answers on a busy machine, too
    completion.SECONDS = completion.PATIENT_SECONDS = 1000
    completion.DETAILS_SECONDS = variables.SECONDS = 1000


class StandardLibrary(unittest.TestCase):
    def test_completion_of_the_standard_library_runs_and_imports_nothing(self):
        """In another process, where each Python call outside the assist code is detected."""
        folder = os.path.dirname(os.path.dirname(os.path.dirname(completion.__file__)))
        child = subprocess.run(
            [sys.executable, "-I", "-W", "ignore", os.path.abspath(__file__), folder],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "DISPLAY": ""},
        )
        self.assertEqual(child.returncode, 0, child.stdout[-3000:] + child.stderr[-3000:])
        modules, names = map(int, child.stdout.split()[-2:])
        self.assertGreater(modules, 200)
        self.assertGreater(names, 5_000)


NOT_IMPORTED = {
    "antigravity",
    "this",
    "idlelib",
    "turtledemo",
    "__hello__",
    "__phello__",
    "_tkinter",
    "turtle",
}  # importing them shows something


def walk_the_library():
    """Print the numbers of completed modules and names. Raise at the first call or import outside the assist code."""
    import importlib

    modules = {}
    for name in sorted(sys.stdlib_module_names - NOT_IMPORTED):
        try:
            modules[name] = importlib.import_module(name)
        except ImportError:
            pass  # of another system, or not built
    helpers = os.path.dirname(completion.__file__)
    own = (helpers, os.path.dirname(sys.modules["re"].__file__), sys.modules["enum"].__file__, "<string>")
    strange = []

    def see(frame, event, argument):
        if event == "call":
            file = frame.f_code.co_filename
            if not file.startswith(own) and frame.f_code is not walk.__code__:
                strange.append((file, frame.f_code.co_name))

    def see_import(event, arguments):
        if event == "import" and looking:
            strange.append(("import", arguments[0]))

    def walk(module_name):
        count = 0
        source = f"{module_name}.".encode()
        for name, _, _ in completion.complete(source, len(source), modules)[2]:
            for behind in (".", "("):
                longer = source + name.encode() + behind.encode()
                completion.complete(longer, len(longer), modules)
            inspection.call_tip(longer, len(longer), modules)
            count += 1
        source += b"__"
        completion.complete(source, len(source), modules)
        return count

    looking = False
    sys.addaudithook(see_import)
    walk("sys")
    setUpModule()
    names = 0
    looking = True
    before = set(sys.modules)
    for name in modules:
        sys.setprofile(see)
        names += walk(name)
        sys.setprofile(None)
        if strange or set(sys.modules) != before:
            raise AssertionError(f"completing {name} ran or imported {strange[:10]} {set(sys.modules) - before}")
    print(len(modules), names)


if __name__ == "__main__":
    walk_the_library()
