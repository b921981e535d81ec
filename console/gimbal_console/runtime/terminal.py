"""The console in a terminal: prompts, several-line blocks, history and completion, over the engine's runs."""

import codeop
import os
import sys

PRIMARY, CONTINUATION = ">>> ", "... "
HISTORY_LINES = 2000
MOST_ERRORS = 16  # one after the other at the prompt, with no line read between them
TOP_LEVEL_AWAIT = 0x2000  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, without importing ast


def main(run_cell, names, let_interrupts_in, show_error):
    """Read and run cells until Ctrl-D or exit().

    `run_cell(source)` shows what the cell raised; it raises only SystemExit. Ctrl-C strikes at the prompt and, let in by the engine,
    in the cell's own code, nowhere else: `let_interrupts_in(bool)`. A script's handlers of other signals are called at the prompt as
    well; what they raise goes to `show_error(exception)`.
    """
    sys.ps1, sys.ps2 = PRIMARY, CONTINUATION
    history = _set_up_readline(names) if sys.stdin is not None and sys.stdin.isatty() else None
    print(f"Python {sys.version.split()[0]} on {sys.platform}; exit() or Ctrl-D leaves", file=sys.stderr)
    try:
        while True:
            try:
                return _read_and_run(run_cell, let_interrupts_in, show_error)
            except KeyboardInterrupt:
                let_interrupts_in(False)  # a second Ctrl-C while the first was being answered
    finally:
        if history:
            _save_history(history)


def _read_and_run(run_cell, let_interrupts_in, show_error):
    errors = 0
    while True:
        try:
            source = _read_cell(let_interrupts_in)
        except EOFError:
            print()
            return
        except KeyboardInterrupt:
            let_interrupts_in(False)
            print("\nKeyboardInterrupt")  # Ctrl-C at the prompt clears the line
            continue
        except Exception as error:
            errors += 1
            if errors == MOST_ERRORS:
                raise  # it cannot read at all
            print()
            show_error(error)
            continue
        errors = 0
        if source.strip():
            run_cell(source)
            _flush()


def _read_cell(let_interrupts_in):
    """One complete block: it runs when the compiler says so, or at an empty line where it is in error."""
    compiler = codeop.CommandCompiler()
    compiler.compiler.flags |= TOP_LEVEL_AWAIT
    lines = []
    while True:
        lines.append(_read_line(CONTINUATION if lines else PRIMARY, let_interrupts_in))
        source = "\n".join(lines)
        try:
            if compiler(source, "<cell>", "single") is not None:
                return source
        except (SyntaxError, ValueError, OverflowError):
            return source  # running it shows the error


def _read_line(prompt, let_interrupts_in):
    let_interrupts_in(True)
    try:
        return input(prompt)
    finally:
        let_interrupts_in(False)


def _flush():
    try:
        sys.stdout.flush()
    except (AttributeError, OSError, ValueError):
        pass  # a script has closed it or put something else there; the next print will say so


# --- readline


def _set_up_readline(names):
    """Completion and history; the history's path, or None where there is no readline."""
    try:
        import readline
    except ImportError:
        return None
    readline.set_completer_delims(" \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?")
    readline.set_completer(_Completer(readline, names))
    readline.parse_and_bind("tab: complete")
    folder = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
    history = os.path.join(folder, "gimbal", "terminal_history")
    try:
        readline.read_history_file(history)
    except OSError:
        pass  # none yet, or not readable: the console works without
    readline.set_history_length(HISTORY_LINES)
    return history


def _save_history(history):
    import readline

    try:
        os.makedirs(os.path.dirname(history), exist_ok=True)
        readline.write_history_file(history)
    except OSError as error:
        print(f"history not saved: {error}", file=sys.stderr)


class _Completer:
    """readline asks for one completion after the other; the first question finds them all."""

    def __init__(self, readline, names):
        self._readline, self._names, self._found = readline, names, []

    def __call__(self, text, state):
        if state == 0:
            self._found = self._find(text)
        return self._found[state] if state < len(self._found) else None

    def _find(self, text):
        from ..assist import completion

        typed = self._readline.get_line_buffer()[: self._readline.get_endidx()].encode()
        if not typed.strip():
            self._readline.insert_text("    ")
            return []
        start, end, items, _ = completion.complete(typed, len(typed), self._names, patiently=True)
        prefix = typed[start:end].decode()
        kept = text[: len(text) - len(prefix)]
        # readline puts in what all of them begin with, so that one which only contains the prefix would take it away.
        return [kept + name for name, _, _ in items if name.startswith(prefix)]
