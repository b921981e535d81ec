"""Makes the wheel of the package `gimbal`: make_wheel.py OUTPUT_FOLDER VERSION EXTENSION SOURCE CONSOLE_FILES...

CONSOLE_FILES are those of the package `gimbal_console` that `gimbal` uses, below console/ of SOURCE. Needs only the
standard library. The same input gives the same bytes. It runs in the Python that the extension is for.
"""

import os
import sys
import sysconfig

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../console/cmake"))
import wheel

SUMMARY = "Scene, meshes, mesh files and pictures of the Gimbal mesh workbench, for scripts"
DESCRIPTION = """\
The module `gimbal` of the Gimbal mesh workbench as a package of CPython: the scene, meshes as buffers, mesh files,
commands, events and pictures without a window. A script that runs in the workbench runs here, too.
"""


def tag():
    """Of Python, its ABI and the platform: "cp311-cp311-linux_x86_64"."""
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    abi = python + ("t" if sysconfig.get_config_var("Py_GIL_DISABLED") else "")
    return f"{python}-{abi}-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"


def make(output, version, extension, source, *console_files):
    """Write the wheel. Returns its path."""
    files = {os.path.basename(extension): extension}
    files.update(wheel.files_of(os.path.join(source, "api", "gimbal"), "gimbal"))
    files.update(wheel.files_of(os.path.join(source, "scripts"), "gimbal/scripts"))
    files.update({name: os.path.join(source, "console", name) for name in console_files})
    minor = sys.version_info.minor
    lines = [
        "Platform: linux",
        f"Requires-Python: >=3.{minor},<3.{minor + 1}",
        "Provides-Extra: numpy",
        'Requires-Dist: numpy; extra == "numpy"',
    ]
    licence = os.path.join(source, "LICENSE")
    return wheel.write_wheel(output, "gimbal", version, tag(), files, SUMMARY, DESCRIPTION, lines, licence)


if __name__ == "__main__":
    print(make(*sys.argv[1:]))
