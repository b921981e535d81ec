"""Headless behaves as python3: the same command line gives the same output and exit code."""
import marshal
import os
import shutil
import signal
import subprocess
import unittest
import zipfile

from program import DEADLINE_S, PROGRAM, SANITIZER, ProgramTest, clean_environment

TELL = """import sys
main = sys.modules["__main__"]
print(__name__, __file__, type(__loader__).__name__, __cached__ and "cached", __spec__ and __spec__.name)
print(sys.argv, sys.orig_argv[1:], [path for path in sys.path if "share/python" not in path])
print(sys.flags, sys.warnoptions, sys._xoptions, sys.executable)
"""

# A sanitizer handles faults in the program, and python3 has no sanitizer.
SIGNALS_AS_IN_PYTHON3 = {
    name: os.environ.get(name, "") + ":handle_segv=0:handle_sigbus=0:handle_sigfpe=0"
    for name in ("ASAN_OPTIONS", "TSAN_OPTIONS")
}


class PythonRules(ProgramTest):
    """Each case runs the program and its launcher, which is a plain python3, in the same folder."""

    def setUp(self) -> None:
        super().setUp()
        self.script(TELL, "tell.py")
        os.mkdir(os.path.join(self.folder, "package"))
        self.script(TELL, "package/__main__.py")
        self.script("", "package/__init__.py")
        os.symlink("../tell.py", os.path.join(self.folder, "package", "link.py"))
        with zipfile.ZipFile(os.path.join(self.folder, "archive.zip"), "w") as archive:
            archive.writestr("__main__.py", TELL)

    def outcome(
        self, program: list[str], words: tuple[str, ...], stdin: str, more: dict[str, str]
    ) -> tuple[int, str, str]:
        shutil.rmtree(os.path.join(self.folder, "__pycache__"), ignore_errors=True)  # `__cached__` is set either way
        ended = subprocess.run(
            [*program, *words],
            input=stdin,
            text=True,
            capture_output=True,
            cwd=self.folder,
            env=clean_environment() | more,
            timeout=DEADLINE_S,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        return ended.returncode, ended.stdout, ended.stderr

    def check_same(self, *words: str, stdin: str = "", shell: str = "", **more: str) -> None:
        """`shell` is text that follows the command line, such as a redirection."""
        with self.subTest(words=words, shell=shell, **more):
            python = os.path.join(os.path.dirname(PROGRAM), "python")
            around = ["bash", "-c", '"$@" ' + shell, "bash"] if shell else []
            ours = self.outcome([*around, PROGRAM, "--headless", "--safe-mode"], words, stdin, more)
            self.assertEqual(ours, self.outcome([*around, python], words, stdin, more))

    def test_files_folders_and_archives(self):
        for file in (
            "tell.py",
            "./tell.py",
            "package/link.py",
            "package",
            "archive.zip",
            os.path.join(self.folder, "tell.py"),
        ):
            self.check_same(file, "a", "-m", "b c")

    def test_compiled_files(self):
        python = os.path.join(os.path.dirname(PROGRAM), "python")
        for compiled in ("tell.pyc", "no_extension"):
            code = f"import py_compile; py_compile.compile('tell.py', '{compiled}', doraise=True)"
            subprocess.run([python, "-c", code], cwd=self.folder, check=True)
            self.check_same(compiled, "a")
        with open(os.path.join(self.folder, "tell.pyc"), "rb") as file:
            header = file.read(16)
        for damaged in (b"", b"\0" * 16, header, header + marshal.dumps(3)):
            with open(os.path.join(self.folder, "damaged.pyc"), "wb") as file:
                file.write(damaged)
            code, _, err = self.run_gimbal("--headless", "damaged.pyc", cwd=self.folder)
            self.assertEqual(code, 1, err)
            self.assertRegex(err, "EOFError|RuntimeError: Bad (magic number|code object) in .pyc file")

    def test_modules(self):
        self.check_same("-m", "tell", "a", "-c")
        self.check_same("-m", "package")
        self.check_same("-m", "package.link")
        self.check_same("-m", "json.tool", "--help")
        self.check_same("-m", "json.tool", stdin="[1, 2]")

    def test_modules_that_cannot_be_run(self):
        self.script("1/0", "fails.py")
        self.script("import sys; sys.exit(7)", "exits.py")
        self.script("import sys; sys.exit('no more')", "exits_with_words.py")
        self.script("x = = 1", "is_no_python.py")
        for module in (
            "nowhere",
            "nowhere.deeper",
            "sys",
            "os.path.x",
            "fails",
            "exits",
            "exits_with_words",
            "is_no_python",
            "json",
        ):
            self.check_same("-m", module)

    def test_code_and_standard_input(self):
        told = "import sys; print(sys.argv, sys.orig_argv[1:], sys.path[0], __name__, sorted(globals()))"
        self.check_same("-c", told, "a", "b")
        self.check_same(stdin=told + "\nprint(__file__)")
        self.check_same("-", "a", stdin=told + "\nprint(__file__)")

    def test_options_of_python(self):
        for options in (
            ("-B",),
            ("-E", "-s"),
            ("-O",),
            ("-OO",),
            ("-u",),
            ("-X", "dev"),
            ("-X", "faulthandler"),
            ("-W", "error", "-q"),
            ("-bb",),
        ):
            self.check_same(*options, "tell.py")
        self.check_same("-OO", "-c", "assert False; print(__debug__)")
        self.check_same("-u", "-c", "import sys; print(sys.stdout.write_through)")

    def test_isolated_mode_and_safe_path_exclude_the_folder(self):
        for option in ("-I", "-P"):
            self.check_same(option, "tell.py")
            self.check_same(option, "-m", "tell")

    def test_environment_variables_take_effect(self):
        told = (
            "import sys; print([path for path in sys.path if 'share/python' not in path], sys.flags, "
            "sys.warnoptions, sys.stdout.write_through, sys.stdout.encoding, hash('x'))"
        )
        for name, value in {
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONWARNINGS": "error",
            "PYTHONOPTIMIZE": "2",
            "PYTHONSAFEPATH": "1",
            "PYTHONIOENCODING": "latin-1",
            "PYTHONNOUSERSITE": "1",
            "PYTHONUTF8": "1",
            "LC_ALL": "C",
        }.items():
            self.check_same("-c", told, PYTHONHASHSEED="5", **{name: value})
        self.check_same(
            "-c", "import neighbour; print(neighbour.__file__)", PYTHONPATH=self.folder + "/package:/nowhere"
        )
        self.check_same("-E", "-c", "import sys; print('/nowhere' in sys.path)", PYTHONPATH="/nowhere")

    def test_a_forked_child_ends_like_a_program(self):
        quiet = ("-W", "ignore:This process")  # from 3.12 on, Python warns because the host has threads
        fork = (
            "import atexit, os, sys, threading\natexit.register(print, 'atexit', flush=True)\npid = os.fork()\n"
            "if pid: print(os.waitpid(pid, 0)[1])\n"
        )
        ends = [
            "pass",
            "sys.exit(3)",
            "sys.exit('words')",
            "1 / 0",
            "raise KeyboardInterrupt",
            "os._exit(4)",
            "sys.stdout.write('unfinished')",
        ]
        # ThreadSanitizer ends a forked child when that starts a thread. AddressSanitizer's allocator (GCC 12) leaves it
        # with the locks that other threads held at the fork, and a new thread waits for one in a run of fifty.
        if not SANITIZER:
            ends.append("threading.Thread(target=print, args=['thread']).start()")
        for end in ends:
            self.check_same(*quiet, "-c", fork + "else: " + end)
        self.script(
            "import multiprocessing\np = multiprocessing.get_context('fork').Process(target=exit, args=[5])\n"
            "p.start(); p.join(); print(p.exitcode)\n",
            "forks.py",
        )
        self.check_same(*quiet, "forks.py")

    def test_the_end_of_a_program(self):
        for code in (
            "import os; os.close(2); 1/0",
            "import os; os.close(1); print('x')",
            "import sys; sys.stdout.close()",
            "import sys; sys.exit((1, 2))",
            "import sys; sys.exit(2**40)",
            "import sys; sys.exit(-300)",
            "raise SystemExit(True)",
            "def f(n): return f(n + 1)\nf(0)",
            "raise ExceptionGroup('g', [ValueError(1)])",
            "import sys; sys.stderr = None; 1/0",
            "raise ValueError('\\udcff')",
            "import threading, time; threading.Thread(target=time.sleep, args=[60], daemon=True).start()",
        ):
            self.check_same("-c", code)

    def test_closed_streams_and_pipes_without_a_reader(self):
        tell = "import sys; print(sys.stdout is None, sys.__stderr__ is None, file=sys.stdout or sys.stderr)"
        for shell in (">&-", "<&-", "2>&-", "<&- >&- 2>&-"):
            for code in (
                tell,
                "print(1)",
                "1/0",
                "print(2); import sys; sys.exit('some text')",
                "import sys; sys.stdout.write('x'); sys.stderr.write('y')",
            ):
                self.check_same("-c", code, shell=shell)
        for code in ("for i in range(10**5): print(i)", "for i in range(10**5): print(i, flush=True)"):
            self.check_same("-c", code, shell="| true; exit ${PIPESTATUS[0]}")
            self.check_same("-c", code, shell="| head -1; exit ${PIPESTATUS[0]}")
        self.check_same(
            "-c",
            "import select; gone = select.poll(); gone.register(1, 0); gone.poll(); print('too late')",
            shell="| true; exit ${PIPESTATUS[0]}",
        )

    def test_signals(self):
        alarm = "import os, signal, threading, time\nsignal.signal(signal.SIGALRM, lambda *a: 1 / 0)\n"
        for code in (
            "signal.setitimer(signal.ITIMER_REAL, .1); time.sleep(60)",
            "signal.setitimer(signal.ITIMER_REAL, .1); signal.pause()",
            "signal.signal(signal.SIGALRM, signal.SIG_DFL); signal.alarm(1); time.sleep(60)",
            "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM]); signal.alarm(1); "
            "print(signal.sigwait([signal.SIGALRM]))",
            "signal.pthread_kill(threading.main_thread().ident, signal.SIGINT); time.sleep(60)",
            "import _thread; threading.Timer(.1, _thread.interrupt_main).start(); [None for _ in iter(int, 1)]",
            "os.kill(os.getpid(), signal.SIGTERM); time.sleep(60)",
            "print(signal.pthread_sigmask(signal.SIG_BLOCK, []), "
            "[s for s in signal.Signals if signal.getsignal(s) != signal.SIG_DFL])",
            "import sys; "
            "os.execv(sys.executable, [sys.executable, '-c', 'import signal; print(signal.pthread_sigmask(0, []))'])",
            "print(threading.main_thread().native_id == os.getpid(), [t.name for t in threading.enumerate()])",
        ):
            self.check_same("-c", alarm + code, **SIGNALS_AS_IN_PYTHON3)

    def test_a_signal_interrupts_a_wait_of_the_main_thread_after_another_thread_took_one(self):
        self.check_same(
            "-c",
            "import os, signal, threading, time\nsignal.signal(signal.SIGUSR1, lambda *a: None)\n"
            "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])\n"
            "def take_one():\n    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])\n"
            "    os.kill(os.getpid(), signal.SIGUSR1)\n"
            "    time.sleep(.3); os.kill(os.getpid(), signal.SIGINT); time.sleep(1000)\n"
            "threading.Thread(target=take_one, daemon=True).start()\n"
            "lock = threading.Lock(); lock.acquire(); lock.acquire()\n",
        )

    def test_logging_warnings_and_exit_functions(self):
        begin = "import atexit, logging, signal, threading, time, warnings\n"
        for code in (
            "logging.basicConfig(); logging.error('one')\n"
            "t = threading.Thread(target=logging.error, args=['two']); t.start(); t.join()\n"
            "atexit.register(logging.error, 'three'); threading.Timer(.1, logging.error, ['four']).start()",
            "for i in range(3): warnings.warn('once')",
            "warnings.warn('old', DeprecationWarning); warnings.warn('x', ResourceWarning)",
            "atexit.register(print, 'last'); atexit.register(int, 'none'); print('first')",
            "atexit.register(print, 'last'); signal.signal(signal.SIGALRM, lambda *a: exit(3)); "
            "signal.setitimer(signal.ITIMER_REAL, .1); time.sleep(60)",
            "signal.setitimer(signal.ITIMER_REAL, .1); signal.signal(signal.SIGALRM, lambda *a: print('tick')); "
            "print(time.sleep(.3))",
            "import socket; a, b = socket.socketpair(); b.setblocking(False); signal.set_wakeup_fd(b.fileno())\n"
            "signal.signal(signal.SIGUSR1, lambda *a: None); signal.raise_signal(signal.SIGUSR1); print(a.recv(5))",
        ):
            self.check_same("-c", begin + code)
        self.script(
            "import warnings\ndef old(): warnings.warn('old', DeprecationWarning)\nfor i in range(3): old()\n",
            "warns.py",
        )
        for options in ((), ("-W", "error"), ("-W", "always"), ("-W", "ignore")):
            self.check_same(*options, "warns.py")

    def test_threads_take_turns_as_in_python3(self):
        self.check_same("-c", "import sys, threading; print(sys.getswitchinterval(), threading.active_count())")

    def test_PYTHONHOME_of_the_shell_is_harmless(self):
        self.assertEqual(
            self.outcome([PROGRAM, "--headless"], ("-c", "import json; print(6 * 7)"), "", {"PYTHONHOME": "/nowhere"}),
            (0, "42\n", ""),
        )

    def test_a_failed_start_of_python_is_reported(self):
        code, out, err = self.outcome([PROGRAM, "--headless"], ("-c", "1"), "", {"PYTHONHASHSEED": "dice"})
        self.assertEqual((code, out), (1, ""))
        self.assertIn("PYTHONHASHSEED", err)


if __name__ == "__main__":
    unittest.main()
