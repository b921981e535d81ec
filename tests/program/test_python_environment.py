"""The user's own packages: --venv, VIRTUAL_ENV, the settings, and `-m venv` and pip in the program."""
import glob
import os
import re
import shutil
import subprocess
import unittest

from environments import MINOR, PYTHON, add_module, make_environment, make_wheel, set_version, site_packages
from program import ProgramTest, clean_environment
from terminal import TerminalTest

PREFIX = "import sys; print(sys.prefix)"


class EnvironmentTest(ProgramTest):
    def environment(self, name: str = "venv", *options: str) -> str:
        return make_environment(os.path.join(os.path.realpath(self.folder), name), *options)

    def check_prefix(self, expected: str, *arguments: str, **options) -> str:
        """Runs the program, checks sys.prefix and returns what it wrote to standard error."""
        code, out, err = self.run_gimbal(*arguments, "--headless", "-c", PREFIX, **options)
        self.assertEqual((code, out.strip()), (0, expected), err)
        return err

    def set_setting(self, folder: str) -> None:
        os.makedirs(self.user_dir, exist_ok=True)
        with open(os.path.join(self.user_dir, "settings.toml"), "w", encoding="utf-8") as file:
            file.write(f"python_environment = '{folder}'\n")

    def base(self) -> str:
        return subprocess.check_output([PYTHON, "-c", PREFIX], text=True, env=clean_environment()).strip()


class Chosen(EnvironmentTest):
    def test_without_a_choice_the_base_is_used(self):
        self.assertEqual(self.check_prefix(self.base()), "")

    def test_packages_prefix_and_paths_are_those_of_python_m_site_in_the_environment(self):
        for name, options in (("closed", ()), ("open", ("--system-site-packages",))):
            environment = self.environment(name, *options)
            expected = subprocess.check_output(
                [os.path.join(environment, "bin/python"), "-m", "site"],
                text=True,
                cwd=self.folder,
                env=clean_environment(),
            )
            code, out, err = self.run_gimbal("--headless", "--venv", environment, "-m", "site", cwd=self.folder)
            self.assertEqual(code, 0, err)
            own_packages = re.escape(os.path.join("share", "python"))  # of the program: gimbal, gimbal_console
            self.assertEqual(re.sub(rf" *'[^']*{own_packages}',\n", "", out), expected)

    def test_system_packages_are_found_only_in_an_environment_made_for_them(self):
        find = "import importlib.util; print(importlib.util.find_spec('numpy') is not None)"
        for name, options, found in (("closed", (), "False"), ("open", ("--system-site-packages",), "True")):
            environment = self.environment(name, *options)
            code, out, err = self.run_gimbal("--headless", "--venv", environment, "-c", find)
            self.assertEqual((code, out.strip()), (0, found), err)

    def test_children_of_every_kind_have_the_packages(self):
        environment = self.environment()
        add_module(environment, "mine", "def where(_=0): return __file__\n")
        script = self.script(
            "import mine, multiprocessing, subprocess, sys\n"
            "if __name__ == '__main__':\n"
            "    print(mine.where())\n"
            "    ask = 'import mine; print(mine.where())'\n"
            "    print(subprocess.check_output([sys.executable, '-c', ask], text=True), end='')\n"
            "    for method in ('spawn', 'forkserver', 'fork'):\n"
            "        with multiprocessing.get_context(method).Pool(1) as pool:\n"
            "            print(*pool.map(mine.where, [0]))\n"
        )
        code, out, err = self.run_gimbal("--headless", "--venv", environment, script)
        self.assertEqual((code, out), (0, 5 * (os.path.join(site_packages(environment), "mine.py") + "\n")), err)

    def test_workers_have_the_standard_library_of_the_program_also_if_another_python_has_made_the_environment(self):
        other = os.path.join(os.path.realpath(self.folder), "other")  # as uv and pyenv install one
        name = "python" + MINOR
        os.makedirs(os.path.join(other, "bin"))
        shutil.copy(PYTHON, os.path.join(other, "bin", name))
        os.makedirs(os.path.join(other, "lib"))
        os.symlink(os.path.join(self.base(), "lib", name), os.path.join(other, "lib", name))
        environment = make_environment(
            os.path.join(os.path.realpath(self.folder), "venv"), python=os.path.join(other, "bin", name)
        )
        add_module(environment, "mine", "import sys\ndef where(_): return __file__, sys.base_prefix\n")
        script = self.script(
            "import mine, multiprocessing, sys\n"
            "if __name__ == '__main__':\n"
            "    for method in ('spawn', 'forkserver'):\n"
            "        with multiprocessing.get_context(method).Pool(1) as pool:\n"
            "            print(pool.map(mine.where, [0]) == [(mine.__file__, sys.base_prefix)])\n"
        )
        code, out, err = self.run_gimbal("--headless", "--venv", environment, script)
        self.assertEqual((code, out), (0, "True\nTrue\n"), err)

    def test_a_relative_path_and_a_link_name_the_environment(self):
        environment = self.environment()
        os.symlink(environment, os.path.join(self.folder, "link"))
        self.check_prefix(environment, "--venv", "venv", cwd=self.folder)
        self.check_prefix(os.path.join(os.path.realpath(self.folder), "link"), "--venv", "link/", cwd=self.folder)

    def test_an_environment_that_was_moved_is_used(self):
        environment = self.environment()
        add_module(environment, "mine", "name = 'found'\n")
        moved = os.path.join(os.path.dirname(environment), "moved")
        os.rename(environment, moved)
        code, out, err = self.run_gimbal("--headless", "--venv", moved, "-c", "import mine; print(mine.name)")
        self.assertEqual((code, out, err), (0, "found\n", ""))


