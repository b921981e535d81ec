"""The wheel of the build, installed into a virtual environment; the package of an installed program."""
import base64
import csv
import glob
import hashlib
import io
import os
import subprocess
import unittest
import zipfile

from plain_python import BUILD, PYTHON, WHEELS, PlainPythonTest, clean_environment, install_wheel


class Wheel(PlainPythonTest):
    def test_pip_installs_it_without_an_index_and_it_works(self):
        self.python = install_wheel(os.path.join(self.folder, "venv"))
        self.check(
            "import gimbal, importlib.metadata as m\n"
            "print(m.version('gimbal') == gimbal.__version__, gimbal.scene.add('cube').mesh.is_closed,"
            " 'site-packages' in gimbal.__file__)\n"
            "import asyncio\n"
            "async def smooth(): return await gimbal.scene.add('torus').mesh.smooth_async(iterations=1)\n"
            "print(asyncio.run(smooth()), gimbal.timers.active())\n"
            "gimbal.plugins.load_all(); gimbal.startup.run()\n"
            "print([p.id for p in gimbal.plugins.found() if p.error], len(gimbal.plugins.found()))",
            "True True True\nNone []\n[] 2\n",
            variables={"PYTHONPATH": ""},
        )

    def test_its_files_are_valid(self):
        (path,) = glob.glob(os.path.join(WHEELS, "gimbal-*.whl"))
        minor = os.path.basename(PYTHON).removeprefix("python").replace(".", "")
        self.assertRegex(os.path.basename(path), rf"^gimbal-\d+\.\d+\.\d+-cp{minor}-cp{minor}-linux_\w+\.whl$")
        with zipfile.ZipFile(path) as wheel:
            names = wheel.namelist()
            info = next(name for name in names if name.endswith("/RECORD")).removesuffix("RECORD")
            for name in ("gimbal/__init__.pyi", "gimbal/ops.pyi", "gimbal/py.typed", info + "METADATA", info + "WHEEL"):
                self.assertIn(name, names)
            self.assertFalse([name for name in names if "__pycache__" in name or "detached" in name])
            rows = list(csv.reader(io.StringIO(wheel.read(info + "RECORD").decode())))
            self.assertEqual([row[0] for row in rows], names)
            for name, digest, size in rows[:-1]:
                content = wheel.read(name)
                expected = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
                self.assertEqual((digest, size), ("sha256=" + expected, str(len(content))), name)
            self.assertIn("Name: gimbal\n", wheel.read(info + "METADATA").decode())


class Installed(PlainPythonTest):
    def test_the_installed_package_serves_python3_and_the_workers_of_the_program(self):
        prefix = os.path.join(self.folder, "prefix")
        subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
        (site,) = glob.glob(os.path.join(prefix, "lib", "python3.*", "site-packages"))
        self.check(
            "import asyncio, gimbal, os; print(gimbal.__file__.startswith(os.environ['PYTHONPATH']),"
            " gimbal.scene.add('cube').name, os.path.isdir(gimbal.app.scripts_dir))\n"
            "async def smooth(): return await gimbal.scene.add('torus').mesh.smooth_async(iterations=1)\n"
            "print(asyncio.run(smooth()), gimbal.timers.active())",
            "True cube True\nNone []\n",
            variables={"PYTHONPATH": site},
        )
        script = self.script(
            "import multiprocessing as mp, gimbal\n"
            "def count(x): gimbal.scene.add('cube'); return len(gimbal.scene.objects)\n"
            "if __name__ == '__main__': print(mp.get_context('spawn').Pool(1).map(count, [1, 2]))\n"
        )
        program = os.path.join(prefix, "bin", "gimbal")
        done = subprocess.run([program, "--user-dir", self.user_dir, "--headless", script], capture_output=True,
                              text=True, env=clean_environment(), timeout=120)
        self.assertEqual((done.returncode, done.stdout), (0, "[1, 2]\n"), done.stderr)


if __name__ == "__main__":
    unittest.main()
