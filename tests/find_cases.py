"""Prints the unittest cases of Python files, one MODULE.CLASS.METHOD a line, without importing the files.

    find_cases.py FILE...

CMake calls it at configure time, so that each case is a test of ctest. Methods that a class inherits from a class of
another file are not found.
"""
import ast
import sys
from pathlib import Path


def cases_of(path):
    for node in ast.parse(path.read_text(encoding="utf-8"), str(path)).body:
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, ast.FunctionDef) and member.name.startswith("test_"):
                    yield f"{path.stem}.{node.name}.{member.name}"


for argument in sys.argv[1:]:
    print("\n".join(cases_of(Path(argument))))
