"""The examples run without a window, twice with the same result, and each says what it shows."""
import ast
import os
import unittest

from support import SceneTest, need_numpy

import gimbal

FOLDER = os.path.join(gimbal.app.scripts_dir, "examples")
EXAMPLES = sorted(name for name in os.listdir(FOLDER) if name.endswith(".py"))


class Examples(SceneTest):
    def run_example(self, name):
        path = os.path.join(FOLDER, name)
        with open(path) as file:
            source = file.read()
        if "numpy" in source:
            need_numpy()
        exec(compile(source, path, "exec"), {"__name__": "__main__", "__file__": path})

    def test_there_are_six_and_each_says_what_it_shows(self):
        self.assertEqual(len(EXAMPLES), 6)
        for name in EXAMPLES:
            with open(os.path.join(FOLDER, name)) as file:
                self.assertIn("Shows", ast.get_docstring(ast.parse(file.read())) or "", name)

    def test_each_adds_objects_and_replaces_them_when_run_again(self):
        for name in EXAMPLES:
            with self.subTest(name=name):
                gimbal.scene.clear()
                self.run_example(name)
                names, triangles = gimbal.scene.objects.keys(), gimbal.scene.triangle_count
                self.assertGreater(triangles, 0)
                self.run_example(name)
                self.assertEqual((gimbal.scene.objects.keys(), gimbal.scene.triangle_count), (names, triangles))

    def test_they_do_not_change_other_objects(self):
        gimbal.scene.add("cube", name="mine")
        for name in EXAMPLES:
            with self.subTest(name=name):
                self.run_example(name)
        self.assertIn("mine", gimbal.scene.objects)

    def test_the_emblem_is_three_rings(self):
        self.run_example("01_emblem.py")
        self.assertEqual(gimbal.scene.objects.keys(), ["ring.outer", "ring.middle", "ring.inner"])
        self.assertTrue(all(ring.mesh.is_closed and ring.mesh.volume > 0 for ring in gimbal.scene.objects))

    def test_their_meshes_face_outwards(self):
        self.run_example("05_knot_levels.py")
        self.assertGreater(gimbal.scene.objects["knot.0"].mesh.volume, 0)
        self.assertTrue(gimbal.scene.objects["knot.0"].mesh.is_closed)


if __name__ == "__main__":
    unittest.main()
