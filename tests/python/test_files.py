"""Invalid files: missing, unreadable, empty, truncated, damaged or without faces. None of them changes the scene."""
import os
import random
import unittest

from support import SceneTest

import gimbal


class BadFiles(SceneTest):
    def setUp(self):
        super().setUp()
        self.kept = gimbal.scene.add("cube", name="kept")

    def tearDown(self):
        self.assertEqual(gimbal.scene.objects.keys(), ["kept"])

    def test_missing_files_raise_the_errors_of_open(self):
        with self.assertRaises(FileNotFoundError) as caught:
            gimbal.io.load(self.path("none.obj"))
        self.assertEqual(caught.exception.filename, self.path("none.obj"))
        with self.assertRaises(IsADirectoryError):
            gimbal.io.load(self.folder)
        with self.assertRaises(FileNotFoundError):
            gimbal.io.save(self.path("none", "out.ply"))
        with self.assertRaises(IsADirectoryError):
            gimbal.io.save(self.folder)

    def test_unreadable_files_raise_permission_error(self):
        locked = self.write("locked.obj", "v 0 0 0\n")
        os.chmod(locked, 0)
        if os.access(locked, os.R_OK):  # root can read everything, but nobody can write into /proc
            with self.assertRaises((OSError, gimbal.MeshFileError)):
                gimbal.io.save("/proc/out.ply")
        else:
            with self.assertRaises(PermissionError):
                gimbal.io.load(locked)

    def test_files_without_a_mesh_raise_with_the_file_and_the_problem(self):
        noise = random.Random(1).randbytes(4096)
        for name, data in [
            ("empty.obj", ""),
            ("empty.stl", ""),
            ("empty.ply", ""),
            ("empty.glb", ""),
            ("empty.gltf", ""),
            ("noise.obj", noise),
            ("noise.stl", noise),
            ("noise.ply", noise),
            ("noise.glb", noise),
            ("noise.gltf", noise),
            ("points.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\n"),
            ("range.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n"),
            ("nan.obj", "v nan 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"),
            (
                "none.ply",
                "ply\nformat ascii 1.0\nelement vertex 0\nproperty float x\nproperty float y\n"
                "property float z\nend_header\n",
            ),
            ("kind.xyz", "1 2 3\n"),
            ("noending", "v 0 0 0\n"),
        ]:
            path = self.write(name, data)
            with self.subTest(name=name), self.assertRaises(gimbal.MeshFileError) as caught:
                gimbal.io.load(path)
            self.assertIn(name, str(caught.exception))

    def test_a_truncated_file_raises(self):
        for ending in gimbal.io.writable:
            path = self.path("whole" + ending)
            gimbal.io.save(path, [self.kept])
            with open(path, "rb") as file:
                data = file.read()
            cut = self.write("cut" + ending, data[: len(data) * 2 // 3])
            with self.subTest(ending=ending):
                try:
                    for thing in gimbal.io.load(cut):  # a text format may be complete up to the cut
                        self.assertLess(thing.mesh.triangle_count, 12)
                        thing.remove()
                except gimbal.MeshFileError as error:
                    self.assertIn("cut" + ending, str(error))

    def test_saving_with_an_unknown_extension_leaves_no_file(self):
        with self.assertRaisesRegex(gimbal.MeshFileError, "out.xyz.*obj"):
            gimbal.io.save(self.path("out.xyz"))
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_failed_save_keeps_the_old_file(self):
        path = self.write("old.ply", "the old one")
        with self.assertRaises(ReferenceError):
            gone = gimbal.scene.add("cube")
            gone.remove()
            gimbal.io.save(path, [self.kept, gone])
        with open(path) as file:
            self.assertEqual(file.read(), "the old one")

    def test_values_that_are_not_paths_raise(self):
        with self.assertRaisesRegex(TypeError, "path must be a str or os.PathLike, not 7"):
            gimbal.io.load(7)
        with self.assertRaises(ValueError):
            gimbal.io.load("a\0b.obj")
        with self.assertRaisesRegex(ValueError, "objects is empty"):
            gimbal.io.save(self.path("x.obj"), [])

    def test_errors_of_screenshot_name_the_path_and_the_size(self):
        with self.assertRaises(FileNotFoundError):
            gimbal.view.screenshot(self.path("none", "shot.png"), 16, 16)
        with self.assertRaisesRegex(ValueError, "must end in .png, not .*shot.bmp"):
            gimbal.view.screenshot(self.path("shot.bmp"))
        with self.assertRaisesRegex(ValueError, "width must lie between 1 and 8192, not 0"):
            gimbal.view.screenshot(width=0)


if __name__ == "__main__":
    unittest.main()
