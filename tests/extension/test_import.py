"""`import gimbal` in python3 changes nothing of the process, and works like the module in the program."""
import subprocess
import unittest

from plain_python import EXTENSION, PROGRAM, PlainPythonTest


class Importing(PlainPythonTest):
    def test_a_script_uses_scene_commands_events_and_undo(self):
        self.check(
            "import gimbal\n"
            "ring = gimbal.scene.add('torus', name='ring')\n"
            "gimbal.ops.object.add(kind='cube', name='box')\n"
            "ring.mesh.subdivide(levels=1)\n"
            "print(gimbal.scene.objects.keys(), gimbal.app.has_window, ring.mesh.is_closed)\n"
            "gimbal.app.end_step()\n"
            "ring.name = 'other'\n"
            "gimbal.app.end_step()\n"
            "print(gimbal.app.undo(), ring.name)\n",
            "['ring', 'box'] False True\nTrue ring\n",
        )

    def test_it_starts_no_thread_opens_no_file_and_installs_no_signal_handler(self):
        self.check(
            "import os, signal\n"
            "def state():\n"
            "    handlers = [signal.getsignal(n) for n in signal.valid_signals()]\n"
            "    return len(os.listdir('/proc/self/task')), sorted(os.listdir('/proc/self/fd')), handlers,\\\n"
            "        signal.pthread_sigmask(signal.SIG_BLOCK, ())\n"
            "before = state()\n"
            "import gimbal\n"
            "gimbal.scene.add('cube')\n"
            "print(state() == before, os.listdir('.'))\n",
            "True []\n",
        )

    def test_it_imports_few_modules(self):
        code, out, err = self.run_python(
            "-c", "import sys; before = set(sys.modules); import gimbal; print(*set(sys.modules) - before)"
        )
        self.assertEqual((code, err), (0, ""))
        others = [name for name in out.split() if not name.startswith(("gimbal", "_gimbal"))]
        self.assertEqual(set(others) - {"atexit"}, set())

    def test_the_extension_needs_no_window_and_exports_one_function(self):
        needed = subprocess.run(["ldd", EXTENSION], capture_output=True, text=True, check=True).stdout
        for library in ("glfw", "X11", "imgui", "libGL", "libEGL", "libpython", "not found"):
            self.assertNotIn(library, needed)
        symbols = subprocess.run(["nm", "-D", "--defined-only", EXTENSION], capture_output=True, text=True, check=True)
        self.assertEqual([line.split()[-1] for line in symbols.stdout.splitlines()], ["PyInit__gimbal"])
        sections = subprocess.run(["readelf", "-SdW", EXTENSION], capture_output=True, text=True, check=True).stdout
        for name in ("RPATH", "RUNPATH", ".debug_info", ".symtab"):
            self.assertNotIn(name, sections)

    def test_the_engine_is_not_in_it(self):
        with open(EXTENSION, "rb") as extension, open(PROGRAM, "rb") as program:
            of_extension, of_program = extension.read(), program.read()
        for word in (b"gimbal_console.runtime.display", b"_gimbal_timers", b"_gimbal_console_interpreters"):
            self.assertIn(word, of_program)
            self.assertNotIn(word, of_extension)

    def test_a_sub_interpreter_is_refused_with_a_sentence(self):
        code, out, err = self.run_python(
            "-c",
            "import sys, gimbal\n"
            "try: import _xxsubinterpreters as inner\n"
            "except ModuleNotFoundError: import _interpreters as inner\n"
            "text = 'try: import gimbal\\nexcept ImportError as error: print(error, flush=True)'\n"
            "i = inner.create()\n"
            "(inner.run_string if hasattr(inner, 'run_string') else inner.exec)(i, text)\n"
            "inner.destroy(i)\n"
            "print(gimbal.scene.add('cube').name)",
        )
        self.assertEqual(code, 0, err)
        self.assertIn("gimbal cannot be imported in a sub-interpreter: its scene and its threads belong to", out)
        self.assertTrue(out.endswith("cube\n"), out)

    def test_a_second_import_of_the_extension_finds_the_same_scene(self):
        self.check(
            "import sys, gimbal\n"
            "gimbal.scene.add('cube', name='kept')\n"
            "for name in [*sys.modules]:\n    if name.startswith(('gimbal', '_gimbal')): del sys.modules[name]\n"
            "import gimbal as again\n"
            "print(again is not gimbal, again.scene.objects.keys())",
            "True ['kept']\n",
        )

    def test_a_missing_extension_is_named_with_the_remedy(self):
        code, _, err = self.run_python(
            "-c", "import sys; sys.modules['_gimbal'] = None; import gimbal"
        )
        self.assertEqual(code, 1)
        self.assertIn("the extension _gimbal for CPython 3.", err)

    def test_m_gimbal_says_the_version_and_runs_scripts(self):
        code, out, err = self.run_python("-m", "gimbal")
        self.assertEqual((code, err), (0, ""))
        self.assertRegex(out, r"^gimbal \d+\.\d+\.\d+, CPython 3\.\d+\.\d+, .*_gimbal\..*\.so\n$")
        path = self.script("import gimbal, sys; print(sys.argv[1:], __name__, gimbal.scene.add('cube').name)")
        self.assertEqual(self.run_python("-m", "gimbal", path, "one", "-x"), (0, "['one', '-x'] __main__ cube\n", ""))
        self.assertEqual(self.run_python("-m", "gimbal", "-c", "print(6 * 7)")[:2], (0, "42\n"))
        self.assertEqual(self.run_python("-m", "gimbal", "--nonsense")[0], 1)

    def test_files_and_pictures_are_written(self):
        self.check(
            "import gimbal, os\n"
            "gimbal.scene.add('cube')\n"
            "print(gimbal.io.save('a.ply').objects, gimbal.view.screenshot('a.png', 64, 48))\n"
            "print(gimbal.view.screenshot(width=8, height=4).shape)",
            "1 a.png\n(4, 8, 4)\n",
        )

    def test_without_opengl_a_picture_raises_an_error_that_says_so(self):
        code, out, err = self.run_python(
            "-c",
            "import gimbal\ntry: gimbal.view.screenshot()\nexcept RuntimeError as error: print(error)",
            variables={"__EGL_VENDOR_LIBRARY_FILENAMES": "/nonexistent.json", "LIBGL_DRIVERS_PATH": "/nonexistent"},
        )
        self.assertEqual((code, err), (0, ""))
        self.assertIn("cannot draw without a window: ", out)
        self.assertIn("apt install libegl1", out)


