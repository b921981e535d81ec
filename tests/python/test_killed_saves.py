"""kill -9 at random moments of a save, in each format and for scenes: the file holds the old content or the new one.

Twenty seconds; GIMBAL_FUZZ_SECONDS=3600 takes an hour. GIMBAL_FUZZ_SEED chooses the moments.
"""

import contextlib
import os
import random
import subprocess
import time
import unittest

from support import PROGRAM, SceneTest

import gimbal

SECONDS = float(os.environ.get("GIMBAL_FUZZ_SECONDS", "20"))
SEED = int(os.environ.get("GIMBAL_FUZZ_SEED", "1"))

# A flat sheet that rises by one with each save: a mixture of two saves is not flat, cut off or damaged.
WRITER = """
import sys, gimbal
path = sys.argv[1]
save = gimbal.io.save_scene if path.endswith(".gimbal") else gimbal.io.save
sheet = gimbal.scene.add("plane", name="sheet")
sheet.mesh.subdivide(levels=6)
sheet.mesh.colours = [(0.5, 0.25, 0.125)] * sheet.mesh.vertex_count
for height in range(1, 10**9):
    sheet.location = (0, 0, height)
    save(path)
    print("saved", flush=True)
"""


class KilledSaves(SceneTest):
    def test_the_file_is_whole_after_each_kill_and_the_next_save_cleans_up(self):
        generator = random.Random(SEED)
        kinds = [(ending, linked) for ending in (*gimbal.io.writable, ".gimbal") for linked in (False, True)]
        sheet = gimbal.scene.add("plane")
        sheet.mesh.subdivide(levels=6)
        self.expected = (sheet.mesh.vertex_count, sheet.mesh.triangle_count)
        end = time.monotonic() + SECONDS
        kills = 0
        while kills < len(kinds) or time.monotonic() < end:
            ending, linked = kinds[kills % len(kinds)]
            with self.subTest(ending=ending, linked=linked, kill=kills):
                self.kill_one(f"{kills}{ending}", linked, generator)
            kills += 1
        print(f"{kills} kills")

    def kill_one(self, name, linked, generator):
        folder = self.path("k" + name)
        os.mkdir(folder)
        path, other = os.path.join(folder, name), os.path.join(folder, "other-" + name)
        script = self.write("writer.py", WRITER)
        process = subprocess.Popen(
            [PROGRAM, "--user-dir", self.path("user"), "--headless", script, path], stdout=subprocess.PIPE
        )
        with process.stdout:
            try:
                self.assertEqual(process.stdout.readline(), b"saved\n")
                while linked and not os.path.exists(other):
                    with contextlib.suppress(FileNotFoundError):  # the next save replaced the file during the call
                        os.link(path, other)
                for _ in range(generator.randrange(4)):
                    self.assertEqual(process.stdout.readline(), b"saved\n")
                time.sleep(generator.random() * 0.03)  # any moment will do
            finally:
                process.kill()
                process.wait()
        self.check_whole(path)
        if linked and os.path.samefile(path, other):  # the name was replaced before it had a second one
            self.check_whole(other)
        gimbal.scene.clear()
        gimbal.scene.add("cube")
        gimbal.io.save(os.path.join(folder, "next.ply"))
        if linked:
            gimbal.io.save(path) if not path.endswith(".gimbal") else gimbal.io.save_scene(path)
        self.assertEqual(sorted(os.listdir(folder)), sorted([name, "next.ply"] + ["other-" + name] * linked))

    def check_whole(self, path):
        gimbal.scene.clear()
        (gimbal.io.load_scene if path.endswith(".gimbal") else gimbal.io.load)(path)
        (sheet,) = gimbal.scene.objects.values()
        self.assertEqual((sheet.mesh.vertex_count, sheet.mesh.triangle_count), self.expected)
        (_, _, low), (_, _, high) = sheet.bounds
        self.assertEqual(low, high)
        self.assertEqual(low, round(low))
        self.assertGreaterEqual(low, 1)


if __name__ == "__main__":
    unittest.main()
