"""The imports of a start, and the environment of a script."""
import subprocess
import sys
import unittest

from support import PROGRAM, SceneTest, run_program


class Start(SceneTest):
    def imported(self, *options):
        run_program(self.folder, "pass")  # the first start caches the parsed manifests
        done = run_program(self.folder, "import sys; print(*sorted(sys.modules))", *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return set(done.stdout.split())

    def test_a_start_imports_few_modules_more_than_python3(self):
        plain = set(
            subprocess.run(
                [sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True
            ).stdout.split()
        )
        for options in ([], ["--safe-mode"]):
            more = {
                name
                for name in self.imported(*options) - plain
                if not name.startswith(("gimbal", "_gimbal", "gimbal_"))
            }
            with self.subTest(options=options):
                self.assertFalse(
                    more
                    & {
                        "asyncio",
                        "inspect",
                        "traceback",
                        "numpy",
                        "json",
                        "tomllib",
                        "re",
                        "threading",
                        "typing",
                        "importlib.util",
                    },
                    more,
                )
                self.assertLess(len(more), 12, more)

    def test_slow_modules_are_imported_on_first_use(self):
        done = run_program(
            self.folder,
            "import gimbal, sys; print('gimbal.ops' in sys.modules); gimbal.ops; print('gimbal.ops' in sys.modules)",
        )
        self.assertEqual(done.stdout, "False\nTrue\n")

    def test_quit_ends_the_program_with_its_code(self):
        self.assertEqual(run_program(self.folder, "import gimbal; gimbal.app.quit(7)").returncode, 7)

    def test_opened_meshes_are_loaded_before_the_script(self):
        import gimbal

        gimbal.scene.add("torus", name="ring")
        gimbal.io.save(self.path("ring.ply"))
        done = subprocess.run(
            [
                PROGRAM,
                "--user-dir",
                self.folder,
                "--open",
                self.path("ring.ply"),
                "--headless",
                "-c",
                "import gimbal; print(gimbal.scene.objects.keys())",
            ],
            capture_output=True,
            text=True,
            timeout=120,
        )
        self.assertEqual(done.stdout, "['ring']\n", done.stderr)


if __name__ == "__main__":
    unittest.main()
