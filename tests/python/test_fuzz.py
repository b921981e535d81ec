"""The API with hostile arguments, in a separate program. GIMBAL_FUZZ_SECONDS makes it longer: 3600 for an hour."""
import os
import subprocess
import unittest

from support import PROGRAM, SceneTest

SEEDS = (1, 2, 3, 4)
SECONDS = float(os.environ.get("GIMBAL_FUZZ_SECONDS", "20"))


class Fuzz(SceneTest):
    def test_no_call_crashes_hangs_or_raises_system_error(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.fuzz(seed, SECONDS / len(SEEDS))

    def fuzz(self, seed, seconds):
        folder = self.path(str(seed))
        os.mkdir(folder)
        fuzzer = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fuzz_api.py")
        done = subprocess.run(
            [PROGRAM, "--user-dir", os.path.join(folder, "user"), "--safe-mode", "--headless"]
            + [fuzzer, str(seed), str(seconds), folder],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=seconds * 2 + 900,
        )
        with open(os.path.join(folder, "last-call"), errors="replace") as file:
            last = file.read().strip()
        output = (done.stdout + done.stderr).decode(errors="replace")
        self.assertEqual(done.returncode, 0, f"seed {seed}, last call {last}\n{output[-6000:]}")


if __name__ == "__main__":
    unittest.main()
