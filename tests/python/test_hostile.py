"""Arguments whose own code interferes: nothing crashes, nothing is swallowed, and no message is long."""
import _gimbal
import gc
import itertools
import os
import signal
import sys
import threading
import time
import unittest

from support import DEADLINE_SECONDS, SceneTest, wait_until

import gimbal


class Hook:
    """A value whose conversions all call `action` and return `result`."""

    def __init__(self, action=lambda: None, result=1):
        self.action, self.result = action, result

    def __float__(self):
        self.action()
        return float(self.result)

    def __index__(self):
        self.action()
        return int(self.result)

    def __fspath__(self):
        self.action()
        return str(self.result)

    def __eq__(self, other):
        self.action()
        return False

    __hash__ = None

    def __call__(self, event):
        pass


class ChangedMeanwhile(SceneTest):
    """Code that a conversion runs empties the container that is being read. Under a sanitizer this must stay silent."""

    def test_rows_and_tables_are_read_as_they_were(self):
        for places in ([0], [1], [2], [0, 1, 2]):
            row = [1.0, 2.0, 3.0]
            table = [row, [0, 0, 0], [1, 0, 0]]

            def empty(row=row, table=table):
                row.clear()
                table.clear()
                gc.collect()

            for place in places:
                row[place] = Hook(empty, place + 1)
            mesh = gimbal.scene.add_mesh("rows", table, [[0, 1, 2]]).mesh
            self.assertEqual((mesh.vertex_count, mesh.vertices[0]), (3, (1, 2, 3)))

    def test_three_numbers_are_read_as_they_were(self):
        box = gimbal.scene.add("cube")
        for name in ("location", "rotation", "scale", "colour"):
            row = [0.0, 1.0, 1.0]
            row[0] = Hook(row.clear, 1)
            setattr(box, name, row)
            self.assertEqual(getattr(box, name)[:3], (1, 1, 1))

    def test_arguments_of_commands_and_records_of_plugins(self):
        gimbal.scene.selection = [gimbal.scene.add("cube")]
        arguments = {}
        arguments.update(levels=Hook(arguments.clear, 1))
        _gimbal.run_command("mesh.subdivide", arguments)
        self.assertEqual(gimbal.scene.active.mesh.triangle_count, 48)
        records = []
        records.append((Hook(records.clear), "plugin", "menu", "label"))
        with self.assertRaises((TypeError, ValueError)):
            _gimbal.publish([(Hook(lambda: None, 1), "a")], [], [])
        _gimbal.publish(records, [], [])
        _gimbal.publish([], [], [])

    def test_handlers_that_are_added_by_the_comparison_of_handlers(self):
        def handler(event):
            pass

        added = []

        def add():
            for _ in range(20):
                added.append(gimbal.on("undo_changed")(lambda event: None))

        first, second = Hook(add), Hook(add)
        for one in (handler, first, second):
            gimbal.on("undo_changed")(one)
        self.assertFalse(gimbal.off("undo_changed", Hook(add)))
        self.assertTrue(gimbal.off("undo_changed", handler))
        first.action = second.action = lambda: None
        self.assertTrue(all(gimbal.off("undo_changed", one) for one in added))
        self.assertTrue(gimbal.off("undo_changed", first))
        self.assertTrue(gimbal.off("undo_changed", second))
        self.assertFalse(gimbal.off("undo_changed", second))

    def test_a_comparison_that_removes_the_handlers(self):
        handlers = [Hook() for _ in range(10)]

        def remove_all():
            for one in handlers:
                one.action = lambda: None
            for one in handlers:
                gimbal.off("undo_changed", one)

        for one in handlers:
            gimbal.on("undo_changed")(one)
        handlers[3].action = remove_all
        self.assertFalse(gimbal.off("undo_changed", Hook()))
        for one in handlers:
            one.action = lambda: None
            gimbal.off("undo_changed", one)

    def test_the_name_of_a_handler_that_is_switched_off_adds_handlers(self):
        added, calls = [], []

        class Bad:
            def __call__(self, event):
                calls.append(event)
                raise ValueError("on purpose")

            @property
            def __name__(self):
                for _ in range(200):
                    added.append(gimbal.on("scene_changed")(lambda event: None))
                return "bad"

        bad = Bad()
        gimbal.on("scene_changed")(bad)
        errors, sys.stderr = sys.stderr, None
        try:
            for call in range(5):
                gimbal.scene.add("cube")
                wait_until(lambda: len(calls) > call, "a call of the handler")
            wait_until(lambda: len(added) == 200, "the end of the handler")
        finally:
            sys.stderr = errors
        self.assertFalse(gimbal.off("scene_changed", bad))
        self.assertTrue(all(gimbal.off("scene_changed", one) for one in added))


