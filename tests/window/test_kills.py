"""The program is killed at random moments while a user types, saves and runs. The next start has the work.

Work counts as kept once the window says so (the request `kept` of the inspect socket): from then on no end may lose it.
After SIGTERM nothing at all may be lost. A saved file is whole, and never older than the last save that has ended.

GIMBAL_KILLS=1000 kills that often, GIMBAL_KILL_SEED chooses the moments. Each long run prints how old lost text was.
"""
import contextlib
import glob
import json
import os
import random
import re
import signal
import struct
import subprocess
import threading
import time
import unittest
import zipfile

from window import PROGRAM, SANITIZER, Window, WindowTest, wait_for

KILLS = int(os.environ.get("GIMBAL_KILLS", "6"))
SEED = int(os.environ.get("GIMBAL_KILL_SEED", "1"))
KILLS_OF_A_USER = 5  # then a new user folder, so that the script stays on one screen
SIGNALS = (signal.SIGKILL,) * 5 + (signal.SIGSEGV, signal.SIGABRT, signal.SIGTERM)
ENDS_BEFORE_THE_PROMPT = 0.15  # share of the kills
TYPED_LINE = re.compile(r"v\d+( =?( \d*)?)?$")


class Ended(Exception):
    """The program was killed."""


class User:
    """One user's work: what was typed, added and saved, and the part that must never be lost."""

    def __init__(self, folder):
        self.folder = folder
        self.script, self.scene, self.mesh = (os.path.join(folder, name) for name in ("s.py", "s.gimbal", "s.stl"))
        open(self.script, "w").close()
        self.typed, self.kept_text, self.saved_text = "", "", ""
        self.shown_text, self.shown_at = "", []  # (time, text), to tell how old lost text is
        self.added, self.kept_names, self.saved_names = 0, set(), set()
        self.added_before, self.names_at_start = 0, set()
        self.mesh_is_saved = False
        self.seen_text, self.seen_names = [], []  # (version that has it, work)

    def next_characters(self, count):
        """The text that the user types next: lines like `v12 = 12`."""
        lines = self.typed.count("\n")
        all_lines = "".join(f"v{n} = {n}\n" for n in range(1, lines + 9))
        piece = all_lines[len(self.typed) :][:count]
        self.typed += piece
        return piece

    def names(self):
        return self.names_at_start | {f"k{n}" for n in range(self.added_before, self.added)}

    def start_again(self):
        """The next start has other versions. What was shown but not kept may be lost."""
        self.seen_text, self.seen_names, self.shown_at = [], [], []
        self.added_before, self.names_at_start = self.added, self.kept_names


class Session:
    """A user at one window, which may be killed at any moment."""

    def __init__(self, window, user, chance):
        self.window, self.user, self.chance = window, user, chance
        self.in_editor = False

    def look(self):
        """Notes what is shown, and then what is kept."""
        user = self.user
        text = shown_text(self.window)
        changed, kept = versions(self.window)["work"]
        user.shown_text = text
        user.shown_at.append((time.monotonic(), text))
        user.seen_text.append((changed, text))
        user.kept_text = newest(user.seen_text, kept, user.kept_text)

    def look_at_scene(self):
        user = self.user
        shown, kept = versions(self.window)["scene"]
        if self.window.ask("idle") == ["yes"]:
            user.seen_names.append((versions(self.window)["scene"][0], user.names()))
        user.kept_names = newest(user.seen_names, kept, user.kept_names)

    def type(self):
        if not self.in_editor:
            self.window.click_panel("editor")
            self.window.key("ctrl+End")
            self.in_editor = True
        self.window.xdotool("type", "--delay", "8", self.user.next_characters(self.chance.randint(1, 12)))
        self.look()

    def run(self, source):
        self.in_editor = False
        self.window.click_panel("console")
        self.window.run(source)
        if self.chance.random() < 0.7:
            self.window.settle()

    def add(self):
        count = self.chance.randint(1, 3)
        first, self.user.added = self.user.added, self.user.added + count
        self.run(f"_ = [gimbal.scene.add('cube', name='k%d' % n) for n in range({first}, {first + count})]")
        self.look_at_scene()

    def run_long(self):
        self.run("import time; [time.sleep(0.01) for _ in range(50)]; print('r' * 100000)")
        self.look_at_scene()

    def save_script(self):
        if not self.in_editor:
            return
        self.window.wait_until_input_is_read()
        text = shown_text(self.window)
        self.window.key("ctrl+s")
        self.window.wait_until_gone("s.py \u2022", "editor")
        self.user.saved_text = text

    def save_scene(self):
        names = self.user.names()
        self.run(f"gimbal.io.save_scene({self.user.scene!r})")
        self.window.settle()
        self.user.saved_names = names
        self.look_at_scene()

    def save_mesh(self):
        if not self.user.names():  # what was added before a kill may be lost, and an empty scene is not saved
            return
        self.run(f"gimbal.io.save({self.user.mesh!r})")
        self.window.settle()
        self.user.mesh_is_saved = True

    def work(self):
        """Until the program is killed."""
        actions = [self.type] * 6 + [self.add] * 2 + [self.run_long, self.save_script, self.save_scene, self.save_mesh]
        try:
            while True:
                self.chance.choice(actions)()
        except (OSError, ValueError, AssertionError, subprocess.CalledProcessError) as error:
            try:
                self.window.process.wait(30)
            except subprocess.TimeoutExpired:
                raise error from None  # the window is alive, so it has done something wrong
            raise Ended from None


