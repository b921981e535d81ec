"""Writes a wheel with the standard library alone. The same input gives the same bytes.

    wheel.py OUTPUT_FOLDER VERSION SOURCE        the wheel of gimbal_link, for any Python 3.9 or later

make_wheel.py of the workbench writes that of `gimbal` with the same functions.
"""

import base64
import hashlib
import os
import sys
import zipfile


def files_of(folder, inside):
    """The files below a folder, as (name in the wheel, path), in order. Without compiled files."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = os.path.join(parent, name)
            yield os.path.join(inside, os.path.relpath(path, folder)), path


def digest(content):
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def write(wheel, name, content, mode):
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.external_attr = (0o100000 | mode) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    wheel.writestr(entry, content)


def write_wheel(output, name, version, tag, files, summary, description, lines, licence):
    """Write NAME-VERSION-TAG.whl. `files`: names in the wheel and paths; `lines`: more of the metadata. Returns its
    path."""
    info = f"{name}-{version}.dist-info"
    contents = dict(files)
    if os.path.exists(licence):
        contents[f"{info}/LICENSE"] = licence
    for inside, path in contents.items():
        with open(path, "rb") as file:
            contents[inside] = file.read()
    metadata = [
        "Metadata-Version: 2.1",
        f"Name: {name}",
        f"Version: {version}",
        f"Summary: {summary}",
        "License: MIT",
        *lines,
        "Description-Content-Type: text/markdown",
        "",
        description,
    ]
    pure = "true" if tag.endswith("-none-any") else "false"
    kind = ["Wheel-Version: 1.0", "Generator: gimbal make_wheel", f"Root-Is-Purelib: {pure}", f"Tag: {tag}", ""]
    contents[f"{info}/METADATA"] = "\n".join(metadata).encode()
    contents[f"{info}/WHEEL"] = "\n".join(kind).encode()
    record = f"{info}/RECORD"
    rows = [f"{inside},sha256={digest(content)},{len(content)}\n" for inside, content in contents.items()]
    contents[record] = ("".join(rows) + f"{record},,\n").encode()

    os.makedirs(output, exist_ok=True)
    path = os.path.join(output, f"{name}-{version}-{tag}.whl")
    with zipfile.ZipFile(path + ".new", "w") as wheel:
        for inside, content in contents.items():
            write(wheel, inside, content, 0o755 if inside.endswith(".so") else 0o644)
    os.replace(path + ".new", path)
    return path


def make_link_wheel(output, version, source):
    lines = ["Requires-Python: >=3.9", "Provides-Extra: numpy", 'Requires-Dist: numpy; extra == "numpy"']
    return write_wheel(
        output,
        "gimbal_link",
        version,
        "py3-none-any",
        files_of(os.path.join(source, "gimbal_link"), "gimbal_link"),
        "The live link of Gimbal: calls, events, meshes and arrays between programs",
        "Client and server of the live link, by sockets and by shared memory, with the standard library alone.\n",
        lines,
        os.path.join(source, "..", "LICENSE"),
    )


if __name__ == "__main__":
    print(make_link_wheel(*sys.argv[1:]))