class NotSwallowed(SceneTest):
    def test_an_error_in_the_code_of_an_argument_is_raised(self):
        box = gimbal.scene.add("cube")
        uses = {
            "location": lambda value: setattr(box, "location", (value, 0, 0)),
            "scale": lambda value: setattr(box, "scale", (value, 1, 1)),
            "colour": lambda value: setattr(box, "colour", [value, 0, 0]),
            "distance": lambda value: setattr(gimbal.view.camera, "distance", value),
            "rows": lambda value: gimbal.scene.add_mesh("x", [(value, 0, 0)], []),
            "width": lambda value: gimbal.view.screenshot(width=value),
            "code": lambda value: gimbal.app.quit(value),
            "levels": lambda value: box.mesh.subdivide(value),
            "ops": lambda value: gimbal.ops.mesh.subdivide(levels=value),
            "path": lambda value: gimbal.io.load(value),
            "off": lambda value: gimbal.off("undo_changed", value),
        }
        gimbal.on("undo_changed")(uses["path"])
        self.addCleanup(gimbal.off, "undo_changed", uses["path"])
        for error in (KeyboardInterrupt, MemoryError, SystemExit, ZeroDivisionError, RecursionError):

            def fail(error=error):
                raise error("on purpose")

            for name, use in uses.items():
                with self.subTest(name=name, error=error), self.assertRaisesRegex(error, "on purpose"):
                    use(Hook(fail))

    def test_an_error_in_an_iterator_is_raised(self):
        box = gimbal.scene.add("cube")

        def items(error):
            yield box
            raise error("on purpose")

        for error in (KeyboardInterrupt, MemoryError, TypeError):
            for use in (
                lambda value: gimbal.scene.select(value),
                lambda value: setattr(gimbal.scene, "selection", value),
                lambda value: gimbal.scene.remove(value),
                lambda value: gimbal.io.save("/nowhere/x.obj", value),
            ):
                with self.subTest(error=error), self.assertRaisesRegex(error, "on purpose"):
                    use(items(error))

    @unittest.skipUnless(threading.current_thread() is threading.main_thread(), "signals go to the main thread")
    def test_ctrl_c_ends_an_endless_iterator(self):
        box = gimbal.scene.add("cube")
        for use in (
            lambda: gimbal.scene.select(itertools.repeat(box)),
            lambda: setattr(gimbal.scene, "selection", itertools.cycle([box])),
            lambda: gimbal.scene.remove(itertools.repeat(box)),
            lambda: gimbal.scene.add_mesh("x", itertools.repeat((0, 0, 0)), []),
            lambda: gimbal.scene.add_mesh("x", [], itertools.repeat((0, 0, 0))),
        ):
            interrupter = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT))
            interrupter.start()
            begun = time.monotonic()
            with self.assertRaises(KeyboardInterrupt):
                use()
            self.assertLess(time.monotonic() - begun, DEADLINE_SECONDS)
            interrupter.join()

    def test_endless_iterators_are_no_three_numbers_and_no_records(self):
        with self.assertRaisesRegex(TypeError, "menu_entries is .*, a repeat, not a list"):
            _gimbal.publish(itertools.repeat((1, "", "", "")), [], [])
        box = gimbal.scene.add("cube")
        for name in ("location", "rotation", "scale", "colour"):
            with self.assertRaisesRegex(ValueError, f"{name} must be .* numbers, not more"):
                setattr(box, name, itertools.repeat(1.0))


