"""python3 -m gimbal: runs a script or code with the module, or says what it is."""

import os
import runpy
import sys

_USAGE = """\
usage: python3 -m gimbal [--version] [-c CODE | SCRIPT] [ARGUMENTS ...]

Runs a script with the module `gimbal` in this Python, without a window. Without a script, says which Gimbal this is."""


def main(arguments):
    """Do what the command line says. Returns what sys.exit() takes."""
    import gimbal

    first = arguments[0] if arguments else "--version"
    if first in ("-h", "--help"):
        print(_USAGE)
    elif first in ("-V", "--version"):
        python = ".".join(map(str, sys.version_info[:3]))
        place = getattr(gimbal._native, "__file__", "in the program")
        print(f"gimbal {gimbal.__version__}, CPython {python}, {place}")
    elif first == "-c" and len(arguments) > 1:
        sys.argv = ["-c", *arguments[2:]]
        exec(compile(arguments[1], "<string>", "exec"), {"__name__": "__main__"})
    elif first.startswith("-"):
        return f"gimbal: there is no option {first}\n{_USAGE}"
    else:
        sys.argv = arguments
        sys.path[0] = os.path.dirname(os.path.abspath(first))  # as for `python3 script.py`
        runpy.run_path(first, run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
