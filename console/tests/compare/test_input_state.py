"""input_state against codeop, over the statements of the standard library cut at every line."""
import ast
import codeop
import unittest
import warnings

from compare import Budget, Tool, standard_library

MOST_LINES = 60  # of a statement; longer ones repeat the same cases


def codeop_state(source):
    """Returns "runs", "waits" (for more lines) or "error"."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return "waits" if codeop.compile_command(source, symbol="single") is None else "runs"
    except (SyntaxError, ValueError, OverflowError):
        return "error"


def statements(text):
    """Yields the lines of each top-level statement, decorators included."""
    lines = text.split("\n")
    for node in ast.parse(text).body:
        first = min([node.lineno] + [item.lineno for item in getattr(node, "decorator_list", [])])
        yield lines[first - 1 : node.end_lineno]


class InputState(unittest.TestCase):
    def test_enter_runs_the_input_that_codeop_calls_complete(self):
        tool, budget = Tool(), Budget()
        self.addCleanup(tool.close)
        cuts, wrong = 0, {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for path, text in standard_library():
                for lines in statements(text):
                    for count in range(1, min(len(lines), MOST_LINES) + 1):
                        for end in ("", "\n"):
                            source = "\n".join(lines[:count]) + end
                            expected, found = codeop_state(source), tool.ask("state", source.encode())
                            cuts += 1
                            # Only the compiler finds errors, so both answers are right for them.
                            if expected != "error" and (expected == "runs") != (found == "ready"):
                                wrong.setdefault((expected, found), f"{path}\n{source}")
                if budget.is_over():
                    break
        print(cuts, "cuts compared")
        self.assertGreater(cuts, 500)
        report = [f"codeop: {expected}, Enter: {found}, {cut}" for (expected, found), cut in wrong.items()]
        self.assertFalse(report, "\n".join(report))


if __name__ == "__main__":
    unittest.main()