class Order(EnvironmentTest):
    def test_an_activated_shell_chooses_its_environment(self):
        environment = self.environment()
        self.assertEqual(self.check_prefix(environment, variables={"VIRTUAL_ENV": environment}), "")

    def test_the_settings_choose_if_nothing_else_does(self):
        environment = self.environment()
        self.set_setting(environment)
        self.assertEqual(self.check_prefix(environment), "")

    def test_a_tilde_in_the_settings_is_the_home_directory(self):
        environment = self.environment()
        self.set_setting("~/venv")
        self.check_prefix(environment, variables={"HOME": os.path.dirname(environment)})

    def test_the_command_line_goes_before_the_shell_and_the_shell_before_the_settings(self):
        option, shell, settings = (self.environment(name) for name in ("option", "shell", "settings"))
        self.set_setting(settings)
        activated = {"VIRTUAL_ENV": shell}
        self.check_prefix(option, "--venv", option, variables=activated)
        self.check_prefix(shell, variables=activated)
        self.check_prefix(self.base(), "--no-venv", variables=activated)
        self.check_prefix(settings, "--venv-of-settings", "--venv", option, variables=activated)

    def test_venv_and_no_venv_contradict_each_other(self):
        code, _, err = self.run_gimbal("--headless", "--venv", self.folder, "--no-venv", "-c", "pass")
        self.assertEqual(code, 2)
        self.assertIn("contradict", err)


class Wrong(EnvironmentTest):
    def check_refused(self, environment: str, *words: str) -> None:
        code, out, err = self.run_gimbal("--headless", "--venv", environment, "-c", "print('ran')")
        self.assertEqual((code, out), (2, ""), err)
        for word in (f"The virtual environment {environment} of --venv cannot be used", *words):
            self.assertIn(word, err)

    def check_base_is_used(self, environment: str, *words: str, **options) -> None:
        err = self.check_prefix(self.base(), **options)
        for word in (environment, "cannot be used", "The base Python is used", *words):
            self.assertIn(word, err)

    def test_another_minor_version_is_refused_with_both_numbers(self):
        environment = self.environment()
        set_version(environment, "3.2.1")
        ours = subprocess.check_output([PYTHON, "-c", "import platform; print(platform.python_version())"], text=True)
        self.check_refused(environment, "made by Python 3.2.1", f"this program has Python {ours.strip()}", "-m venv")

    def test_a_real_environment_of_another_python_is_refused(self):
        others = [
            path
            for path in glob.glob(os.path.expanduser("~/.pyenv/versions/3.1[0-9]*/bin/python3.1[0-9]"))
            if not path.endswith(MINOR)
        ]
        if not others:
            self.skipTest("no other Python is installed here")
        environment = make_environment(os.path.join(self.folder, "other"), python=others[-1])
        minor = os.path.basename(others[-1]).removeprefix("python")
        self.check_refused(environment, f"made by Python {minor}.", f"this program has Python {MINOR}.")

    def test_a_deleted_environment_is_refused_where_the_command_line_names_it(self):
        environment = self.environment()
        shutil.rmtree(environment)
        self.check_refused(environment, "there is no such folder")

    def test_elsewhere_the_base_is_used_and_a_sentence_says_why(self):
        environment = self.environment()
        os.remove(os.path.join(environment, "bin/python"))
        self.check_base_is_used(environment, "of VIRTUAL_ENV", "bin/python", variables={"VIRTUAL_ENV": environment})
        shutil.rmtree(environment)
        self.check_base_is_used(environment, "of VIRTUAL_ENV", variables={"VIRTUAL_ENV": environment})
        self.set_setting(environment)
        self.check_base_is_used(environment, "of the settings", "there is no such folder")

    def test_settings_that_cannot_be_read_are_named(self):
        self.set_setting("it's no TOML")
        err = self.check_prefix(self.base())
        self.assertIn("settings.toml: line 1", err)
        self.assertIn("The base Python is used", err)

    def test_a_folder_that_is_no_environment_names_the_one_in_it(self):
        environment = self.environment(".venv")
        self.check_refused(os.path.dirname(environment), f"{environment} is one")


