"""Plug-ins and start-up scripts. Each case starts a program with a new user folder."""
import json
import os
import subprocess
import unittest

from support import PROGRAM, SceneTest, need_numpy, run_program

import gimbal

GOOD = 'id = "{id}"\nname = "{id}"\nversion = "1.0"\nsummary = "a test"\nentry = "entry"\n'
LIST = "import gimbal; print([(p.id, p.enabled) for p in gimbal.plugins.found()])"


class Plugins(SceneTest):
    def plugin(self, name, code, manifest=None):
        self.write(f"plugins/{name}/gimbal_plugin.toml", GOOD.format(id=name) if manifest is None else manifest)
        if code is not None:
            self.write(f"plugins/{name}/entry.py", code)

    def run_code(self, code, *options):
        done = run_program(self.folder, code, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def test_a_plugin_is_found_registered_and_listed(self):
        self.plugin("hello", "def register(): print('registered')\ndef unregister(): pass\n")
        done = self.run_code(LIST)
        self.assertIn("registered", done.stdout)
        self.assertIn("('hello', True)", done.stdout)
        self.assertIn("('turntable', True)", done.stdout)
        self.assertIn("('mesh_report', True)", done.stdout)

    def test_safe_mode_loads_no_plugin(self):
        self.plugin("hello", "def register(): print('registered')\n")
        self.write("startup/a.py", "print('started')")
        done = self.run_code(LIST, "--safe-mode")
        self.assertEqual(done.stdout, "[]\n")

    def test_off_and_on_are_kept_for_the_next_start(self):
        self.plugin("hello", "def register(): print('registered')\ndef unregister(): print('unregistered')\n")
        first = self.run_code("import gimbal; gimbal.plugins.set_enabled('hello', False)")
        self.assertEqual(first.stdout, "registered\nunregistered\n")
        self.assertIn("('hello', False)", self.run_code(LIST).stdout)
        with open(self.path("plugins.json")) as file:
            self.assertEqual(json.load(file), {"enabled": {"hello": False}})
        self.assertEqual(
            self.run_code("import gimbal; gimbal.plugins.set_enabled('hello', True)").stdout, "registered\n"
        )
        self.assertIn("('hello', True)", self.run_code(LIST).stdout)

    def test_a_plugin_that_raises_is_switched_off_with_its_traceback(self):
        for place, code in [
            ("import", "1 / 0\n"),
            (
                "register",
                "import gimbal\ndef register():\n    gimbal.plugins.menu_entry('Mesh', 'Left over', print)\n"
                "    1 / 0\n",
            ),
            ("nothing", ""),
            ("exit", "import sys\nsys.exit(3)\n"),
            ("syntax", "def register(:\n"),
        ]:
            self.plugin(place, code)
        self.plugin("good", "def register(): print('good')\n")
        done = self.run_code(LIST + "; print(gimbal.plugins.menu_entries())")
        for place in ("import", "register", "nothing", "exit", "syntax"):
            self.assertIn(f"('{place}', False)", done.stdout)
            self.assertIn(f"the plug-in '{place}'", done.stderr)
        self.assertIn("ZeroDivisionError", done.stderr)
        self.assertIn("SyntaxError", done.stderr)
        self.assertIn("('good', True)", done.stdout)
        self.assertNotIn("Left over", done.stdout)

    def test_broken_manifests_are_listed_with_the_file_and_the_error(self):
        for name, manifest, wrong in [
            ("toml", "id = \n", "not valid TOML"),
            ("missing", 'id = "missing"\n', "the key 'name' is missing"),
            (
                "type",
                GOOD.format(id="type").replace('"1.0"', "1.0"),
                "'version' must be a quoted string that is not empty, not 1.0",
            ),
            ("identifier", GOOD.format(id="not a name"), "'id' must be a Python name"),
            ("bytes", b"\xff\xfe\x00", "not valid TOML"),
            ("entry", GOOD.format(id="entry"), "the entry module 'entry' is missing"),
            ("double", GOOD.format(id="turntable"), "the id 'turntable' is taken by"),
        ]:
            self.plugin(name, None if name == "entry" else "def register(): pass\n", manifest)
            with self.subTest(name=name):
                done = self.run_code("import gimbal\nfor p in gimbal.plugins.found(): print(p.error)")
                path = self.path("plugins", name, "gimbal_plugin.toml")
                for text in (done.stderr, done.stdout):
                    self.assertIn(path, text)
                    self.assertIn(wrong, text)
                os.remove(path)

    def test_a_corrected_manifest_is_read_again(self):
        self.plugin("late", "def register(): print('now')\n", "id =")
        code = (
            "import gimbal\npath = gimbal.plugins.found()[-1].path + '/gimbal_plugin.toml'\n"
            f"open(path, 'w').write({GOOD.format(id='late')!r})\ngimbal.plugins.set_enabled('late', True)"
        )
        self.assertEqual(self.run_code(code).stdout, "now\n")

    def test_switching_off_removes_everything_that_was_added(self):
        self.plugin(
            "full",
            """
import gimbal
from . import helper
def register():
    gimbal.plugins.menu_entry("Mesh", "An entry", helper.act)
    gimbal.plugins.panel_button("Panel", "A button", helper.act, doc="what it does")
    @gimbal.on("camera_changed")
    def handler(event): print("handler called")
def unregister(): print("unregistered")
""",
        )
        self.write("plugins/full/helper.py", "def act(): print('acted')\n")
        done = self.run_code(
            """
import gimbal, sys, _gimbal
mine = lambda records: [r for r in records if r[0] == "full"]
print(mine(gimbal.plugins.menu_entries()), mine(gimbal.plugins.panel_buttons()))
modules = lambda: [m for m in sys.modules if m.startswith("gimbal_plugin_full")]
print(sorted(modules()))
gimbal.plugins.set_enabled("full", False)
print(mine(gimbal.plugins.menu_entries()), mine(gimbal.plugins.panel_buttons()), modules())
seen = []
@gimbal.on("camera_changed")
def last(event): seen.append(1)
gimbal.view.orbit(1)
import time
limit = time.monotonic() + 30
while not seen and time.monotonic() < limit: time.sleep(0.002)
print(seen)
"""
        )
        self.assertEqual(
            done.stdout.splitlines(),
            [
                "[('full', 'Mesh', 'An entry')] [('full', 'Panel', 'A button', 'what it does')]",
                "['gimbal_plugin_full', 'gimbal_plugin_full.entry', 'gimbal_plugin_full.helper']",
                "unregistered",
                "[] [] []",
                "[1]",
            ],
        )

    def test_if_unregister_raises_the_error_is_printed_and_the_parts_are_removed(self):
        self.plugin(
            "bad",
            "import gimbal\ndef register(): gimbal.plugins.menu_entry('Mesh', 'Gone', print)\n"
            "def unregister(): 1 / 0\n",
        )
        done = self.run_code(
            "import gimbal; gimbal.plugins.set_enabled('bad', False); print(gimbal.plugins.menu_entries())"
        )
        self.assertNotIn("Gone", done.stdout)
        self.assertIn("ZeroDivisionError", done.stderr)

    def test_a_broken_plugins_json_is_renamed_with_a_message(self):
        self.write("plugins.json", "{broken")
        done = self.run_code(LIST)
        self.assertIn("plugins.json is broken", done.stderr)
        self.assertTrue(os.path.exists(self.path("plugins.json.broken")))
        self.assertIn("('turntable', True)", done.stdout)

    def test_a_plugins_json_that_is_a_link_stays_one(self):
        target = self.write("elsewhere/switches.json", '{"enabled": {}}')
        os.symlink(target, self.path("plugins.json"))
        self.run_code("import gimbal; gimbal.plugins.set_enabled('turntable', False)")
        self.assertTrue(os.path.islink(self.path("plugins.json")))
        with open(target) as file:
            self.assertEqual(json.load(file), {"enabled": {"turntable": False}})
        self.assertIn("('turntable', False)", self.run_code(LIST).stdout)

    def test_a_broken_cache_of_parsed_files_is_ignored(self):
        self.run_code("pass")
        with open(self.path("cache", "parsed"), "rb") as file:
            whole = file.read()
        self.assertIn(b"turntable", whole)
        head = whole.partition(b"\n")[0] + b"\n"
        path = os.path.join(gimbal.app.scripts_dir, "plugins", "turntable", "gimbal_plugin.toml")
        facts = os.stat(path)
        empty = f"{path}\t{facts.st_mtime_ns} {facts.st_size}\n".encode()
        heads = (head + b"\t\t\n", head + empty, head + b"\xff")
        for damaged in (b"garbage", b"", whole[:-9], *heads, whole * 2, b"\xe9" * 9):
            self.write("cache/parsed", damaged)
            done = self.run_code(LIST)
            if damaged != head + empty:
                self.assertIn("('turntable', True)", done.stdout, damaged)
            self.assertNotIn("Traceback", done.stderr)

    def test_the_template_is_a_working_plugin(self):
        import shutil

        shutil.copytree(
            os.path.join(gimbal.app.scripts_dir, "templates", "my_plugin"), self.path("plugins", "my_plugin")
        )
        done = self.run_code(LIST)
        self.assertIn("('my_plugin', True)", done.stdout)
        self.assertEqual(done.stderr, "")

    def test_a_refused_entry_or_button_leaves_nothing_behind(self):
        for add in (
            lambda: gimbal.plugins.menu_entry("Mesh", "a\0b", print),
            lambda: gimbal.plugins.menu_entry("Mesh", "\udcff", print),
            lambda: gimbal.plugins.menu_entry("Mesh", 7, print),
            lambda: gimbal.plugins.menu_entry("Mesh", "label", 7),
            lambda: gimbal.plugins.panel_button("Panel", "two\nlines", print),
            lambda: gimbal.plugins.panel_button("Panel", "label", 7),
            lambda: gimbal.plugins.panel_button("Panel", "label", print, doc=7),
        ):
            with self.assertRaises((TypeError, ValueError)):
                add()
        self.assertEqual((gimbal.plugins.menu_entries(), gimbal.plugins.panel_buttons()), ([], []))
        gimbal.plugins.menu_entry("Mesh", "label", print)
        self.assertEqual(gimbal.plugins.menu_entries(), [("", "Mesh", "label")])
        gimbal.plugins._entries.clear()

    def test_a_plugin_in_a_folder_whose_name_is_not_utf8_is_loaded(self):
        self.plugin(os.fsdecode(b"\xff\xfe"), "def register(): print('registered')\n", GOOD.format(id="raw"))
        done = self.run_code(LIST)
        self.assertIn("registered", done.stdout)
        self.assertIn("('raw', True)", done.stdout)
        self.assertEqual(done.stderr, "")

    def test_an_unknown_plugin_raises_with_its_name(self):
        with self.assertRaisesRegex(KeyError, "no plug-in 'nothing'"):
            gimbal.plugins.set_enabled("nothing", True)


SEGFAULT = "import ctypes\n{}ctypes.string_at(0)\n"


class Crashes(SceneTest):
    """A plug-in or script that ended the program while it was loaded is off at the next start, and named."""

    plugin = Plugins.plugin
    run_code = Plugins.run_code

    def crash(self):
        done = run_program(self.folder, LIST)
        self.assertNotEqual(done.returncode, 0)

    def test_a_plugin_that_crashes_is_off_until_it_is_switched_on(self):
        for place, code in [("at_import", SEGFAULT.format("")), ("at_register", SEGFAULT.format("def register(): "))]:
            with self.subTest(place=place):
                self.plugin(place, code)
                self.crash()
                done = self.run_code(LIST)
                self.assertIn(f"('{place}', False)", done.stdout)
                self.assertIn("('turntable', True)", done.stdout)
                self.assertIn(f"the plug-in '{place}' ended the program while it was loaded", done.stderr)
                done = self.run_code(LIST)
                self.assertIn(f"('{place}', False)", done.stdout)
                self.assertEqual(done.stderr, "")
                self.assertEqual(os.listdir(self.path("starting")), [])
                self.plugin(place, f"def register(): print('mended {place}')\n")
                done = self.run_code(f"import gimbal; gimbal.plugins.set_enabled('{place}', True)")
                self.assertIn(f"mended {place}\n", done.stdout)
                self.assertIn(f"mended {place}\n", self.run_code(LIST).stdout)

    def test_a_start_up_script_that_crashes_is_off_until_it_is_changed(self):
        script = self.write("startup/a.py", SEGFAULT.format(""))
        self.write("startup/b.py", "print('b')")
        self.crash()
        for _ in range(2):
            done = self.run_code("print('the script')")
            self.assertEqual(done.stdout, "b\nthe script\n")
            self.assertIn(f"the start-up script {script} ended the program", done.stderr)
        self.run_code("import gimbal; gimbal.plugins.set_enabled('turntable', False)")  # keeps what is known of a.py
        self.assertEqual(self.run_code("print('the script')").stdout, "b\nthe script\n")
        self.write("startup/a.py", "print('mended')")
        done = self.run_code("print('the script')")
        self.assertEqual((done.stdout, done.stderr), ("mended\nb\nthe script\n", ""))

    def test_a_crash_of_the_script_itself_switches_nothing_off(self):
        self.plugin("good", "def register(): print('good')\n")
        self.assertNotEqual(run_program(self.folder, SEGFAULT.format("")).returncode, 0)
        done = self.run_code(LIST)
        self.assertIn("('good', True)", done.stdout)
        self.assertEqual(done.stderr, "")

    def test_another_program_that_is_loading_now_switches_nothing_off(self):
        self.plugin("slow", "import sys\ndef register():\n    print('loading', flush=True)\n    sys.stdin.readline()\n")
        command = [PROGRAM, "--user-dir", self.folder, "--headless", "-c", "pass"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as slow:
            self.assertEqual(slow.stdout.readline(), "loading\n")
            done = self.run_code(LIST)
            self.assertIn("('slow', True)", done.stdout)
            self.assertEqual(done.stderr, "")
            slow.stdin.close()
        self.assertEqual(slow.returncode, 0)

    def test_switching_on_what_crashes_leaves_it_off(self):
        self.plugin("late", "def register(): pass\ndef unregister(): pass\n")
        self.run_code("import gimbal; gimbal.plugins.set_enabled('late', False)")
        self.plugin("late", SEGFAULT.format(""))
        done = run_program(self.folder, "import gimbal; gimbal.plugins.set_enabled('late', True)")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("('late', False)", self.run_code(LIST).stdout)


class ShippedPlugins(SceneTest):
    def load(self, name):
        import sys

        folder = os.path.join(gimbal.app.scripts_dir, "plugins", name)
        sys.path.insert(0, folder)
        self.addCleanup(sys.path.remove, folder)
        return __import__(name)

    def test_the_template_stacks_what_has_vertices(self):
        space: dict = {}
        with open(os.path.join(gimbal.app.scripts_dir, "templates", "my_plugin", "my_plugin.py")) as file:
            exec(file.read(), space)
        empty = gimbal.scene.add_mesh("empty", [], [])
        boxes = [gimbal.scene.add("cube"), gimbal.scene.add("cube")]
        gimbal.scene.selection = [empty, *boxes]
        space["stack"]()
        self.assertEqual([box.bounds[0][2] for box in boxes], [0, 2])

    def test_the_turntable_writes_its_pictures_and_restores_the_camera(self):
        turntable = self.load("turntable")
        gimbal.scene.add("cone", location=(2, 0, 0))
        yaw = gimbal.view.camera.yaw_degrees
        files = turntable.render(self.path("pictures"), pictures=4, width=64, height=36)
        self.assertEqual([os.path.basename(f) for f in files], [f"turntable_{i:03}.png" for i in range(4)])
        self.assertEqual(len({open(f, "rb").read() for f in files}), 4)
        self.assertAlmostEqual(gimbal.view.camera.yaw_degrees, yaw, places=3)

    def test_the_report_has_counts_measures_and_flaws(self):
        need_numpy()
        report = self.load("mesh_report")
        box = gimbal.scene.add("cube", name="box")
        flawed = gimbal.scene.add_mesh("flawed", [(0, 0, 0), (1, 0, 0), (0, 1, 0), (2, 0, 0)], [(0, 1, 2), (0, 1, 3)])
        lines = report.table([box, flawed]).splitlines()
        self.assertEqual(lines[2].split(), ["box", "8", "12", "24", "8", "2", "×", "2", "×", "2", "yes", "0"])
        self.assertEqual(lines[3].split(), ["flawed", "4", "2", "0.5", "open", "2", "×", "1", "×", "0", "no", "1"])


class StartupScripts(SceneTest):
    def test_a_start_up_script_is_a_module_for_dataclasses_and_pickle(self):
        self.write(
            "startup/a.py",
            "from __future__ import annotations\nimport dataclasses, pickle\n"
            "@dataclasses.dataclass\nclass Point:\n    x: int\n"
            "print(pickle.loads(pickle.dumps(Point(3))))\n",
        )
        self.write("startup/b.py", "1 / 0")
        names = "('gimbal_startup.a', 'gimbal_startup.b')"
        done = run_program(self.folder, f"import sys; print([name in sys.modules for name in {names}])")
        self.assertEqual(done.stdout, "Point(x=3)\n[True, False]\n", done.stderr)

    def test_they_run_in_order_and_a_failing_one_is_reported_with_its_file(self):
        self.write("startup/1_first.py", "import sys\nprint('first')\nsys.exit(5)\n")
        bad = self.write("startup/2_bad.py", "def broken(:\n")
        raising = self.write("startup/3_raising.py", "1 / 0\n")
        self.write("startup/4_last.py", "print('last')")
        done = run_program(self.folder, "print('the script')")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "first\nlast\nthe script\n")
        self.assertIn(bad, done.stderr)
        self.assertIn("SyntaxError", done.stderr)
        self.assertIn(raising, done.stderr)
        self.assertIn("ZeroDivisionError", done.stderr)

    def test_the_shipped_one_adds_its_menu_entries(self):
        done = run_program(self.folder, "import gimbal; print(gimbal.plugins.menu_entries())")
        self.assertIn("('', 'Edit', 'Invert Selection')", done.stdout)


if __name__ == "__main__":
    unittest.main()