class ShortMessages(SceneTest):
    def test_a_message_takes_neither_the_repr_of_a_large_value_nor_its_code(self):
        class Rude:
            def __repr__(self):
                raise KeyboardInterrupt("the repr was called")

            __str__ = __repr__

        deep = []
        for _ in range(100_000):
            deep = [deep]
        values = [
            bytes(10**7),
            bytearray(10**7),
            "x" * 10**7,
            [0] * 10**7,
            (b"y" * 10**7,) * 2,
            {i: i for i in range(10**5)},
            range(10**9),
            10**100_000,
            -(10**100_000),
            deep,
            Rude(),
            [Rude()],
            {Rude: Rude()},
            type("Long" * 100, (), {})(),
            itertools.repeat(bytes(10**6)),
        ]
        box = gimbal.scene.add("cube")
        uses = [
            lambda value: setattr(box, "visible", value),
            lambda value: setattr(box, "location", value),
            lambda value: setattr(box, "scale", value),
            lambda value: setattr(box, "colour", value),
            lambda value: setattr(gimbal.view.camera, "distance", value),
            lambda value: setattr(gimbal.scene, "active", value),
            lambda value: gimbal.scene.select(value),
            lambda value: gimbal.scene.objects[value],
            lambda value: gimbal.scene.add(value),
            lambda value: gimbal.scene.add_mesh("x", value, []),
            lambda value: gimbal.view.screenshot(width=value),
            lambda value: box.mesh.subdivide(value),
            lambda value: gimbal.ops.mesh.subdivide(levels=value),
            lambda value: gimbal.on(value),
            lambda value: gimbal.off("undo_changed", 1) and gimbal.off(value, 1),
            lambda value: gimbal.plugins.menu_entry(value, "label", print),
            lambda value: gimbal.plugins.menu_entry("Mesh", "label", value),
            lambda value: gimbal.plugins.panel_button("Panel", value, print),
            lambda value: gimbal.plugins.set_enabled(value, True),
        ]
        for use, value in itertools.product(uses, values):
            try:
                use(value)
            except Exception as error:
                self.assertLess(len(str(error)), 400, type(value))
                self.assertNotIsInstance(error, SystemError)

    def test_a_value_that_is_too_large_is_named(self):
        box = gimbal.scene.add("cube")
        for use in (
            lambda: setattr(box, "location", (10**400, 0, 0)),
            lambda: setattr(box, "scale", 10**400),
            lambda: setattr(box, "scale", 1e300),
            lambda: setattr(gimbal.view.camera, "distance", 10**400),
            lambda: gimbal.view.orbit(1e300),
        ):
            with self.assertRaisesRegex(ValueError, r"^(location\[0\]|scale|distance|yaw_degrees) is too large"):
                use()


class Names(SceneTest):
    def test_a_null_character_is_refused_and_finds_no_object(self):
        box = gimbal.scene.add("cube", name="a")
        for use in (
            lambda: setattr(box, "name", "a\0b"),
            lambda: gimbal.scene.add("cube", name="a\0b"),
            lambda: gimbal.scene.add("cube\0"),
            lambda: gimbal.scene.add_mesh("a\0b", [], []),
            lambda: gimbal.ui.notify("a\0b"),
            lambda: gimbal.ops.io.load(path="a\0b"),
            lambda: gimbal.io.load("a\0b.obj"),
            lambda: gimbal.app.open_in_editor("a\0b"),
        ):
            with self.assertRaisesRegex(ValueError, "null character"):
                use()
        self.assertNotIn("a\0b", gimbal.scene.objects)
        self.assertIsNone(gimbal.scene.objects.get("a\0b"))
        self.assertEqual(len(gimbal.scene.objects), 1)

    def test_a_name_that_utf8_cannot_encode_finds_no_object(self):
        self.assertNotIn("\udcff", gimbal.scene.objects)
        self.assertIsNone(gimbal.scene.objects.get("\udcff"))
        with self.assertRaises(KeyError):
            gimbal.scene.objects["\udcff"]

    def test_a_path_that_is_not_utf8_is_loaded_saved_and_shown(self):
        gimbal.scene.add("cube")
        raw = os.fsencode(self.folder) + b"/\xff\xfe.obj"
        for path in (raw, os.fsdecode(raw)):
            gimbal.io.save(path)
            self.assertTrue(gimbal.io.load(path))
            gimbal.ops.io.save(path=path)
            gimbal.ops.io.load(path=path)
            self.assertTrue(os.path.exists(raw))
            os.remove(raw)
            for load in (gimbal.io.load, lambda path: gimbal.ops.io.load(path=path)):
                with self.assertRaises((OSError, gimbal.MeshFileError)) as caught:
                    load(path)
                self.assertIn(r"\xff", ascii(str(caught.exception)).replace(r"\udcff", r"\xff"))
            with open(raw, "w") as file:
                file.write("damaged")
            with self.assertRaisesRegex(gimbal.MeshFileError, "xff"):
                gimbal.io.load(path)
        self.assertTrue(gimbal.app.undo_name.isprintable())


if __name__ == "__main__":
    unittest.main()
