"""Virtual environments and a wheel, made for a test. No package index is needed."""
import base64
import hashlib
import os
import subprocess
import zipfile

from program import PROGRAM, clean_environment


def _embedded_python() -> str:
    ask = "import sys; print(sys._base_executable)"
    command = [PROGRAM, "--no-venv", "--safe-mode", "--headless", "-c", ask]
    return subprocess.check_output(command, text=True, env=clean_environment()).strip()


PYTHON = _embedded_python()  # "/usr/bin/python3.11"
MINOR = os.path.basename(PYTHON).removeprefix("python")


def make_environment(folder: str, *options: str, python: str = PYTHON) -> str:
    """Makes an environment without pip, and so in a moment. Returns its folder."""
    subprocess.run([python, "-m", "venv", "--without-pip", *options, folder], check=True, env=clean_environment())
    return folder


def site_packages(environment: str) -> str:
    return os.path.join(environment, "lib", "python" + MINOR, "site-packages")


def add_module(environment: str, name: str, text: str) -> None:
    with open(os.path.join(site_packages(environment), name + ".py"), "w", encoding="utf-8") as file:
        file.write(text)


def set_version(environment: str, version: str) -> None:
    """Edits pyvenv.cfg as if another Python had made the environment."""
    path = os.path.join(environment, "pyvenv.cfg")
    with open(path, encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("version")]
    with open(path, "w", encoding="utf-8") as file:
        file.writelines([*lines, f"version = {version}\n"])


def make_wheel(folder: str, name: str, text: str) -> str:
    """A wheel with one module, and its path."""
    info = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": text,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},sha256={_digest(content)},{len(content)}\n" for path, content in files.items())
    files[f"{info}/RECORD"] = record + f"{info}/RECORD,,\n"
    path = os.path.join(folder, f"{name}-1.0-py3-none-any.whl")
    with zipfile.ZipFile(path, "w") as wheel:
        for inside, content in files.items():
            wheel.writestr(inside, content)
    return path


def _digest(content: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).rstrip(b"=").decode()
