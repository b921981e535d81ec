"""Headless follows the rules of python3: exit codes, streams, standard input, interrupts."""
import contextlib
import os
import signal
import subprocess
import time
import unittest

from program import DEADLINE_S, ENDLESS_LOOP, SANITIZER, ProgramTest, clean_environment


class StartUp(ProgramTest):
    def test_start_up_scripts_import_nothing_from_the_current_folder(self):
        self.script("print('code of the current folder ran')", "planted.py")
        os.makedirs(os.path.join(self.user_dir, "startup"))
        with open(os.path.join(self.user_dir, "startup", "first.py"), "w", encoding="utf-8") as file:
            file.write("import planted")
        process = self.start("--headless", "-c", "print('begun'); import planted", cwd=self.folder)
        out, err = process.communicate(timeout=DEADLINE_S)
        self.assertEqual(out, "begun\ncode of the current folder ran\n")  # python3's rule, for the user's own code
        self.assertIn("ModuleNotFoundError: No module named 'planted'", err)


class ExitCodes(ProgramTest):
    def test_successful_code_exits_with_0(self):
        self.assertEqual(self.run_gimbal("--headless", "-c", "print(6 * 7)"), (0, "42\n", ""))

    def test_an_uncaught_exception_exits_with_1_and_prints_its_traceback(self):
        script = self.script("def f():\n    return 1 / 0\nf()\n")
        code, out, err = self.run_gimbal("--headless", script)
        self.assertEqual((code, out), (1, ""))
        self.assertTrue(err.startswith("Traceback (most recent call last):\n"), err)
        self.assertIn(f'File "{script}", line 2, in f', err)
        self.assertTrue(err.endswith("ZeroDivisionError: division by zero\n"), err)

    def test_sys_exit_with_a_number_exits_with_it(self):
        for value, expected in ((0, 0), (3, 3), (None, 0)):
            self.assertEqual(self.run_gimbal("--headless", "-c", f"import sys; sys.exit({value})")[0], expected)

    def test_sys_exit_with_a_message_prints_it_and_exits_with_1(self):
        self.assertEqual(self.run_gimbal("--headless", "-c", "import sys; sys.exit('no more')"), (1, "", "no more\n"))

    def test_a_syntax_error_names_the_file_and_the_line(self):
        script = self.script("x = 1\ny = = 2\n")
        code, _, err = self.run_gimbal("--headless", script)
        self.assertEqual(code, 1)
        self.assertIn(f'File "{script}", line 2', err)
        self.assertIn("SyntaxError", err)

    def test_an_interrupt_ends_the_program_as_it_ends_python3(self):
        process = self.start("--headless", "-c", "print('on', flush=True)\n" + ENDLESS_LOOP)
        self.assertEqual(process.stdout.readline(), "on\n")
        process.send_signal(signal.SIGINT)
        process.wait(timeout=DEADLINE_S)
        self.assertIn(process.returncode, (-signal.SIGINT, 128 + signal.SIGINT))

    def test_a_signal_ends_the_program_while_a_file_of_the_command_line_is_loaded(self):
        scene = os.path.join(self.folder, "long.gimbal")
        many = (  # many small meshes take seconds to read
            "import sys, gimbal\nfor n in range(8000):\n"
            "    gimbal.scene.add_mesh('m', [[0, 0, 0], [1, 0, 0], [0, 1, n]], [[0, 1, 2]])\n"
            "gimbal.io.save_scene(sys.argv[1])"
        )
        self.assertEqual(self.run_gimbal("--headless", "-c", many, scene)[0], 0)
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.start("--headless", "--open", scene, "--open", "missing.obj", "-c", "pass")
            self.wait_for_worker(process)
            process.send_signal(number)
            self.assertIn(process.wait(timeout=DEADLINE_S), (-number, 128 + number))
            self.assertEqual(process.stderr.read(), "")  # the missing file's turn has not come

    def wait_for_worker(self, process):
        """Waits until the pool of workers, which loads, has its threads."""
        tasks, end = f"/proc/{process.pid}/task", time.monotonic() + DEADLINE_S
        while time.monotonic() < end:
            for task in os.listdir(tasks):
                with contextlib.suppress(FileNotFoundError), open(f"{tasks}/{task}/comm", encoding="utf-8") as file:
                    if file.read().startswith("worker"):
                        return
            time.sleep(0.005)
        self.fail("no worker has started")

    def test_atexit_and_threads_are_waited_for(self):
        code = (
            "import atexit, threading, time\natexit.register(print, 'atexit')\n"
            "threading.Thread(target=lambda: (time.sleep(.2), print('thread'))).start()\nprint('main')"
        )
        self.assertEqual(self.run_gimbal("--headless", "-c", code), (0, "main\nthread\natexit\n", ""))


