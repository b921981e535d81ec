"""Sub-interpreters in a script of the program."""

import sys
import unittest

import gimbal
from gimbal import interpreters


class InterpretersTest(unittest.TestCase):
    def setUp(self):
        self.one = interpreters.create()
        self.addCleanup(self.one.close)

    def test_the_module_is_that_of_the_console_or_of_the_standard_library(self):
        self.assertIs(gimbal.interpreters, interpreters)
        if sys.version_info >= (3, 14):
            import concurrent.interpreters as standard
        else:
            import gimbal_console.interpreters as standard
        self.assertIs(interpreters.Interpreter, standard.Interpreter)
        self.assertIn("interpreters", dir(gimbal))

    def test_the_program_cannot_be_imported_there_and_a_sentence_says_so(self):
        for name in ("gimbal", "_gimbal"):
            with self.assertRaisesRegex(
                interpreters.ExecutionFailed,
                "ImportError: the module '_gimbal' of the program works in the main interpreter only",
            ):
                self.one.exec(f"import {name}")

    def test_the_vertices_of_a_mesh_cross_as_shared_memory(self):
        cube = gimbal.scene.add("cube", name="crossing")
        self.addCleanup(gimbal.scene.remove, cube)
        vertices = memoryview(cube.mesh.vertices)
        self.one.prepare_main(vertices=vertices)
        self.assertEqual(self.one.call(eval, "vertices.shape"), vertices.shape)
        self.one.exec("del vertices")


if __name__ == "__main__":
    unittest.main()
