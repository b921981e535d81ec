"""The console in a terminal: prompts, blocks of several lines, history and completion. Each cell is a run."""

import codeop
import os
import sys

PRIMARY, CONTINUATION = ">>> ", "... "
HISTORY_LINES = 2000
MAX_ERRORS = 16  # in a row at the prompt, without reading a line
TOP_LEVEL_AWAIT = 0x2000  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, without importing ast


def main(run_cell, names, let_interrupts_in, show_error):
    """Read and run cells until Ctrl-D or exit().

    `run_cell(source)` runs a cell and shows its exception; it raises only SystemExit. `let_interrupts_in(bool)`
    unblocks SIGINT, so Ctrl-C acts only at the prompt and, by the engine, in the cell's code. `show_error(exception)`
    shows what a script's handler of another signal raises at the prompt.
    """
    sys.ps1, sys.ps2 = PRIMARY, CONTINUATION
    save_history = _set_up_readline(names) if sys.stdin is not None and sys.stdin.isatty() else None
    print(f"Python {sys.version.split()[0]} on {sys.platform}; exit() or Ctrl-D leaves", file=sys.stderr)
    try:
        while True:
            try:
                return _read_and_run(run_cell, let_interrupts_in, show_error)
            except KeyboardInterrupt:
                let_interrupts_in(False)  # a second Ctrl-C during the handling of the first
    finally:
        if save_history:
            save_history()


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
            if errors == MAX_ERRORS:
                raise  # reading does not work at all
            print()
            show_error(error)
            continue
        errors = 0
        if source.strip():
            run_cell(source)
            _flush()


def _read_cell(let_interrupts_in):
    """Read lines until codeop accepts them as complete or rejects them."""
    compiler = codeop.CommandCompiler()
    compiler.compiler.flags |= TOP_LEVEL_AWAIT
    lines = []
    while True:
        lines.append(_read_line(_prompt("ps2" if lines else "ps1"), let_interrupts_in))
        source = "\n".join(lines)
        try:
            if compiler(source, "<cell>", "single") is not None:
                return source
        except (SyntaxError, ValueError, OverflowError):
            return source  # running it shows the error


def _prompt(name):
    """The prompt of python3: the value of `sys.ps1` or `sys.ps2`, which a cell may have replaced or deleted."""
    try:
        return str(getattr(sys, name, PRIMARY if name == "ps1" else CONTINUATION))
    except Exception:
        return ""


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
        pass  # a script has closed or replaced it; the next print raises


# --- readline


def _set_up_readline(names):
    """Set up completion and history. Returns a function that saves the history, or None without readline."""
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
        pass  # it does not exist or is not readable
    readline.set_history_length(HISTORY_LINES)
    known = readline.get_current_history_length()

    def save():
        """Append the new lines, because another terminal may have saved its own meanwhile. Shortens a long file."""
        try:
            os.makedirs(os.path.dirname(history), exist_ok=True)
            os.close(os.open(history, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
            readline.append_history_file(max(0, readline.get_current_history_length() - known), history)
        except OSError as error:
            print(f"cannot save the history: {error}", file=sys.stderr)

    return save


class _Completer:
    """readline requests one completion at a time; the first request finds all of them."""

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
        # readline inserts the common prefix, so a name that only contains the typed text would remove it.
        return [kept + name for name, _, _ in items if name.startswith(prefix)]