class Sources(ProgramTest):
    def test_standard_input_is_run(self):
        self.assertEqual(self.run_gimbal("--headless", stdin="print('from stdin')\n"), (0, "from stdin\n", ""))

    def test_a_script_is_main_and_its_folder_is_on_sys_path(self):
        self.script("value = 5\n", "neighbour.py")
        script = self.script("import neighbour\nprint(__name__, neighbour.value, __file__)\n")
        self.assertEqual(self.run_gimbal("--headless", script), (0, f"__main__ 5 {script}\n", ""))

    def test_gimbal_can_be_imported(self):
        code, out, err = self.run_gimbal(
            "--headless", "-c", "import gimbal; print(gimbal.scene.add('torus', name='ring').name)"
        )
        self.assertEqual((code, out), (0, "ring\n"), err)

    def test_a_mesh_is_open_before_the_script_starts(self):
        mesh = os.path.join(self.folder, "tetra.obj")
        with open(mesh, "w", encoding="utf-8") as file:
            file.write("v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 2 3 4\nf 1 4 3\n")
        code, out, err = self.run_gimbal(
            "--headless", "--open", mesh, "-c", "import gimbal; print([o.name for o in gimbal.scene.objects])"
        )
        self.assertEqual((code, out), (0, "['tetra']\n"), err)

    def test_a_missing_mesh_is_named(self):
        code, _, err = self.run_gimbal("--headless", "--open", "nowhere.obj", "-c", "print(1)")
        self.assertEqual(code, 1)
        self.assertIn("nowhere.obj", err)

    def test_a_picture_is_rendered_without_a_display(self):
        picture = os.path.join(self.folder, "shot.png")
        code, _, err = self.run_gimbal(
            "--headless", "-c", f"import gimbal; gimbal.scene.add('torus'); gimbal.view.screenshot({picture!r})"
        )
        self.assertEqual(code, 0, err)
        with open(picture, "rb") as file:
            self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")


@unittest.skipIf(SANITIZER, "a sanitizer needs more address space than the limit leaves")
class LackOfMemory(ProgramTest):
    BALL = (
        "import gimbal, resource\n"
        "ball = gimbal.scene.add('sphere'); ball.mesh.subdivide(levels=5)\n"
        "view = memoryview(ball.mesh.vertices); numbers = view.cast('B')\n"
        "def leave(bytes):\n"
        "    size = [int(l.split()[1]) * 1024 for l in open('/proc/self/status') if l.startswith('VmSize')][0]\n"
        "    resource.setrlimit(resource.RLIMIT_AS, (size + bytes, -1))\n"
    )
    WRITE = "numbers[0:12] = bytes(12); leave(1 << 20); "

    def test_vertices_that_cannot_be_published_at_a_release_are_reported_and_the_script_goes_on(self):
        code, out, err = self.run_gimbal(
            "--headless", "-c", self.BALL + self.WRITE + "numbers.release(); view.release(); print('alive')"
        )
        self.assertEqual((code, out), (0, "alive\n"), err)
        self.assertIn("gimbal: there is not enough memory for the vertices written through a buffer\n", err)

    def test_vertices_that_cannot_be_published_at_the_end_of_a_run_do_not_block_undo(self):
        import pty

        master, slave = pty.openpty()
        process = self.start("--headless", stdin=slave)
        os.close(slave)
        undo = "ball.bounds; gimbal.app.end_step(); print('undone', gimbal.app.undo())"  # bounds publishes the write
        for line in (f"exec({self.BALL!r})", self.WRITE, "leave(1 << 40)", undo, "exit()"):
            os.write(master, line.encode() + b"\n")
        out, err = process.communicate(timeout=DEADLINE_S)
        os.close(master)
        self.assertEqual(process.returncode, 0, err)
        self.assertIn("undone True", out, err)
        self.assertIn("not enough memory for the vertices", out + err)


class Handlers(ProgramTest):
    def test_quit_in_a_handler_says_how_to_end_the_program(self):
        code, out, err = self.run_gimbal(
            "--headless",
            "-c",
            "import gimbal, threading\nended = threading.Event()\n@gimbal.on('scene_changed')\ndef handle(event):\n"
            "    try: gimbal.app.quit(3)\n    finally: ended.set()\n"
            "gimbal.scene.add('cube'); ended.wait(100); gimbal.app.quit(4)",
        )
        self.assertEqual((code, out), (4, ""), err)
        self.assertIn("RuntimeError: without a window, quit() ends the program only from the script itself: ", err)
        self.assertNotIn("gimbal.app.quit() ends the program", err)


