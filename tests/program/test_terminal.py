"""The console in a terminal: Ctrl-C is the same Stop as in the window and interrupts only the cell."""
import unittest
from pathlib import Path

from program import ENDLESS_LOOP
from terminal import CTRL_C, CTRL_D, TerminalTest


class Stop(TerminalTest):
    def start(self, code: str) -> None:
        """Runs code and waits until it prints that it has begun."""
        self.type("import time\n")
        self.expect(">>> ")
        self.type(f"exec('''{code}''')\n")
        self.expect("\nbegun\n")

    def test_ctrl_c_ends_a_loop_and_the_prompt_returns(self):
        self.start(f"print('begun')\n{ENDLESS_LOOP}")
        self.press(CTRL_C)
        self.expect("KeyboardInterrupt\n>>> ")
        self.type("6 * 7\n")
        self.expect("42\n>>> ")

    def test_a_cleanup_runs_to_its_end_and_is_named(self):
        self.start("try: print('begun'); time.sleep(100)\nfinally: time.sleep(1); print('cleaned')")
        self.press(CTRL_C)
        self.expect("gimbal: cleaning up: ")
        self.expect("cleaned\n")
        self.expect("KeyboardInterrupt\n>>> ")

    def test_a_script_that_catches_every_interrupt_is_stopped_by_force(self):
        self.start("while True:\n    try: print('begun'); time.sleep(100)\n    except BaseException: pass")
        self.press(CTRL_C)
        self.expect("gimbal: goes on after every interrupt: ")
        self.press(CTRL_C)
        self.expect("KeyboardInterrupt\n>>> ")

    def test_ctrl_c_at_the_prompt_clears_the_line_each_time(self):
        self.type("half a li")
        self.expect(
            "half a li"
        )  # at Ctrl-C a terminal drops input that was not read yet, and readline would wait for it
        for _ in range(5):
            self.press(CTRL_C)
            self.expect("KeyboardInterrupt\n>>> ")
        self.type("6 * 7\n")
        self.expect("42\n>>> ")

    def test_ctrl_c_in_a_block_leaves_the_block(self):
        self.type("for i in range(3):\n")
        self.expect("... ")
        self.press(CTRL_C)
        self.expect("KeyboardInterrupt\n>>> ")

    def test_ctrl_c_in_input_ends_the_cell(self):
        self.type("input('name? ')\n")
        self.expect("\nname? ")
        self.press(CTRL_C)
        self.expect("KeyboardInterrupt\n>>> ")


class Asyncio(TerminalTest):
    def begin(self, code: str) -> None:
        for line in ["import asyncio", *code.splitlines(), ""]:
            self.type(line + "\n")
            self.expect("\n")
        self.expect(">>> ")

    def test_await_shows_its_value(self):
        self.begin("")
        self.type("await asyncio.sleep(0.01, 6 * 7)\n")
        self.expect("\n42\n>>> ")

    def test_ctrl_c_cancels_the_awaited_task_and_lets_it_clean_up(self):
        self.begin(
            "async def work():\n    try: print('begun'); await asyncio.sleep(100)\n"
            "    finally: await asyncio.sleep(0.5); print('cleaned')"
        )
        self.type("await work()\n")
        self.expect("\nbegun\n")
        self.press(CTRL_C)
        self.expect("cleaned\n")
        self.expect("KeyboardInterrupt\n>>> ")

    def test_an_awaited_task_that_catches_every_interrupt_is_stopped_by_force(self):
        self.begin(
            "async def work():\n    import time\n    while True:\n"
            "        try: print('begun'); time.sleep(100)\n        except BaseException: pass"
        )
        self.type("await work()\n")
        self.expect("\nbegun\n")
        self.press(CTRL_C)
        self.expect("gimbal: goes on after every interrupt: ")
        self.press(CTRL_C)
        self.expect("KeyboardInterrupt\n>>> ")

    def test_a_task_runs_while_the_prompt_waits_and_ctrl_c_there_does_not_cancel_it(self):
        self.begin("async def tick():\n    for i in range(10**9): print(f'tick {i};'); await asyncio.sleep(0.05)")
        self.type("task = asyncio.create_task(tick())\n")
        self.expect("tick 3;")
        self.press(CTRL_C)
        self.expect("KeyboardInterrupt\n>>> ")
        self.expect("tick ")
        self.type("6 * 7\n")
        self.expect("\n42\n>>> ")
        self.expect("tick ")
        self.type("task.cancel()\n")
        self.expect("True\n>>> ")
        self.type("exit()\n")
        self.assertEqual(self.wait_for_end(), 0)


