"""Commands made by scripts: gimbal.command, its parameters, its reasons, and its function in gimbal.ops."""
import enum
import pathlib
import threading
import unittest
from typing import Annotated, Literal, Optional

from support import SceneTest, run_program, undo_own, wait_until

import gimbal
from gimbal import commands


class Side(enum.Enum):
    LEFT = 1
    RIGHT = 2


def described(name):
    import _gimbal

    return next(command for command in _gimbal.commands() if command["name"] == name)


class Commands(SceneTest):
    def add(self, name, **options):
        def register(function):
            gimbal.command(name, **options)(function)
            self.addCleanup(self.remove, name)
            return function

        return register

    def remove(self, name):
        try:
            commands.remove(name)
        except KeyError:
            pass

    def test_a_function_becomes_a_function_of_ops_and_stays_what_it_was(self):
        @self.add("test.double", label="Double")
        def double(number: int = 2):
            """Twice the number."""
            return number * 2

        self.assertEqual(double(4), 8)
        self.assertEqual(gimbal.ops.test.double(), 4)
        self.assertEqual(gimbal.ops.test.double(5), 10)
        self.assertEqual(gimbal.ops.test.double(number=6), 12)
        self.assertIn("Twice the number.", gimbal.ops.test.double.__doc__)
        self.assertEqual(str(gimbal.ops.test.double.__signature__), "(number=2)")
        self.assertIn("test", dir(gimbal.ops))

    def test_what_it_changes_is_undone_in_one_step_with_its_label(self):
        @self.add("test.three", label="Three cubes")
        def three():
            for _ in range(3):
                gimbal.scene.add("cube")

        gimbal.ops.test.three()
        self.assertEqual(len(gimbal.scene.objects), 3)
        undo_own()
        self.assertEqual(len(gimbal.scene.objects), 0)

    def test_every_type_reaches_the_function_as_its_hint_says(self):
        cube = gimbal.scene.add("cube")
        seen = {}

        @self.add("test.types")
        def types(
            flag: bool = False,
            count: Annotated[int, gimbal.Range(1, 9)] = 3,
            size: Annotated[float, gimbal.Range(0, 2, unit="m", doc="how large")] = 1,
            name: str = "x",
            mode: Literal["fast", "good"] = "good",
            side: Side = Side.RIGHT,
            file: pathlib.Path = pathlib.Path("a.txt"),
            colour: gimbal.Colour = gimbal.Colour(1, 0, 0),
            place: gimbal.Vector = gimbal.Vector(1, 2, 3),
            thing: Optional[gimbal.Object] = None,
            mesh: Optional[gimbal.Mesh] = None,
        ):
            seen.update(locals())

        gimbal.ops.test.types()
        self.assertEqual(
            {key: seen[key] for key in ("flag", "count", "size", "name", "mode", "side", "thing", "mesh")},
            dict(flag=False, count=3, size=1.0, name="x", mode="good", side=Side.RIGHT, thing=None, mesh=None),
        )
        self.assertIs(type(seen["size"]), float)
        self.assertEqual(seen["file"], pathlib.Path("a.txt"))
        self.assertEqual(seen["colour"], gimbal.Colour(1, 0, 0, 1))
        self.assertEqual((seen["place"].x, seen["place"].z), (1.0, 3.0))
        gimbal.ops.test.types(
            flag=True, mode="fast", side=Side.LEFT, file=pathlib.Path("/b"), thing=cube, mesh=cube.mesh, place=(0, 0, 7)
        )
        self.assertEqual((seen["flag"], seen["mode"], seen["side"]), (True, "fast", Side.LEFT))
        self.assertEqual((seen["file"], seen["thing"], seen["place"]), (pathlib.Path("/b"), cube, (0, 0, 7)))
        self.assertEqual(seen["mesh"].object, cube)
        size = next(p for p in described("test.types")["parameters"] if p["name"] == "size")
        self.assertEqual((size["low"], size["high"], size["unit"], size["doc"]), (0, 2, "m", "how large"))

    def test_wrong_arguments_name_the_parameter_the_value_and_the_remedy(self):
        @self.add("test.wrong")
        def wrong(
            count: Annotated[int, gimbal.Range(1, 9)] = 3,
            mode: Literal["fast", "good"] = "good",
            thing: gimbal.Object = None,
        ):
            pass

        for arguments, message in [
            ({"count": 10}, "count is 10: it must be from 1 to 9"),
            ({"count": "a"}, "count must be int, not str"),
            ({"mode": "slow"}, "mode is 'slow': choose one of fast, good"),
            ({"thing": "nobody"}, "thing is 'nobody': the scene has no object of that name"),
            ({"extra": 1}, "has no parameter 'extra'; it takes count, mode, thing"),
        ]:
            with self.subTest(message), self.assertRaisesRegex((ValueError, TypeError), message):
                gimbal.ops.test.wrong(**arguments)

    def test_a_function_that_cannot_be_a_command_is_refused(self):
        async def later():
            pass

        def several(*values):
            pass

        def untyped(value):
            pass

        def odd(value: dict = None):
            pass

        def outside(value: Annotated[int, gimbal.Range(0, 1)] = 5):
            pass

        for function, error, message in [
            (later, TypeError, "without `async`"),
            (several, TypeError, r"has \*args or \*\*kwargs"),
            (untyped, TypeError, "the parameter 'value' of untyped\\(\\) needs a type"),
            (odd, TypeError, "the parameter 'value' has the type"),
            (outside, ValueError, "value is 5: it must be from 0 to 1"),
            (3, TypeError, "a command must be a function, not 3"),
        ]:
            with self.subTest(message), self.assertRaisesRegex(error, message):
                self.add("test.refused")(function)
        for options, message in [
            ({"name": "nodot"}, "must be a group and a name"),
            ({"name": "test.with-dash"}, "must be a group and a name"),
            ({"name": "mesh.smooth"}, "belongs to the program"),
            ({"name": "test.a", "label": "two\nlines"}, "label must be one line"),
            ({"name": "test.a", "menu": "Mesh//Repair"}, "menu is 'Mesh//Repair'"),
            ({"name": "test.a", "needs": "luck"}, "needs is 'luck': choose one of"),
        ]:
            name = options.pop("name")
            with self.subTest(message), self.assertRaisesRegex(ValueError, message):
                self.add(name, **options)(lambda: None)
        self.assertNotIn("refused", dir(getattr(gimbal.ops, "test", None)))

    def test_needs_and_can_run_refuse_with_the_reason(self):
        self.add("test.on_mesh", needs="mesh")(lambda: "done")
        with self.assertRaisesRegex(RuntimeError, "test.on_mesh cannot run now: Select an object first"):
            gimbal.ops.test.on_mesh()
        gimbal.scene.selection = [gimbal.scene.add("cube")]
        self.assertEqual(gimbal.ops.test.on_mesh(), "done")

        answers = ["too early"]
        self.add("test.asked", can_run=lambda: answers[0])(lambda: "ran")
        with self.assertRaisesRegex(RuntimeError, "test.asked cannot run now: too early"):
            gimbal.ops.test.asked()
        answers[0] = True
        gimbal.scene.add("torus")  # a change of the document, after which can_run is called again

        def ran():
            try:
                return gimbal.ops.test.asked() == "ran"
            except RuntimeError:
                return False

        wait_until(ran, "the new answer of can_run")

    def test_can_run_that_raises_is_not_asked_again(self):
        asked = []

        def broken():
            asked.append(1)
            raise KeyError("oh dear")

        self.add("test.broken", can_run=broken)(lambda: None)
        with self.assertRaisesRegex(RuntimeError, "its can_run\\(\\) failed"):
            gimbal.ops.test.broken()
        self.assertEqual(len(asked), 1)

    def test_an_exception_of_the_command_reaches_the_caller(self):
        @self.add("test.fails")
        def fails():
            raise LookupError("not here")

        with self.assertRaisesRegex(LookupError, "not here"):
            gimbal.ops.test.fails()

    def test_a_command_that_is_registered_again_replaces_the_earlier_one(self):
        self.add("test.again")(lambda: 1)
        old = gimbal.ops.test.again
        self.add("test.again")(lambda: 2)
        self.assertEqual(gimbal.ops.test.again(), 2)
        self.assertEqual(old(), 2)
        commands.remove("test.again")
        with self.assertRaises(KeyError):
            old()
        with self.assertRaisesRegex(KeyError, "no script has added a command 'test.again'"):
            commands.remove("test.again")

    def test_commands_run_on_several_threads(self):
        self.add("test.add")(lambda: gimbal.scene.add("cube") and None)
        threads = [threading.Thread(target=lambda: [gimbal.ops.test.add() for _ in range(50)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(gimbal.scene.objects), 200)

    def test_the_documentation_of_parameters_is_taken_from_the_docstring(self):
        @self.add("test.documented")
        def documented(size: float = 1.0, count: int = 2):
            """Do it.

            Longer words.

            Parameters
            ----------
            size : float, metres
            count : int, how many
            """

        found = described("test.documented")
        self.assertTrue(found["doc"].startswith("Do it.\n"))
        self.assertEqual([p["doc"] for p in found["parameters"]], ["float, metres", "int, how many"])


class OfPlugins(SceneTest):
    MANIFEST = 'id = "hello"\nname = "hello"\nversion = "1"\nsummary = "a test"\nentry = "entry"\n'

    def test_a_plugins_commands_go_with_it(self):
        self.write("plugins/hello/gimbal_plugin.toml", self.MANIFEST)
        self.write(
            "plugins/hello/entry.py",
            "import gimbal\ndef register():\n    @gimbal.command('hello.greet', menu='Hello/World', key='Ctrl-Alt-L')\n"
            "    def greet(name: str = 'you'):\n        return 'hello ' + name\ndef unregister(): pass\n",
        )
        done = run_program(
            self.folder,
            "import gimbal; print(gimbal.ops.hello.greet('me')); gimbal.plugins.set_enabled('hello', False)\n"
            "try: gimbal.ops.hello\nexcept AttributeError as error: print(error)\n"
            "gimbal.plugins.set_enabled('hello', True); print(gimbal.ops.hello.greet())",
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        self.assertEqual((lines[0], lines[2]), ("hello me", "hello you"))
        self.assertIn("there is no group of commands 'hello'", lines[1])

    def test_a_name_of_another_plugin_is_refused(self):
        for name in ("hello", "other"):
            self.write(f"plugins/{name}/gimbal_plugin.toml", self.MANIFEST.replace('"hello"', f'"{name}"'))
            self.write(
                f"plugins/{name}/entry.py",
                "import gimbal\ndef register(): gimbal.command('both.run')(lambda: None)\ndef unregister(): pass\n",
            )
        done = run_program(self.folder, "import gimbal; print([(p.id, p.enabled) for p in gimbal.plugins.found()])")
        self.assertIn("('hello', True)", done.stdout)
        self.assertIn("('other', False)", done.stdout)
        self.assertIn("the name of the command 'both.run' belongs to the plug-in hello", done.stderr)


class Values(unittest.TestCase):
    def test_vectors_add_scale_and_compare_as_tuples(self):
        a, b = gimbal.Vector(1, 2, 2), gimbal.Vector(0, 0, 1)
        self.assertEqual(a + b, (1, 2, 3))
        self.assertEqual(2 * a - (1, 1, 1), gimbal.Vector(1, 3, 3))
        self.assertEqual(-a / 2, (-0.5, -1, -1))
        self.assertEqual((a.length, a.dot(b), a.cross(b)), (3.0, 2.0, (2, -1, 0)))
        self.assertEqual(b.normalized(), b)
        self.assertEqual(repr(a), "Vector(1.0, 2.0, 2.0)")
        with self.assertRaisesRegex(ValueError, "length 0"):
            gimbal.Vector().normalized()
        with self.assertRaises(TypeError):
            a + "x"

    def test_colours_are_opaque_unless_told(self):
        self.assertEqual(gimbal.Colour(0.5, 0.5, 0.5), (0.5, 0.5, 0.5, 1))
        self.assertEqual(gimbal.Colour(1, 0, 0).green, 0.0)
