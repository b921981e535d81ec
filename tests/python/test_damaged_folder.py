"""No damage to the user's folder holds up or ends a start without a window. tests/window starts the window in them."""
import itertools
import os
import subprocess
import tempfile
import unittest

import damaged_folders
from support import PROGRAM, SceneTest

LONG = "GIMBAL_FUZZ_SECONDS" in os.environ
LIMIT_SECONDS = 60 if not os.environ.get("GIMBAL_SANITIZE") else 300


class DamagedFolder(SceneTest):
    def start(self, user_dir):
        return subprocess.run(
            [PROGRAM, "--user-dir", user_dir, "--headless", "-c", "print('started')"],
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=LIMIT_SECONDS,
        )

    def check(self, places, how):
        user_dir = tempfile.mkdtemp(dir=self.folder)
        for place in places:
            damaged_folders.damage(user_dir, place, how)
        with self.subTest(places=places, how=how.__name__):
            done = self.start(user_dir)
            self.assertEqual((done.returncode, done.stdout), (0, "started\n"), done.stderr[-2000:])
            ours = [line for line in done.stderr.splitlines() if line.startswith("gimbal:")]
            self.assertLess(max(map(len, ours), default=0), 2000)
            self.assertNotIn("api/gimbal", done.stderr)  # no traceback in the package

    def test_all_files_or_all_folders_damaged_in_the_same_way(self):
        for how in damaged_folders.DAMAGES:
            self.check(damaged_folders.FILES, how)
            self.check(damaged_folders.FOLDERS, how)

    if LONG:  # it takes minutes

        def test_each_place_damaged_in_each_way(self):
            places = (*damaged_folders.FILES, *damaged_folders.FOLDERS)
            for place, how in itertools.product(places, damaged_folders.DAMAGES):
                self.check((place,), how)

    def test_a_folder_that_is_no_folder(self):
        for number, how in enumerate(damaged_folders.DAMAGES):
            user_dir = self.path(str(number))
            how(user_dir)
            with self.subTest(how=how.__name__):
                self.assertEqual(self.start(user_dir).stdout, "started\n")

    def test_what_a_start_makes_is_for_the_user_alone(self):
        user_dir = self.path("new")
        before = os.umask(0)
        try:
            self.start(user_dir)
        finally:
            os.umask(before)
        for folder, _, files in os.walk(user_dir):
            self.assertEqual(os.stat(folder).st_mode & 0o777, 0o700, folder)
            for name in files:
                self.assertEqual(os.stat(os.path.join(folder, name)).st_mode & 0o777, 0o600, name)
        self.assertTrue(os.listdir(user_dir))


if __name__ == "__main__":
    unittest.main()
