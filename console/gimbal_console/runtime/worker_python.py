"""Starts the workers of multiprocessing with this Python, whatever Python has made the virtual environment."""

import os
import sys


def own_interpreter():
    """The interpreter of this Python, if that of the environment is another one; otherwise None.

    uv, pyenv and conda bring a Python of their own: the same minor version, with a standard library in another folder.
    """
    home = getattr(sys, "_home", None)  # of pyvenv.cfg: the folder of the interpreter that has made the environment
    if sys.prefix == sys.base_prefix or not home:
        return None
    base = os.path.realpath(sys.base_prefix)
    if os.path.dirname(os.path.realpath(home)) == base:
        return None
    tag = "t" if "t" in sys.abiflags else ""  # without the GIL
    own = os.path.join(base, "bin", f"python{sys.version_info[0]}.{sys.version_info[1]}{tag}")
    return own if os.access(own, os.X_OK) else None


def install():
    """Choose the interpreter, unless the script has chosen one.

    A worker gets the sys.path of this process, so the standard library there must be that of its interpreter. The
    packages of the environment are on that path, too.
    """
    from multiprocessing import spawn

    own = own_interpreter()
    if own and os.fsdecode(spawn.get_executable()) == sys.executable:
        spawn.set_executable(own)
