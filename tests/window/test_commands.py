"""Commands in the window: the palette, dialogs, keys of scripts, and the lines of the Info log that repeat them."""
import os
import subprocess
import unittest

from window import PROGRAM, WindowTest

COMMAND = """
@gimbal.command('test.row', label='Row of cubes', menu='Test/Rows', key='Ctrl-Alt-L')
def row(count: int = 3, name: str = 'box'):
    for at in range(count):
        gimbal.scene.add('cube', name=name)
    return f'{count} added'
"""

# Each command of the document that changes it, with the keys that fill its dialog. The order makes each possible.
STEPS = [
    ("add torus", []),
    ("smooth", []),
    ("subdivide", []),
    ("decimate", []),
    ("duplicate objects", []),
    ("select all", []),
    ("rename", ["Tab", "type:ring", "Return"]),
    ("set location", ["Tab", "type:1", "Tab", "type:2.5", "Tab", "type:7", "Return"]),
    ("set rotation", ["Tab", "type:90", "Return"]),
    ("set scale", ["Tab", "type:2", "Return"]),
    ("set visible", ["Return"]),
    ("undo", []),
    ("redo", []),
    ("deselect all", []),
    ("add cone", []),
    ("delete objects", []),
    ("frame all", []),
    ("view along axis", ["Down", "Return"]),
    ("set wireframe", []),
    ("set orthographic", []),
]
SHOW = """
import sys, gimbal
for thing in gimbal.scene.objects:
    print(thing.name, thing.location, thing.rotation, thing.scale, thing.visible, thing.selected,
          thing.mesh.vertex_count, thing.mesh.triangle_count, [round(x, 4) for x in thing.bounds[0]])
c = gimbal.view.camera
print(round(c.yaw_degrees, 2), round(c.pitch_degrees, 2), c.orthographic, c.wireframe)
"""


class Commands(WindowTest):
    def choose(self, name):
        """Starts an entry of the command palette."""
        self.window.key("ctrl+shift+p")
        self.window.wait_for_row("Command palette", "dialog")
        self.window.type(name)
        self.window.wait_for_rows(lambda rows: name in rows, "the typed name", "dialog")
        self.window.key("Return")

    def actions(self):
        return [row for row in self.window.rows("info") if row.startswith("gimbal.")]

    def test_a_scripts_key_opens_its_dialog_and_enter_runs_it_as_one_step(self):
        self.window.run(f"gimbal.scene.clear(); exec({COMMAND!r}); print('regis' 'tered')")
        self.window.wait_for_row("registered")
        self.window.key("ctrl+alt+l")
        self.window.wait_for_row("Row of cubes", "dialog")
        self.window.wait_for_row("Count  3", "dialog")
        self.window.key("ctrl+a")
        self.window.type("5")
        self.window.key("Return")
        self.window.wait_until_gone("Row of cubes", "dialog")
        self.window.wait_for_text("gimbal.ops.test.row(count=5)", "info")
        self.window.wait_for_text("# 5 added", "info")
        self.window.run("print('there are', len(gimbal.scene.objects))")
        self.window.wait_for_row("there are 5")
        self.window.run("gimbal.app.undo(); print('now', len(gimbal.scene.objects))")
        self.window.wait_for_row("now 0")

    def test_commands_of_the_document_leave_lines_that_repeat_them_without_a_window(self):
        self.window.run("gimbal.scene.clear(); print('cle' 'ared')")
        self.window.wait_for_row("cleared")
        self.window.click_panel("info")
        self.choose("maximise panel")  # all lines are in sight
        self.window.wait_until_gone("Command palette", "dialog")
        for name, keys in STEPS:
            with self.subTest(name):
                before = len(self.actions())
                self.choose(name)
                if keys:
                    self.window.wait_for_row("[Run]", "dialog")
                for key in keys:
                    if key.startswith("type:"):
                        self.window.type(key[5:])
                    else:
                        self.window.key(key)
                self.window.wait_for_rows(lambda rows: len(self.actions()) > before, f"the line of {name}", "info")
        lines = self.actions()
        self.choose("maximise panel")
        self.window.wait_until_gone("Command palette", "dialog")
        self.window.key("Escape")
        self.window.wait_for_state(focus="console")
        script = os.path.join(self.folder, "replay.py")
        with open(script, "w") as file:
            file.write("import gimbal\ngimbal.scene.clear()\n" + "\ngimbal.app.end_step()\n".join(lines) + SHOW)
        replayed = subprocess.run(
            [PROGRAM, "--user-dir", self.folder, "--headless", script], capture_output=True, text=True
        )
        self.assertEqual(replayed.returncode, 0, replayed.stderr)
        shown = os.path.join(self.folder, "shown.txt")
        self.window.run(f"import contextlib; f = open({shown!r}, 'w')")
        self.window.run(f"with contextlib.redirect_stdout(f): exec({SHOW!r})\n")
        self.window.run("f.close(); print('written')")
        self.window.wait_for_row("written")
        with open(shown) as file:
            self.assertEqual(replayed.stdout, file.read())


class KeymapTest(WindowTest):
    def keep_keys(self, text):
        user = os.path.join(self.folder, "user")
        os.makedirs(user, exist_ok=True)
        with open(os.path.join(user, "keymap.toml"), "w") as file:
            file.write(text)

    def arguments(self):
        self.keep_keys('[keys]\n"palette.open" = "Ctrl-Alt-J"\n')
        return ()

    def test_the_keys_of_the_users_file_replace_those_of_the_program(self):
        self.window.key("ctrl+alt+j")
        self.window.wait_for_row("Command palette", "dialog")
        self.window.key("Escape")
        self.window.wait_until_gone("Command palette", "dialog")
        self.window.key("F1")
        self.window.wait_for_text("Ctrl-Alt-J", "dialog")

    def test_a_file_of_keys_that_cannot_be_read_is_named_and_the_program_keeps_its_keys(self):
        self.window.ask_to_close()
        self.assertEqual(self.window.exit_code(), 0)
        self.keep_keys('[keys]\n"palette.open" = 3\n')
        self.window = self.open()
        self.window.wait_for_text("the keys of palette.open must be a text", "notes")
        self.window.key("ctrl+shift+p")
        self.window.wait_for_row("Command palette", "dialog")


if __name__ == "__main__":
    unittest.main()
