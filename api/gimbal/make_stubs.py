"""Writes ops.pyi from the command registry: gimbal --headless api/gimbal/make_stubs.py. A test tells when it is out of date."""
import os

import _gimbal

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ops.pyi")
TYPES = {"(x, y, z)": "tuple[float, float, float]", "(r, g, b, a)": "tuple[float, float, float, float]", "list of str": "list[str]"}


def text():
    """The stub of gimbal.ops as text."""
    spaces = {}
    for command in _gimbal.commands():
        space, _, name = command["name"].partition(".")
        spaces.setdefault(space, []).append(_function(name, command))
    lines = ["# Made by make_stubs.py from the command registry; do not edit."]
    for space, functions in sorted(spaces.items()):
        lines += ["", f"class _{space.capitalize()}:", *functions]
    return "\n".join(lines + ["", *(f"{space}: _{space.capitalize()}" for space in sorted(spaces))]) + "\n"


def _function(name, command):
    parameters = ["self"]
    for p in command["parameters"]:
        kind = TYPES.get(p["type"], p["type"])
        parameters.append(f"{p['name']}: {kind}" if p["required"] else f"{p['name']}: {kind} = {p['default']!r}")
    return f"    def {name}({', '.join(parameters)}) -> None: ..."


if __name__ == "__main__":
    with open(PATH, "w") as file:
        file.write(text())
