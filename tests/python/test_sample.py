"""Each line of the sample in the README: load, edit, read, write, picture, events."""
import os
import unittest

from support import SceneTest, numpy, wait_until

import gimbal


class Sample(SceneTest):
    def setUp(self):
        super().setUp()
        ball = gimbal.scene.add("sphere", name="bunny")
        gimbal.io.save(self.path("bunny.obj"), [ball])
        gimbal.scene.clear()

    def test_load_gives_a_list_of_objects_named_after_the_file(self):
        (bunny,) = gimbal.io.load(self.path("bunny.obj"))
        self.assertEqual(bunny.name, "bunny")
        self.assertIs(type(bunny), gimbal.Object)
        self.assertEqual(gimbal.scene.selection, [bunny])

    def test_smooth_shrinks_and_subdivide_and_decimate_change_the_triangle_count(self):
        (bunny,) = gimbal.io.load(self.path("bunny.obj"))
        area, triangles = bunny.mesh.area, bunny.mesh.triangle_count
        bunny.mesh.smooth(iterations=10, factor=0.5)
        self.assertLess(bunny.mesh.area, area)
        bunny.mesh.subdivide(levels=2)
        self.assertEqual(bunny.mesh.triangle_count, triangles * 16)
        bunny.mesh.decimate(ratio=0.1)
        self.assertAlmostEqual(bunny.mesh.triangle_count / (triangles * 16), 0.1, places=2)

    def test_measures_of_a_cube_are_exact(self):
        mesh = gimbal.scene.add("cube").mesh
        self.assertEqual(
            (mesh.area, mesh.volume, mesh.bounds, mesh.is_closed), (24.0, 8.0, ((-1, -1, -1), (1, 1, 1)), True)
        )

    def test_location_and_name_read_back(self):
        ring = gimbal.scene.add("torus", name="ring")
        ring.location = (1, 0, 0)
        self.assertEqual((ring.name, ring.location), ("ring", (1.0, 0.0, 0.0)))

    def test_numpy_arrays_of_the_vertices_share_their_memory(self):
        mesh = gimbal.scene.add("cube").mesh
        v = numpy.asarray(mesh.vertices)
        self.assertEqual((v.shape, v.dtype), ((8, 3), numpy.float32))
        self.assertTrue(numpy.shares_memory(v, numpy.asarray(mesh.vertices)))

    def test_a_saved_file_of_each_format_loads_with_the_same_size(self):
        ring = gimbal.scene.add("torus", name="ring")
        for ending in gimbal.io.writable:
            with self.subTest(ending=ending):
                path = self.path("out" + ending)
                gimbal.io.save(path, [ring])
                (again,) = gimbal.io.load(path)
                self.assertEqual(again.mesh.triangle_count, ring.mesh.triangle_count)
                self.assertAlmostEqual(again.mesh.area, ring.mesh.area, places=3)

    def test_the_scene_finds_objects_by_name_and_has_the_selection(self):
        ring = gimbal.scene.add("torus", name="ring")
        self.assertEqual(gimbal.scene.objects["ring"], ring)
        gimbal.scene.selection = [ring]
        self.assertEqual(gimbal.scene.selection, [ring])
        self.assertEqual(gimbal.scene.active, ring)

    def test_screenshot_writes_a_png_and_returns_its_path(self):
        gimbal.scene.add("torus")
        path = gimbal.view.screenshot(self.path("shot.png"), 160, 90)
        with open(path, "rb") as file:
            self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")

    def test_screenshot_without_a_path_returns_pixels_with_the_object(self):
        empty = numpy.asarray(gimbal.view.screenshot(width=64, height=48)).copy()
        gimbal.scene.add("cube", colour=(1, 0, 0))
        gimbal.view.frame_all()
        picture = numpy.asarray(gimbal.view.screenshot(width=64, height=48))
        self.assertEqual(picture.shape, (48, 64, 4))
        self.assertGreater(int((picture != empty).any(axis=2).sum()), 100)

    def test_notify_and_frame_stats_work_without_a_window(self):
        self.assertIsNone(gimbal.ui.notify("done"))
        self.assertEqual(gimbal.app.frame_stats(continuous=None).frames, 0)
        stats = gimbal.app.frame_stats()
        self.assertEqual((stats.frames, stats.late_ms.mean, stats.late_ms.p99, stats.late_ms.longest), (0, 0, 0, 0))

    def test_a_handler_gets_the_selection_while_the_script_runs(self):
        seen = []

        @gimbal.on("selection_changed")
        def show(event):
            seen.append((event.name, event.selection))

        self.addCleanup(gimbal.off, "selection_changed", show)
        ring = gimbal.scene.add("torus")
        gimbal.scene.selection = [ring]
        wait_until(lambda: ("selection_changed", [ring]) in seen, "the event")

    def test_paths_may_be_pathlike(self):
        import pathlib

        gimbal.scene.add("cube")
        gimbal.io.save(pathlib.Path(self.folder) / "cube.stl")
        self.assertTrue(os.path.exists(self.path("cube.stl")))
        self.assertEqual(len(gimbal.io.load(pathlib.Path(self.folder) / "cube.stl")), 1)


if __name__ == "__main__":
    unittest.main()
