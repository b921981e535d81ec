"""Each public name has a doc and a stub, and the stubs match the program."""
import ast
import inspect
import os
import unittest

import gimbal

PACKAGE = os.path.dirname(os.path.abspath(gimbal.__file__))
TYPES = [
    gimbal.App,
    gimbal.Camera,
    gimbal.Colours,
    gimbal.Event,
    gimbal.Io,
    gimbal.Job,
    gimbal.Mesh,
    gimbal.Object,
    gimbal.Objects,
    gimbal.Scene,
    gimbal.Transaction,
    gimbal.Triangles,
    gimbal.Ui,
    gimbal.UndoStack,
    gimbal.UndoStep,
    gimbal.Vertices,
    gimbal.View,
]
RECORDS = [gimbal.Changes, gimbal.FrameStats, gimbal.SavedFile, gimbal.Spread, gimbal.StepInfo]


def public(kind):
    return {name for name in vars(kind) if not name.startswith("_")}


def stub_classes():
    with open(os.path.join(PACKAGE, "__init__.pyi")) as file:
        tree = ast.parse(file.read())
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def stub_members(node):
    return {
        item.name if isinstance(item, ast.FunctionDef) else item.target.id
        for item in node.body
        if isinstance(item, (ast.FunctionDef, ast.AnnAssign))
    }


def parameters_of(function):
    return [argument.arg for argument in function.args.args if argument.arg != "self"]


class Documentation(unittest.TestCase):
    def test_every_public_name_has_a_doc(self):
        for kind in TYPES + RECORDS:
            self.assertGreater(len(kind.__doc__ or ""), 20, kind)
        for kind in TYPES:
            for name in public(kind):
                self.assertGreater(len(getattr(kind, name).__doc__ or ""), 5, f"{kind.__name__}.{name}")
        for function in (
            gimbal.on,
            gimbal.off,
            gimbal.background_tasks,
            gimbal.cancel_tasks,
            gimbal.preview,
            gimbal.transaction,
            gimbal.undo_step,
            gimbal.plugins.menu_entry,
            gimbal.plugins.panel_button,
            gimbal.plugins.found,
            gimbal.plugins.set_enabled,
            gimbal.plugins.load_all,
            gimbal.startup.run,
            gimbal.timers.active,
            gimbal.timers.call_later,
            gimbal.timers.call_soon,
            gimbal.timers.every,
            gimbal.timers.Timer,
            gimbal.timers.Timer.cancel,
        ):
            self.assertGreater(len(inspect.getdoc(function) or ""), 20, function)

    def test_name_help_finds_the_doc_that_cpython_hides_on_a_bound_method(self):
        from gimbal_console.assist import inspection

        self.assertIsNone(
            gimbal.scene.add.__doc__
        )  # as for every C method that knows its class, such as re.Pattern.match
        told = inspection.inspect(b"gimbal.scene.add", False, {"gimbal": gimbal}, lambda name: "")
        self.assertIn("Add an object.", str(told))
        self.assertIn("kind, name=None, location=None", str(told))

    def test_every_bound_function_has_a_signature_that_help_can_show(self):
        for kind in TYPES:
            for name in public(kind):
                member = getattr(kind, name)
                if callable(member):
                    self.assertIsInstance(inspect.signature(member), inspect.Signature, f"{kind.__name__}.{name}")

    def test_the_stub_has_the_types_members_and_parameters_of_the_program(self):
        classes = stub_classes()
        for kind in TYPES:
            node = classes[kind.__name__]
            with self.subTest(kind=kind.__name__):
                self.assertEqual({name for name in stub_members(node) if not name.startswith("_")}, public(kind))
                for item in node.body:
                    if isinstance(item, ast.FunctionDef) and not item.decorator_list and not item.name.startswith("_"):
                        names = [p for p in inspect.signature(getattr(kind, item.name)).parameters if p != "self"]
                        self.assertEqual(parameters_of(item), names, f"{kind.__name__}.{item.name}")
        for kind in RECORDS:
            self.assertEqual(sorted(stub_members(classes[kind.__name__])), sorted(kind.__match_args__))

    def test_the_stubs_of_the_commands_are_up_to_date(self):
        from gimbal import make_stubs

        with open(make_stubs.OPS_PATH) as file:
            self.assertEqual(file.read(), make_stubs.ops_text(), "run: gimbal --headless api/gimbal/make_stubs.py")
        with open(make_stubs.PACKAGE_PATH) as file:
            text = file.read()
        self.assertEqual(text, make_stubs.package_text(text), "run: gimbal --headless api/gimbal/make_stubs.py")

    def test_dir_lists_the_parts_of_the_package(self):
        for name in ("app", "io", "on", "off", "ops", "plugins", "preview", "scene", "timers", "ui", "view"):
            self.assertIn(name, dir(gimbal))
        for name in ("transaction", "undo_stack", "undo_step"):
            self.assertIn(name, dir(gimbal))
        for helper in ("events", "previews", "startup", "_sys"):
            self.assertNotIn(helper, dir(gimbal))
        from gimbal.scene import objects

        self.assertIs(type(objects), gimbal.Objects)
        with self.assertRaisesRegex(AttributeError, "no attribute 'sceen'"):
            gimbal.sceen


if __name__ == "__main__":
    unittest.main()