class ForkedChildren(ProgramTest):
    def test_a_heavy_command_is_refused_instead_of_waiting_for_ever(self):
        code, out, err = self.run_gimbal(
            "--headless",
            "-c",
            "import gimbal, os\ngimbal.ops.object.add(kind='cube')\ngimbal.ops.mesh.subdivide(levels=1)\n"
            "pid = os.fork()\nif pid == 0:\n    try: gimbal.ops.mesh.smooth()\n"
            "    except RuntimeError as error: print(error, flush=True)\n    os._exit(0)\nos.waitpid(pid, 0)",
        )
        self.assertEqual(code, 0, err)
        self.assertIn('"Smooth" needs the program\'s threads, which do not exist in a forked child', out)


class Terminal(ProgramTest):
    """The console in a pseudo terminal."""

    def test_cells_run_and_a_failing_one_does_not_end_it(self):
        import pty

        master, slave = pty.openpty()
        process = self.start("--headless", stdin=slave)
        os.close(slave)
        os.write(master, b"x = 20\n1/0\nx + 3\nexit()\n")
        out, err = process.communicate(timeout=DEADLINE_S)
        os.close(master)
        self.assertEqual(process.returncode, 0, err)
        self.assertIn("23", out)
        self.assertIn("ZeroDivisionError", out + err)

    def test_gimbal_is_imported_as_in_the_window(self):
        import pty

        master, slave = pty.openpty()
        process = self.start("--headless", stdin=slave)
        os.close(slave)
        os.write(master, b"gimbal.scene.add('cube').name\nexit()\n")
        out, err = process.communicate(timeout=DEADLINE_S)
        os.close(master)
        self.assertIn("'cube'", out, err)

    def test_values_are_shown_as_in_the_window(self):
        import pty

        master, slave = pty.openpty()
        process = self.start("--headless", stdin=slave)
        os.close(slave)
        header = "b'\\x89PNG\\r\\n\\x1a\\n' + bytes(8) + (640).to_bytes(4, 'big') + (480).to_bytes(4, 'big')"
        for line in (
            "import os; os.environ['COLUMNS'] = '40'",
            "['word'] * 12",
            "list(range(10_000_000))",
            "len(_)",
            "type('Odd', (), {'__repr__': lambda self: 1 / 0})()",
            f"type('Image', (), {{'_repr_png_': lambda self: {header}}})()",
            "exit()",
        ):
            os.write(master, line.encode() + b"\n")
        out, err = process.communicate(timeout=DEADLINE_S)
        os.close(master)
        self.assertRegex(out, r"\['word'(, 'word'){4},\n 'word'", err)
        self.assertIn("… 9,999,000 items left out; print(repr(_)) shows all\n", out)
        self.assertIn("10000000\n", out)
        self.assertIn("<repr of Odd raised ZeroDivisionError: division by zero (line 1 of <cell ", out)
        self.assertIn("<picture 640x480 PNG>\n", out)

    def test_a_crash_is_reported_once_at_the_next_start(self):
        import pty

        errors = []
        for line, ending in (b"import os; os._exit(3)", 3), (b"exit()", 0), (b"exit()", 0):
            master, slave = pty.openpty()
            process = self.start("--headless", stdin=slave)
            os.close(slave)
            os.write(master, line + b"\n")
            errors.append(process.communicate(timeout=DEADLINE_S)[1])
            os.close(master)
            self.assertEqual(process.returncode, ending, errors[-1])
        self.assertIn("while running cell 1: import os; os._exit(3)", errors[1])
        report = errors[1].partition("the report: ")[2].partition("\n")[0]
        with open(report, encoding="utf-8") as file:
            self.assertIn("os._exit(3)", file.read())
        self.assertNotIn("unexpectedly", errors[0] + errors[2])

    def test_a_script_leaves_no_session(self):
        self.run_gimbal("--headless", "-c", "import os; os._exit(3)")
        self.assertFalse(os.path.exists(os.path.join(self.user_dir, "sessions")))

    def test_without_a_display_the_console_starts_in_the_terminal_with_a_notice(self):
        code, out, err = self.run_gimbal(stdin="print('still here')\n")
        self.assertEqual((code, out), (0, "still here\n"))
        self.assertIn("DISPLAY", err)


class Start(ProgramTest):
    def test_only_site_and_gimbal_are_imported_at_start(self):
        show = "import sys; print(*sorted(sys.modules))"
        _, ours, _ = self.run_gimbal("--headless", "--safe-mode", "-c", show)
        python = self.run_gimbal("--headless", "-c", "import sys; print(sys._base_executable or sys.executable)")[
            1
        ].strip()
        plain = subprocess.run(
            [python, "-c", show], env=clean_environment(), text=True, capture_output=True, check=True
        ).stdout
        extra = {
            name
            for name in set(ours.split()) - set(plain.split())
            if not name.split(".")[0] in ("gimbal", "_gimbal", "gimbal_console")
        }
        self.assertLessEqual(extra, {"_signal", "atexit"})  # both are built in: no file is read


if __name__ == "__main__":
    unittest.main()
