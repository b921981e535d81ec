"""The colours of vertices, and what a save returns."""
import array
import io
import os
import unittest

from support import SceneTest, numpy, undo_own

import gimbal

RED, GREEN, BLUE = (1.0, 0.0, 0.0, 1.0), (0.0, 1.0, 0.0, 1.0), (0.0, 0.0, 1.0, 1.0)
CORNERS, TRIANGLE = [(0, 0, 0), (1, 0, 0), (0, 1, 0)], [(0, 1, 2)]


class Colours(SceneTest):
    def test_a_mesh_has_none_until_some_are_assigned(self):
        mesh = gimbal.scene.add("cube").mesh
        self.assertIsNone(mesh.colours)
        mesh.colours = [RED] * 8
        self.assertEqual((len(mesh.colours), mesh.colours.shape, mesh.colours[7]), (8, (8, 4), RED))
        self.assertEqual(repr(mesh.colours), "<8 colours, float32, read-only>")
        mesh.colours = None
        self.assertIsNone(mesh.colours)

    def test_arrays_and_rows_of_three_or_four_numbers_are_taken(self):
        mesh = gimbal.scene.add_mesh("t", CORNERS, TRIANGLE).mesh
        for value in (
            [(1, 0, 0), (0, 1, 0), (0, 0, 1)],
            numpy.eye(3),
            numpy.eye(3, 4, dtype="float32") + numpy.array([0, 0, 0, 1], "float32"),
            numpy.eye(3, dtype="uint8"),
            memoryview(array.array("f", [1, 0, 0, 0, 1, 0, 0, 0, 1])).cast("B").cast("f", (3, 3)),
            (row for row in (RED, GREEN, BLUE)),
        ):
            mesh.colours = None
            mesh.colours = value
            self.assertEqual(list(mesh.colours), [RED, GREEN, BLUE])

    def test_they_are_a_buffer_without_a_copy(self):
        mesh = gimbal.scene.add_mesh("t", CORNERS, TRIANGLE, colours=[RED, GREEN, BLUE]).mesh
        colours = numpy.asarray(mesh.colours)
        self.assertEqual((colours.dtype, colours.shape), ("float32", (3, 4)))
        self.assertEqual(colours.tolist(), [list(RED), list(GREEN), list(BLUE)])
        with self.assertRaisesRegex(ValueError, "read-only"):
            colours[0] = 0  # otherwise nothing would notice the write
        with self.assertRaises(TypeError):
            io.BytesIO(bytes(48)).readinto(mesh.colours)
        mesh.colours = colours[::-1]
        self.assertEqual(mesh.colours[0], BLUE)
        self.assertEqual(colours[0].tolist(), list(RED))  # an array keeps what it was made from

    def test_wrong_values_raise_and_change_nothing(self):
        mesh = gimbal.scene.add_mesh("t", CORNERS, TRIANGLE, colours=[RED, GREEN, BLUE]).mesh
        for value, message in [
            ([RED, GREEN], "2 colours were given for a mesh of 3 vertices"),
            ([(1, 0), (0, 1), (1, 1)], r"colours\[0\] must be three or four numbers"),
            (numpy.zeros((3, 2)), r"shape \(n, 3\) or \(n, 4\), not \(3, 2\)"),
            (numpy.array([[255, 0, 0]] * 3, "uint8"), "colour 0 of 3 is .255.*linear numbers from 0 to 1"),
            ([(-0.5, 0, 0)] * 3, "linear numbers from 0 to 1"),
            ([(float("nan"), 0, 0)] * 3, r"colours\[0\] must be finite, not nan"),
        ]:
            with self.assertRaisesRegex(ValueError, message):
                mesh.colours = value
        for value in (7, "red", [7], object()):
            with self.assertRaises((TypeError, ValueError)):
                mesh.colours = value
        with self.assertRaises((AttributeError, TypeError)):
            del mesh.colours
        self.assertEqual(list(mesh.colours), [RED, GREEN, BLUE])

    def test_they_are_undone_as_one_step_and_may_change_while_an_array_is_held(self):
        mesh = gimbal.scene.add_mesh("t", CORNERS, TRIANGLE).mesh
        gimbal.app.end_step()
        vertices = numpy.asarray(mesh.vertices)
        mesh.colours = [RED, GREEN, BLUE]
        vertices[0, 0] = 5
        self.assertEqual((mesh.vertices[0][0], mesh.colours[0]), (5, RED))
        del vertices
        undo_own()
        self.assertIsNone(mesh.colours)
        gimbal.app.redo()
        self.assertEqual(mesh.colours[2], BLUE)

    def test_operations_keep_them(self):
        mesh = gimbal.scene.add_mesh("t", CORNERS, TRIANGLE, colours=[RED, GREEN, BLUE]).mesh
        mesh.subdivide()
        self.assertEqual(len(mesh.colours), 6)
        self.assertEqual(mesh.colours[0], RED)
        mesh.smooth()
        self.assertEqual(mesh.colours[0], RED)

    def test_a_removed_object_raises(self):
        thing = gimbal.scene.add("cube")
        mesh = thing.mesh
        thing.remove()
        with self.assertRaises(ReferenceError):
            mesh.colours = None
        with self.assertRaises(ReferenceError):
            mesh.colours


