"""Writes the stubs of the commands: gimbal --headless api/gimbal/make_stubs.py. A test fails if they are out of date.

ops.pyi is made from the command registry. In __init__.pyi the methods of Mesh that are also commands are replaced.
"""

import os
import re

import _gimbal

_FOLDER = os.path.dirname(os.path.abspath(__file__))
OPS_PATH = os.path.join(_FOLDER, "ops.pyi")
PACKAGE_PATH = os.path.join(_FOLDER, "__init__.pyi")
TYPES = {
    "(x, y, z)": "tuple[float, float, float]",
    "(r, g, b, a)": "tuple[float, float, float] | tuple[float, float, float, float]",
    "str or list of str": "str | list[str]",
}
MESH_METHODS = ("smooth", "subdivide", "decimate")


def ops_text():
    """The stub of gimbal.ops."""
    spaces = {}
    for command in _gimbal.commands():
        space, _, name = command["name"].partition(".")
        functions = spaces.setdefault(space, [])
        functions.append(_function(name, command, "str | None"))
        if command["heavy"]:
            functions.append(_function(name + "_async", command, "Job[str | None]"))
    lines = ["# Made by make_stubs.py from the command registry; do not edit.", "from gimbal import Job"]
    for space, functions in sorted(spaces.items()):
        lines += ["", f"class _{space.capitalize()}:", *functions]
    return "\n".join([*lines, "", *(f"{space}: _{space.capitalize()}" for space in sorted(spaces))]) + "\n"


def package_text(text):
    """The stub of the package, `text`, with the methods of Mesh as the registry has them."""
    commands = {command["name"]: command for command in _gimbal.commands()}
    for name in MESH_METHODS:
        command = commands["mesh." + name]
        text = re.sub(rf"    def {name}\(.*\n", _function(name, command) + "\n", text)
        text = re.sub(rf"    def {name}_async\(.*\n", _function(name + "_async", command, "Job[None]") + "\n", text)
    return text


def _function(name, command, result="None"):
    parameters = ["self"]
    for p in command["parameters"]:
        kind = TYPES.get(p["type"], p["type"])
        default = "" if p["required"] else f" = {p['default']!r}"
        parameters.append(f"{p['name']}: {kind}{default}")
    return f"    def {name}({', '.join(parameters)}) -> {result}: ..."


def main():
    with open(OPS_PATH, "w", encoding="utf-8") as file:
        file.write(ops_text())
    with open(PACKAGE_PATH, encoding="utf-8") as file:
        text = package_text(file.read())
    with open(PACKAGE_PATH, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
