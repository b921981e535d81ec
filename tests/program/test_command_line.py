"""The command line: known arguments work, and unknown ones are refused without opening a window."""
import os
import subprocess
import unittest

from program import PROGRAM, ProgramTest, clean_environment


class CommandLine(ProgramTest):
    def test_version_is_printed(self):
        code, out, _ = self.run_gimbal("--version")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"^Gimbal \d+\.\d+\.\d+\n$")

    def test_help_names_every_way_to_start(self):
        code, out, _ = self.run_gimbal("--help")
        self.assertEqual(code, 0)
        for word in ("--headless", "-c", "-m", "--open", "--safe-mode", "--user-dir", "--venv", "--scale", "--version"):
            self.assertIn(word, out)

    def test_an_unknown_argument_is_refused_by_name(self):
        code, out, err = self.run_gimbal("--hedless")
        self.assertEqual((code, out), (2, ""))
        self.assertIn("--hedless", err)

    def test_an_unknown_argument_after_a_known_one_is_refused(self):
        code, _, err = self.run_gimbal("--headless", "--frobnicate", "-c", "print(1)")
        self.assertEqual(code, 2)
        self.assertIn("--frobnicate", err)

    def test_code_without_headless_is_refused_with_the_remedy(self):
        code, _, err = self.run_gimbal("-c", "print(1)")
        self.assertEqual(code, 2)
        self.assertIn("--headless", err)

    def test_a_module_without_headless_is_refused_with_the_remedy(self):
        code, _, err = self.run_gimbal("-m", "json.tool")
        self.assertEqual(code, 2)
        for word in ("json.tool", "--headless", "runpy"):
            self.assertIn(word, err)

    def test_an_option_of_python_without_headless_is_refused(self):
        code, _, err = self.run_gimbal("-X", "dev")
        self.assertEqual(code, 2)
        self.assertIn("--headless", err)

    def test_an_option_without_its_value_is_named(self):
        for option in ("-m", "-c", "-X", "-Bm"):
            code, _, err = self.run_gimbal("--headless", option)
            self.assertEqual(code, 2, option)
            self.assertIn(option, err)

    def test_an_invalid_size_is_refused(self):
        for size in ("big", "10x10", "1600x900junk"):
            code, _, err = self.run_gimbal("--size", size)
            self.assertEqual(code, 2)
            self.assertIn(size, err)

    def test_arguments_after_the_script_belong_to_the_script(self):
        script = self.script("import sys; print(sys.argv[1:])")
        code, out, err = self.run_gimbal("--headless", script, "--headless", "-c", "--open", "x y")
        self.assertEqual((code, out), (0, "['--headless', '-c', '--open', 'x y']\n"), err)

    def test_a_missing_script_is_named(self):
        code, _, err = self.run_gimbal("--headless", "no_such_script.py")
        self.assertEqual(code, 2)
        self.assertIn("no_such_script.py", err)

    def test_without_HOME_the_user_folder_is_in_the_home_directory(self):
        code = "import gimbal, os; print(gimbal.app.user_dir == os.path.expanduser('~/.config/gimbal'))"
        environment = {
            name: value for name, value in clean_environment().items() if name not in ("HOME", "XDG_CONFIG_HOME")
        }
        ended = subprocess.run(
            [PROGRAM, "--headless", "--safe-mode", "-c", code],
            cwd=self.folder,
            env=environment,
            text=True,
            capture_output=True,
        )
        self.assertEqual((ended.returncode, ended.stdout, ended.stderr), (0, "True\n", ""))
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_limit_of_open_files_that_is_too_low_is_reported_with_the_remedy(self):
        ended = subprocess.run(
            ["sh", "-c", 'ulimit -n 8; exec "$@"', "sh", PROGRAM, "--headless", "-c", "print(1)"],
            env=clean_environment(),
            text=True,
            capture_output=True,
        )
        self.assertEqual((ended.returncode, ended.stdout), (1, ""))
        self.assertIn("ulimit -n", ended.stderr)


if __name__ == "__main__":
    unittest.main()
