"""What the running Python says about itself: for `gimbal doctor`, and for a report about a bug.

In a console: `from gimbal_console.runtime import python_report; python_report.main()`
"""
import importlib.metadata
import os
import subprocess
import sys
import sysconfig

from gimbal_console.runtime import worker_python

_CHILD_S = 30
_ASK_CHILD = "import sys; print(sys.version_info[:2], sys.prefix, sep='\\n')"


def _version_of(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def facts() -> list[tuple[str, str]]:
    """Names and values, in the order in which they are shown."""
    packages = sysconfig.get_path("purelib")
    access = "can be written" if os.access(packages, os.W_OK) else "cannot be written, so pip cannot install"
    found = [
        ("sys.prefix", sys.prefix),
        ("sys.base_prefix", sys.base_prefix),
        ("sys.executable", sys.executable),
        ("pip installs into", f"{packages} ({access})"),
    ]
    found += [(name, _version_of(name)) for name in ("pip", "numpy")]
    if own := worker_python.own_interpreter():
        found.append(("workers", f"of multiprocessing are {own}, because another Python has made the environment"))
    return found + [("sys.path", folder or "(the current folder)") for folder in sys.path]


def _child_problem() -> str:
    """Why a child process of sys.executable is not this Python; "" if it is."""
    try:
        ended = subprocess.run(
            [sys.executable, "-c", _ASK_CHILD], capture_output=True, text=True, timeout=_CHILD_S, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return f"sys.executable cannot be started: {error}"
    if ended.returncode != 0:
        words = (ended.stderr.strip().splitlines() or ["it says nothing"])[0]
        return f"sys.executable ends with {ended.returncode}: {words}"
    expected = f"{sys.version_info[:2]}\n{sys.prefix}\n"
    if ended.stdout == expected:
        return ""
    return f"child processes have another Python: {ended.stdout.split()} instead of {expected.split()}"


def problems() -> list[str]:
    """Sentences about what does not work."""
    found = [_child_problem()]
    if "PYTHONHOME" in os.environ:
        found.append(f"PYTHONHOME is set to {os.environ['PYTHONHOME']}: child processes use it. Unset it")
    return [problem for problem in found if problem]


def main() -> int:
    """Print the facts and the problems. Return 1 if there are problems."""
    found = problems()
    for name, value in facts() + [("problem", problem) for problem in found]:
        print(f"{name:<18}{value}")
    return 1 if found else 0
