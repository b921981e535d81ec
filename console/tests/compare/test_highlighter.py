"""python_highlighter against tokenize, over the sources of the standard library."""
import io
import keyword
import tokenize
import unittest
import warnings

from compare import Budget, Tool, standard_library

# From Python 3.12 on, an f-string is several tokens; all between the first and the last is one string here.
OPENS = {getattr(tokenize, name, -1) for name in ("FSTRING_START", "TSTRING_START")}
CLOSES = {getattr(tokenize, name, -1) for name in ("FSTRING_END", "TSTRING_END")}


def expected_colours(text):
    """One letter per byte, as compare_tool answers."""
    lines = text.encode().split(b"\n")
    letters = [bytearray(b"." * len(line)) for line in lines]

    def column(row, at):
        return len(text_lines[row - 1][:at].encode())

    def paint(letter, begin, end):
        for row in range(begin[0], end[0] + 1):
            first = column(row, begin[1]) if row == begin[0] else 0
            last = column(row, end[1]) if row == end[0] else len(lines[row - 1])
            letters[row - 1][first:last] = letter * (last - first)

    text_lines = text.split("\n")
    before, decorator_end, nested, began = "", None, 0, None  # decorator_end: of the dotted name so far
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        decorator = token.start == decorator_end
        if not decorator or token.type != tokenize.NAME and token.string != ".":
            decorator, decorator_end = False, None
        if token.type in OPENS:
            if nested == 0:
                began = token.start
            nested += 1
        elif token.type in CLOSES:
            nested -= 1
            if nested == 0:
                paint(b"s", began, token.end)
        elif nested > 0:
            continue
        elif token.type == tokenize.STRING:
            paint(b"s", token.start, token.end)
        elif token.type == tokenize.COMMENT:
            paint(b"c", token.start, token.end)
        elif token.type == tokenize.NUMBER:
            paint(b"n", token.start, token.end)
        elif token.string == "@" and not text_lines[token.start[0] - 1][: token.start[1]].strip():
            decorator_end = token.end
            paint(b"d", token.start, token.end)
        elif token.type == tokenize.NAME and (decorator or before in ("def", "class")):
            paint(b"d", token.start, token.end)
        elif token.type == tokenize.NAME and keyword.iskeyword(token.string):
            paint(b"k", token.start, token.end)
        elif decorator:
            paint(b"d", token.start, token.end)
        if decorator:
            decorator_end = token.end
        before = token.string if token.type == tokenize.NAME else ""
    return b"\n".join(bytes(row) for row in letters)


class Highlighter(unittest.TestCase):
    def test_the_colours_match_the_tokens(self):
        tool, budget = Tool(), Budget()
        self.addCleanup(tool.close)
        files, wrong = 0, []
        for path, text in standard_library():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    expected = expected_colours(text)
                except (tokenize.TokenError, SyntaxError):
                    continue
            found, source = tool.ask("colours", text.encode()).encode(), text.encode()
            files += 1
            at = 0
            for number, line in enumerate(source.split(b"\n"), 1):
                one, other = expected[at : at + len(line)], found[at : at + len(line)]
                if any(a != b and c not in b" \t" for a, b, c in zip(one, other, line)):  # blanks show no colour
                    wrong.append(f"{path}:{number}\n{line.decode()}\n{one.decode()}\n{other.decode()}")
                at += len(line) + 1
            if budget.is_over():
                break
        print(files, "files compared")
        self.assertGreater(files, 5)
        self.assertFalse(bool(wrong), "\n".join([f"{len(wrong)} lines differ", *wrong[:8]]))


if __name__ == "__main__":
    unittest.main()