class Made(EnvironmentTest):
    def test_m_venv_makes_an_environment_of_the_base_whichever_is_used(self):
        used = self.environment("used")
        for name, options in (("of_base", ()), ("of_used", ("--venv", used))):
            made = os.path.join(os.path.realpath(self.folder), name)
            code, _, err = self.run_gimbal("--headless", *options, "-m", "venv", "--without-pip", made)
            self.assertEqual((code, err), (0, ""))
            base = os.path.realpath(f"{used}/bin/python")
            self.assertEqual(os.path.realpath(f"{made}/bin/python"), base)
            self.check_prefix(made, "--venv", made)

    def test_m_venv_with_pip_then_a_wheel_is_installed_and_imported(self):
        environment = os.path.join(os.path.realpath(self.folder), "made")
        code, _, err = self.run_gimbal("--headless", "-m", "venv", environment)
        self.assertEqual((code, err), (0, ""))
        in_it = ("--headless", "--venv", environment)
        code, out, err = self.run_gimbal(*in_it, "-m", "pip", "--version")
        self.assertEqual(code, 0, err)
        self.assertIn(site_packages(environment), out)
        wheel = make_wheel(self.folder, "local", "name = 'from the wheel'\n")
        code, out, err = self.run_gimbal(*in_it, "-m", "pip", "install", "--no-index", wheel)
        self.assertEqual(code, 0, out + err)
        code, out, err = self.run_gimbal(*in_it, "-c", "import local; print(local.name)")
        self.assertEqual((code, out, err), (0, "from the wheel\n", ""))
        code, _, err = self.run_gimbal("--headless", "-c", "import local")
        self.assertEqual(code, 1)
        self.assertIn("ModuleNotFoundError", err)


class Doctor(EnvironmentTest):
    def report(self, *arguments: str, **options) -> tuple[int, dict[str, str]]:
        code, out, err = self.run_gimbal("doctor", *arguments, **options)
        self.assertEqual(err, "", out)
        return code, {line[:18].strip(): line[18:] for line in out.splitlines()}

    def test_the_base_is_described(self):
        code, found = self.report()
        self.assertEqual(code, 0, found)
        self.assertEqual(found["environment"], "none, the base Python is used")
        self.assertEqual(found["sys.prefix"], self.base())
        self.assertEqual(found["sys.executable"], found["executable"])
        for name in ("Gimbal", "Python", "library", "standard library", "pip installs into", "sys.path"):
            self.assertIn(name, found)

    def test_an_environment_is_described_and_who_names_it(self):
        environment = self.environment()
        code, found = self.report(variables={"VIRTUAL_ENV": environment})
        self.assertEqual(code, 0, found)
        self.assertEqual(found["environment"], environment)
        self.assertEqual(found["environment of"], "VIRTUAL_ENV")
        self.assertEqual(found["sys.prefix"], environment)
        self.assertEqual(found["links to"], os.path.realpath(f"{environment}/bin/python"))

    def test_a_wrong_environment_is_a_problem(self):
        environment = self.environment()
        set_version(environment, "3.2.1")
        code, found = self.report("--venv", environment)
        self.assertEqual(code, 1, found)
        self.assertIn("made by Python 3.2.1", found["problem"])
        self.assertEqual(found["sys.prefix"], self.base())  # what would be used without it

    def test_an_interpreter_that_is_another_python_is_a_problem(self):
        environment = self.environment()
        python = os.path.join(environment, "bin/python")
        os.remove(python)
        with open(python, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\necho broken >&2\nexit 3\n")
        os.chmod(python, 0o755)
        code, found = self.report("--venv", environment)
        self.assertEqual(code, 1, found)
        self.assertEqual(found["problem"], "sys.executable ends with 3: broken")

    def test_PYTHONHOME_is_a_problem_of_child_processes(self):
        code, found = self.report(variables={"PYTHONHOME": "/nowhere"})
        self.assertEqual(code, 1, found)
        self.assertIn("PYTHONHOME", found["problem"])


class Terminal(TerminalTest):
    def arguments(self) -> tuple[str, ...]:
        self.venv = make_environment(os.path.join(os.path.realpath(self.folder), "venv"))
        add_module(self.venv, "mine", "name = 'of the environment'\n")
        return ("--venv", self.venv)

    def test_the_console_in_a_terminal_has_the_packages_too(self):
        self.type("import mine, sys; print(mine.name, sys.prefix)\n")
        self.expect(f"of the environment {self.venv}\n")


if __name__ == "__main__":
    unittest.main()