def versions(window):
    return {line.split()[0]: tuple(map(int, line.split()[1:])) for line in window.ask("kept")}


def newest(seen, kept, before):
    """The newest work whose version is kept. Forgets what is older."""
    done = [work for version, work in seen if version <= kept]
    seen[:] = seen[max(len(done) - 1, 0) :]
    return done[-1] if done else before


def shown_text(window):
    return "".join(row + "\n" for row in window.rows("editor") if TYPED_LINE.match(row)).removesuffix("\n")


def names_in(scene_file):
    with zipfile.ZipFile(scene_file) as archive:
        assert archive.testzip() is None, scene_file
        return {one["name"] for one in json.loads(archive.read("manifest.json"))["objects"]}


class KillTest(WindowTest):
    def setUp(self):
        super().setUp()
        self.window.kill()
        self.chance = random.Random(SEED)
        self.oldest_loss, self.done = 0.0, 0

    def test_a_kill_at_any_moment_loses_no_kept_work_and_no_saved_file(self):
        while self.done < KILLS:
            folder = os.path.join(self.folder, str(self.done))
            os.mkdir(folder)
            self.live(User(folder))
        if KILLS > 6:
            lost = f"the oldest lost text was {self.oldest_loss:.2f} s old"
            print(f"{self.done} kills with seed {SEED}: {lost}", flush=True)

    def live(self, user):
        window = self.start(user)
        window.run(f"gimbal.app.open_in_editor({user.script!r})")
        window.wait_for_text("s.py", "editor")
        for _ in range(min(KILLS_OF_A_USER, KILLS - self.done)):
            ending = self.chance.choice(SIGNALS)
            with self.subTest(kill=self.done, ending=ending):
                self.work_until_killed(window, user, ending)
                if self.chance.random() < ENDS_BEFORE_THE_PROMPT:
                    self.kill_a_start(user)
                window = self.start(user)
                self.check(window, user, ending)
            self.done += 1
        window.kill()
        self.check_that_nothing_is_left_over(user)

    def start(self, user):
        window = Window(self.display, user.folder)
        self.addCleanup(window.kill)
        user.start_again()
        return window

    def work_until_killed(self, window, user, ending):
        self.killed_at = 0.0

        def kill():
            self.killed_at = time.monotonic()
            with contextlib.suppress(ProcessLookupError):
                window.process.send_signal(ending)

        timer = threading.Timer(self.chance.uniform(0.1, 4.0), kill)
        timer.start()
        with contextlib.suppress(Ended):
            Session(window, user, self.chance).work()
        timer.join()
        window.kill()

    def kill_a_start(self, user):
        """The program dies before it has shown anything, or while it restores."""
        log = os.path.join(user.folder, "early")
        with open(log, "w") as out:
            process = subprocess.Popen(
                [PROGRAM, "--user-dir", os.path.join(user.folder, "user"), "--safe-mode"],
                env=self.display.environment, stdout=out, stderr=out,
            )
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(self.chance.uniform(0, 2.0))
        process.kill()
        process.wait()

    def check(self, window, user, ending):
        wait_for(lambda: window.ask("idle") == ["yes"], "the restored work")
        self.take_back_what_is_set_aside(window)
        self.check_files(user)
        self.check_script(window, user, ending)
        self.check_scene(window, user, ending)

    def take_back_what_is_set_aside(self, window):
        """A start that was killed while it restored the scene has set it aside."""
        if "Set aside" not in window.text("notes"):
            return
        window.choose_in_menus("Restore it")
        window.settle()

    def check_script(self, window, user, ending):
        if "s.py" not in window.text("editor"):  # all was saved, so after an end in order nothing is restored
            self.run_in_console(window, f"gimbal.app.open_in_editor({user.script!r})")
            window.wait_for_text("s.py", "editor")
        restored = shown_text(window)
        must = user.shown_text if ending == signal.SIGTERM and not SANITIZER else user.kept_text
        self.assertTrue(restored.startswith(must), f"{must!r} was kept, {self.places(window, user)}")
        self.assertTrue(user.typed.startswith(restored), f"{restored!r} came back, {user.typed!r} was typed")
        lost = [at for at, text in user.shown_at if len(text) > len(restored)]
        if lost:
            self.oldest_loss = max(self.oldest_loss, self.killed_at - lost[0])
        if "Changed on disk" in window.text("editor"):  # it was saved just before the end
            window.click_panel("editor")
            window.key("ctrl+alt+r")
            window.wait_until_gone("Changed on disk", "editor")
        user.shown_text = user.kept_text = shown_text(window)
        user.typed = self.exact_text(window, user)

    def places(self, window, user):
        """The places of the work after the start, for the message of a failed check."""
        files = glob.glob(os.path.join(user.folder, "user", "unsaved", "*", "*"))
        return f"now {window.rows('editor')}, {window.rows('notes')}, {window.rows('info')}, {files}"

    def exact_text(self, window, user):
        """The text of the editor. What the panel shows has no spaces at the ends of lines."""
        wait_for(lambda: len(set(versions(window)["work"])) == 1, "the text on disk")
        kept = glob.glob(os.path.join(user.folder, "user", "unsaved", "[0-9]*", "work.json"))
        if not kept:  # all is saved
            return shown_text(window)
        with open(kept[0], encoding="utf-8") as file:
            script = json.load(file).get("script")
        return script["text"] if script else shown_text(window)

    def check_scene(self, window, user, ending):
        kept = user.kept_names
        if ending == signal.SIGTERM and os.path.exists(user.scene) and kept <= names_in(user.scene):  # as the script
            self.run_in_console(window, f"gimbal.io.load_scene({user.scene!r})")
            window.settle()
        self.run_in_console(
            window, f"print('lost', sorted(set({sorted(kept)}) - set(gimbal.scene.objects.keys())), 'of', {len(kept)})"
        )
        window.wait_for_text(f"lost [] of {len(kept)}")
        window.settle()

    def run_in_console(self, window, source):
        window.click_panel("console")
        window.key("Escape", "ctrl+c")  # the half-typed line came back, too
        window.run(source)

    def check_files(self, user):
        with open(user.script) as file:
            text = file.read().removesuffix("\n")
        saved = user.saved_text.removesuffix("\n")
        self.assertTrue(text.startswith(saved), f"{saved!r} was saved, the file has {text!r}")
        if os.path.exists(user.scene):
            self.assertGreaterEqual(names_in(user.scene), user.saved_names)
        self.assertTrue(os.path.exists(user.mesh) or not user.mesh_is_saved)
        if os.path.exists(user.mesh):
            with open(user.mesh, "rb") as file:
                data = file.read()
            self.assertEqual(len(data), 84 + 50 * struct.unpack("<I", data[80:84])[0])

    def check_that_nothing_is_left_over(self, user):
        left = glob.glob(os.path.join(user.folder, "**", ".*.part"), recursive=True, include_hidden=True)
        self.assertLessEqual(len(left), 3, left)  # one for each file, of the last kill


if __name__ == "__main__":
    unittest.main()
