"""A program that is built with pkg-config instead of CMake: the flags are enough, and it finds its launcher and the
Python half in the place of the package, wherever that was moved."""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

PREFIX = pathlib.Path(os.environ["PREFIX"])
EXAMPLES = pathlib.Path(os.environ["EXAMPLES"])
STRICT = ["-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
PATHS = "import asyncio, sys; print(sys.executable, [p for p in sys.path if p.endswith('python')][-1])"


def embedded(name):
    """A setting of the CPython that is embedded, which need not be the one that runs this test."""
    code = f"import sysconfig; print(sysconfig.get_config_var({name!r}) or '')"
    return subprocess.run(
        [os.environ["GIMBAL_PYTHON"], "-I", "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


class PkgConfigTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gimbal-pkg-config-"))
        self.addCleanup(shutil.rmtree, self.folder)
        # Of two packages of one version a moved one must be found, so this one is a copy.
        self.prefix = self.folder / "prefix"
        shutil.copytree(PREFIX, self.prefix)
        self.environment = dict(os.environ, LD_LIBRARY_PATH=embedded("LIBDIR"))

    def flags(self, *arguments):
        folders = [next(self.prefix.glob("lib/**/pkgconfig")), embedded("LIBPC")]
        environment = dict(os.environ, PKG_CONFIG_PATH=":".join(map(str, folders)))
        done = subprocess.run(["pkg-config", *arguments], capture_output=True, text=True, env=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.split()  # as the shell splits $(pkg-config ...)

    def compile(self, *arguments):
        compiler = [*shlex.split(os.environ["CXX"]), *STRICT]
        done = subprocess.run([*compiler, *map(str, arguments)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def build(self, example, module, *options):
        program = self.folder / example
        flags = self.flags("--cflags", "--libs", module)
        self.compile("-o", program, EXAMPLES / example / "main.cpp", *options, *flags)
        return program

    def output_of(self, program, source):
        done = subprocess.run(
            [program, "-c", source], capture_output=True, text=True, timeout=120, env=self.environment
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def assert_finds(self, program, prefix):
        paths = f"{prefix}/libexec/gimbal_console/python {prefix}/share/gimbal_console/python\n"
        self.assertEqual(self.output_of(program, PATHS), paths)

    def test_a_program_finds_the_package_that_it_was_built_with(self):
        self.assert_finds(self.build("engine_only", "gimbal_console_engine"), self.prefix)

    def test_the_whole_console_needs_no_other_flags(self):
        self.assert_finds(self.build("engine_only", "gimbal_console"), self.prefix)
        self.build("embed", "gimbal_console")

    def test_a_prefix_may_be_moved_before_the_program_is_built(self):
        self.prefix = self.prefix.rename(self.folder / "moved")
        self.assert_finds(self.build("engine_only", "gimbal_console_engine"), self.prefix)

    def test_a_program_in_the_prefix_may_be_moved_with_it(self):
        program = self.build("engine_only", "gimbal_console_engine")
        (self.prefix / "bin").mkdir(exist_ok=True)
        shutil.move(program, self.prefix / "bin")
        moved = self.prefix.rename(self.folder / "moved")
        self.assert_finds(moved / "bin/engine_only", moved)

    def test_a_program_without_its_package_says_what_is_missing(self):
        program = self.build("engine_only", "gimbal_console_engine")
        self.prefix.rename(self.folder / "moved")
        done = subprocess.run(
            [program, "-c", "1"], capture_output=True, text=True, timeout=120, env=self.environment
        )
        self.assertEqual(done.returncode, 1)
        self.assertIn("EngineOptions::search_paths", done.stderr)

    def test_every_public_header_compiles_without_a_warning(self):
        include = self.prefix / "include"
        headers = sorted(path.relative_to(include).as_posix() for path in include.rglob("*.h"))
        self.assertGreater(len(headers), 40)
        # Headers that include Python.h come first.
        headers.sort(key=lambda name: "/python/" not in name)
        source = self.folder / "headers.cpp"
        source.write_text("".join(f"#include <{name}>\n" for name in headers))
        self.compile("-fsyntax-only", source, *self.flags("--cflags", "gimbal_console"))

    def test_every_struct_may_be_given_some_of_its_members(self):
        # -Wextra has -Wmissing-field-initializers, which names each member without a default.
        members = pathlib.Path(__file__).with_name("members.cpp")
        self.compile("-fsyntax-only", members, *self.flags("--cflags", "gimbal_console"))
        headers = "".join(path.read_text() for path in (self.prefix / "include").rglob("*.h"))
        private = r"^namespace (\w+::)*detail {.*?^}  // namespace (\w+::)*detail"
        public = re.sub(private, "", headers, flags=re.M | re.S)
        structs = set(re.findall(r"(?<!>\n)^struct (\w+) {", public, re.M))  # no templates
        made = set(re.findall(r"^[\w:]*?(\w+)(?:<\w+>)? \w+{", members.read_text(), re.M))
        self.assertEqual(structs - made, set(), "members.cpp makes none of these")


if __name__ == "__main__":
    unittest.main()
