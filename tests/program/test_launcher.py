"""sys.executable is a plain interpreter, so that child processes do not start a second gimbal."""
import unittest

from program import SANITIZER, ProgramTest


class Launcher(ProgramTest):
    def test_a_subprocess_of_sys_executable_is_python(self):
        code = (
            "import subprocess, sys; print(subprocess.run([sys.executable, '-c', 'print(6*7)'], "
            "capture_output=True, text=True).stdout)"
        )
        self.assertEqual(self.run_gimbal("--headless", "-c", code)[1].strip(), "42")

    def test_multiprocessing_works_from_a_script_file(self):
        for method in ("spawn", "forkserver"):
            script = self.script(
                "import multiprocessing as mp\n"
                "def square(x):\n    return x * x\n"
                "if __name__ == '__main__':\n"
                f"    with mp.get_context('{method}').Pool(2) as pool:\n        print(pool.map(square, range(5)))\n",
                f"{method}.py",
            )
            code, out, err = self.run_gimbal("--headless", script)
            self.assertEqual((code, out.strip()), (0, "[0, 1, 4, 9, 16]"), err)

    @unittest.skipIf(SANITIZER, "a python3 cannot load an extension with a sanitizer")
    def test_workers_use_gimbal_with_a_scene_of_their_own(self):
        for method in ("spawn", "forkserver"):
            script = self.script(
                "import multiprocessing as mp\nimport gimbal\nfrom gimbal.plugins import menu_entry\n"
                "@gimbal.on('scene_changed')\ndef note(event: gimbal.Event): pass\n"
                "def volume(x): return x, gimbal.app.has_window, gimbal.__version__\n"
                "def scene(x): gimbal.scene.add('cube'); return gimbal.scene.objects.keys()\n"
                "if __name__ == '__main__':\n"
                "    gimbal.scene.add('torus')\n"
                f"    with mp.get_context('{method}').Pool(2) as pool:\n"
                "        print(pool.map(volume, range(2)) == [volume(0), volume(1)], pool.map(scene, [1]))\n",
                f"{method}.py",
            )
            code, out, err = self.run_gimbal("--headless", script)
            self.assertEqual((code, out), (0, "True [['cube']]\n"), err)

    @unittest.skipIf(SANITIZER, "a python3 cannot load an extension with a sanitizer")
    def test_workers_can_name_every_class_of_gimbal(self):
        script = self.script(
            "import multiprocessing as mp\nimport gimbal\n"
            "def not_classes(names): return [name for name in names if not isinstance(getattr(gimbal, name), type)]\n"
            "if __name__ == '__main__':\n"
            "    names = [name for name in dir(gimbal) if isinstance(getattr(gimbal, name), type)]\n"
            "    with mp.get_context('spawn').Pool(1) as pool:\n"
            "        print('MeshFileError' in names, pool.map(not_classes, [names]))\n",
            "classes.py",
        )
        code, out, err = self.run_gimbal("--headless", script)
        self.assertEqual((code, out.strip()), (0, "True [[]]"), err)

    def test_a_function_from_the_command_line_cannot_be_sent_to_a_process_and_the_error_says_why(self):
        code = (
            "import multiprocessing as mp\ndef square(x): return x * x\n"
            "mp.get_context('spawn').Pool(1).map(square, [1])\n"
        )
        exit_code, _, err = self.run_gimbal("--headless", "-c", code)
        self.assertEqual(exit_code, 1)
        self.assertIn("put it into a file", err)

    def test_children_do_not_inherit_blocked_signals(self):
        code = (
            "import subprocess; print(subprocess.run(['grep', 'SigBlk', '/proc/self/status'], "
            "capture_output=True, text=True).stdout)"
        )
        self.assertEqual(self.run_gimbal("--headless", "-c", code)[1].split()[1].strip("0"), "")


if __name__ == "__main__":
    unittest.main()