class Events(PlainPythonTest):
    def test_handlers_run_on_a_thread_beside_the_script_that_starts_with_the_first_event(self):
        self.check(
            "import gimbal, os, threading\n"
            "called = threading.Event()\n"
            "@gimbal.on('scene_changed')\n"
            "def note(event):\n"
            "    global thread\n"
            "    thread = threading.get_ident(); called.set()\n"
            "print(len(os.listdir('/proc/self/task')))\n"
            "gimbal.scene.add('cube')\n"
            "print(called.wait(60), thread != threading.main_thread().ident)\n",
            "1\nTrue True\n",
        )

    def test_an_event_at_the_end_of_the_script_is_handled_before_python_ends(self):
        self.check(
            "import gimbal\n"
            "@gimbal.on('scene_changed')\n"
            "def note(event): print('handled', len(gimbal.scene.objects), flush=True)\n"
            "gimbal.scene.add('cube')\n",
            "handled 1\n",
        )

    def test_a_handler_that_raises_is_reported_and_the_script_goes_on(self):
        code, out, err = self.run_python(
            "-c",
            "import gimbal\n@gimbal.on('scene_changed')\ndef note(event): 1 / 0\ngimbal.scene.add('cube')\nprint('on')",
        )
        self.assertEqual((code, out), (0, "on\n"))
        self.assertIn("ZeroDivisionError", err)

    def test_an_endless_handler_does_not_keep_python_alive(self):
        code, _, err = self.run_python(
            "-c",
            "import gimbal\n@gimbal.on('scene_changed')\ndef note(event):\n    while True: pass\n"
            "gimbal.scene.add('cube')",
        )
        self.assertEqual((code, err), (0, ""))


if __name__ == "__main__":
    unittest.main()