class Files(SceneTest):
    def test_files_and_scenes_keep_them(self):
        values = numpy.random.default_rng(1).random((8, 4), "float32")
        values[:, 3] = 1
        gimbal.scene.add("cube").mesh.colours = values
        for ending in (".obj", ".gltf", ".glb"):
            gimbal.io.save(self.path("a" + ending), list(gimbal.scene.objects.values())[:1])
            (loaded,) = gimbal.io.load(self.path("a" + ending))
            self.assertEqual(numpy.asarray(loaded.mesh.colours).tobytes(), values.tobytes(), ending)
            loaded.remove()
        gimbal.io.save_scene(self.path("a.gimbal"))
        gimbal.io.load_scene(self.path("a.gimbal"))
        (loaded,) = gimbal.scene.objects.values()
        self.assertEqual(numpy.asarray(loaded.mesh.colours).tobytes(), values.tobytes())
        member = numpy.load(self.path("a.gimbal"))["meshes/0/colours"]
        self.assertEqual(member.tobytes(), values.tobytes())

    def test_a_save_returns_what_the_file_holds(self):
        gimbal.scene.add("cube", name="box")
        path = self.path("box.obj")
        saved = gimbal.io.save(path)
        self.assertIsInstance(saved, gimbal.SavedFile)
        sentence = "Saved 1 object to box.obj (OBJ, turned from Z up to Y up): 8 vertices, 12 triangles"
        self.assertEqual(tuple(saved), (path, "OBJ", 1, 8, 12, sentence))
        self.assertEqual((saved.path, saved.format, saved.objects), (path, "OBJ", 1))
        self.assertEqual((repr(saved), str(saved), f"{saved}"), (sentence,) * 3)
        self.assertEqual(gimbal.ops.io.save(path), sentence)
        self.assertEqual(gimbal.ops.io.load(path), sentence.replace("Saved", "Loaded").replace(" to box", " from box")
                         .replace("Z up to Y", "Y up to Z"))
        scene = gimbal.io.save_scene(self.path("s.gimbal"))
        self.assertEqual((scene.path, scene.format, scene.objects), (self.path("s.gimbal"), "scene", 2))
        self.assertEqual(repr(scene), "Saved 2 objects to s.gimbal (scene): 16 vertices, 24 triangles")

    def test_units_of_a_file_become_metres(self):
        gimbal.scene.add("cube", name="box")
        saved = gimbal.io.save(self.path("mm.stl"), unit="mm")
        self.assertIn("scale 1000 to millimetres", saved.summary)
        self.assertEqual(gimbal.io.load(self.path("mm.stl"))[0].bounds[1], (1000, 1000, 1000))
        self.assertEqual(gimbal.io.load(self.path("mm.stl"), unit="mm")[0].bounds[1], (1, 1, 1))
        for bad in ("yard", "", "MM"):
            with self.assertRaisesRegex(ValueError, "unit must be one of 'm', 'cm', 'mm'"):
                gimbal.io.load(self.path("mm.stl"), unit=bad)
        with self.assertRaises(TypeError):
            gimbal.io.save(self.path("mm.stl"), unit=None)

    def test_all_hard_links_of_a_file_get_the_new_content(self):
        gimbal.scene.add("cube")
        for ending in (*gimbal.io.writable, ".gimbal"):
            save = gimbal.io.save_scene if ending == ".gimbal" else gimbal.io.save
            save(self.path("a" + ending))
            os.link(self.path("a" + ending), self.path("b" + ending))
            gimbal.scene.add("torus")
            save(self.path("a" + ending))
            with open(self.path("a" + ending), "rb") as a, open(self.path("b" + ending), "rb") as b:
                self.assertEqual(a.read(), b.read(), ending)
            self.assertEqual(os.stat(self.path("b" + ending)).st_nlink, 2)


if __name__ == "__main__":
    unittest.main()