class Errors(TerminalTest):
    def test_a_traceback_follows_the_output_of_the_cell(self):
        self.type("print('before', end=' '); 1 / 0\n")
        shown = self.expect("ZeroDivisionError: division by zero\n>>> ")
        self.assertIn("before Traceback (most recent call last):\n", shown)

    def test_an_excepthook_of_the_script_is_called_instead(self):
        self.type("import sys; sys.excepthook = lambda kind, error, place: print('mine:', error)\n")
        self.expect(">>> ")
        self.type("1 / 0\n")
        self.assertNotIn("Traceback", self.expect("mine: division by zero\n>>> "))

    def test_a_failing_excepthook_is_shown_with_the_original_error(self):
        self.type("import sys; sys.excepthook = lambda *_: undefined\n")
        self.expect(">>> ")
        self.type("1 / 0\n")
        self.expect("Error in sys.excepthook:\n")
        self.expect("NameError")
        self.expect("Original exception was:\n")
        self.expect("ZeroDivisionError: division by zero\n>>> ")


class Tools(TerminalTest):
    def debug(self) -> None:
        self.type("import pdb, time; exec('pdb.set_trace()\\ntime.sleep(100)')\n")
        self.expect("\n(Pdb) ")

    def test_ctrl_c_ends_pdb_at_its_prompt(self):
        self.debug()
        self.type("p 6 * 7\n")
        self.expect("42\n(Pdb) ")
        self.press(CTRL_C)
        self.assertNotIn("(Pdb)", self.expect("KeyboardInterrupt\n>>> "))
        self.type("import sys; print('trace', sys.gettrace())\n")
        self.expect("trace None\n>>> ")

    def test_ctrl_c_ends_code_continued_by_pdb_and_the_next_prompt_is_not_pdb(self):
        self.debug()
        self.type("import threading; threading.Timer(0.3, print, ['begun']).start()\n")
        self.expect("(Pdb) ")
        self.type("c\n")
        self.expect("begun\n")
        self.press(CTRL_C)
        self.expect("KeyboardInterrupt\n>>> ")
        self.press(CTRL_C)
        self.assertNotIn("Pdb", self.expect("KeyboardInterrupt\n>>> "))
        self.type("6 * 7\n")
        self.expect("42\n>>> ")

    def test_getpass_hides_the_input_and_ctrl_c_ends_it(self):
        self.type("import getpass; print(getpass.getpass()[::-1])\n")
        self.expect("\nPassword: ")
        self.type("secret\n")
        self.assertNotIn("secret", self.expect("terces\n>>> "))
        self.type("getpass.getpass()\n")
        self.expect("\nPassword: ")
        self.press(CTRL_C)
        self.expect("KeyboardInterrupt\n>>> ")
        self.type("6 * 7\n")
        self.assertIn("6 * 7", self.expect("42\n>>> "))  # the echo is on again


class Signals(TerminalTest):
    def handle(self, handler: str) -> None:
        self.type(
            f"import signal; _ = signal.signal(signal.SIGALRM, {handler}); "
            f"_ = signal.setitimer(signal.ITIMER_REAL, 0.3)\n"
        )
        self.expect(">>> ")

    def test_a_signal_handler_is_called_while_the_prompt_waits(self):
        self.handle("lambda *_: print('ticked')")
        self.expect("ticked\n")
        self.type("6 * 7\n")
        self.expect("42\n>>> ")

    def test_an_exception_of_a_signal_handler_is_shown_and_the_console_continues(self):
        for _ in range(20):
            self.handle("lambda *_: 1 / 0")
            self.assertNotIn("terminal.py", self.expect("ZeroDivisionError: division by zero\n>>> "))
        self.type("6 * 7\n")
        self.expect("42\n>>> ")

    def test_exit_in_a_signal_handler_ends_the_program_as_it_ends_python3(self):
        self.handle("lambda *_: exit(3)")
        self.assertEqual(self.wait_for_end(), 3)


class End(TerminalTest):
    def test_values_suggestions_and_prompts_are_those_of_python3(self):
        self.type("import math; math.sinn\n")
        self.expect("Did you mean: 'sin'?\n>>> ")
        self.type("1; 2\n")
        self.expect("1\n2\n>>> ")
        self.type("import sys; sys.ps1 = 'next: '\n")
        self.expect("\nnext: ")

    def test_exit_with_a_number_exits_with_it(self):
        self.type("import sys; sys.exit(3)\n")
        self.assertEqual(self.wait_for_end(), 3)

    def test_exit_with_a_message_prints_it_and_exits_with_1(self):
        self.type("exit('no more')\n")
        self.expect("no more\n")
        self.assertEqual(self.wait_for_end(), 1)

    def test_ctrl_d_leaves(self):
        self.press(CTRL_D)
        self.assertEqual(self.wait_for_end(), 0)


class History(TerminalTest):
    def test_two_terminals_keep_the_lines_of_both(self):
        self.type("mine = 1\n")
        self.expect(">>> ")
        history = Path(self.folder, ".local/state/gimbal/terminal_history")
        history.parent.mkdir(parents=True, exist_ok=True)
        history.write_text("theirs = 2\n")  # another terminal has ended
        self.press(CTRL_D)
        self.assertEqual(self.wait_for_end(), 0)
        self.assertEqual(history.read_text(), "theirs = 2\nmine = 1\n")


if __name__ == "__main__":
    unittest.main()
