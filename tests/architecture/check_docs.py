"""Checks that the documents and the comments name only files and folders that exist, that no line has more than 120
columns, and that README shows the example `embed` unchanged.

    check_docs.py [ROOT]        prints each fault; exits with 1 if there is any
"""
import re
import sys
from pathlib import Path

TOPS = "api|app|bench|console|docs|scripts|tests|third_party"
NAME = re.compile(rf"(?<![\w/.{{])((?:{TOPS})/[\w./-]*\w)")
TEXTS = ("*.md", "*.h", "*.cpp", "*.py", "*.txt", "*.cmake", "*.toml", "*.sh")
SKIPPED = re.compile(r"^(build|\.git)/|/corpus/|CHANGELOG\.md$")
LONGEST_LINE = 120  # but for a row of a table, which cannot be wrapped
PLACEHOLDER = re.compile(r"[A-Z]{3,}|\.\.\.|[*<>]")


def problems(root):
    for pattern in TEXTS:
        for path in sorted(root.rglob(pattern)):
            relative = path.relative_to(root).as_posix()
            if SKIPPED.search(relative):
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                if len(line) > LONGEST_LINE and not line.startswith("|"):
                    yield f"{relative}:{number} has {len(line)} columns, which are more than {LONGEST_LINE}"
                is_comment = path.suffix == ".md" or re.match(r"\s*(//|#(?!include)|\"\"\")", line)
                for name in NAME.findall(line) if is_comment else ():
                    if not PLACEHOLDER.search(name) and not exists(root, path.parent, name):
                        yield f"{relative}:{number} names {name}, which does not exist"


def example_is_shown(root):
    example = (root / "console/examples/embed/main.cpp").read_text(encoding="utf-8")
    return f"```cpp\n{example}```\n" in (root / "README.md").read_text(encoding="utf-8")


def exists(root, folder, name):
    return any((start / name.rstrip(".")).exists() for start in (root, folder, root / "console"))


def main(arguments):
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2]
    found = list(problems(root))
    if not example_is_shown(root):
        print("README.md does not show console/examples/embed/main.cpp unchanged")
        return 1
    print("\n".join([*found, f"{len(found)} faults"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
