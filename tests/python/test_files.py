"""Invalid files: missing, unreadable, empty, truncated, damaged or without faces. None of them changes the scene."""
import contextlib
import errno
import os
import random
import resource
import unittest

from support import SceneTest

import gimbal


@contextlib.contextmanager
def normal_user():
    """As root, the whole process becomes another user, because root may write any file."""
    user = os.getuid()
    if user == 0:
        os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        if user == 0:
            os.setresuid(0, 0, 0)


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

    def test_a_save_raises_the_same_for_meshes_and_scenes(self):
        os.chmod(self.folder, 0o777)
        saves = [(gimbal.io.save, "a" + ending) for ending in gimbal.io.writable] + [(gimbal.io.save_scene, "a.gimbal")]
        for save, name in saves:
            with self.subTest(name=name):
                save(self.path(name))
                with open(self.path(name), "rb") as file:
                    before = file.read()
                os.chmod(self.path(name), 0o444)
                with normal_user(), self.assertRaises(PermissionError) as caught:
                    save(self.path(name))
                self.assertEqual(caught.exception.filename, self.path(name))
                with open(self.path(name), "rb") as file:
                    self.assertEqual(file.read(), before)
                with self.assertRaises(NotADirectoryError):
                    save(self.path(name, name))
                with self.assertRaises(FileNotFoundError):
                    save(self.path("none", name))
                os.remove(self.path(name))
                os.mkfifo(self.path(name))
                with self.assertRaisesRegex(ValueError, "it is not an ordinary file. Choose another name"):
                    save(self.path(name))
                os.remove(self.path(name))
                os.symlink("/dev/full", self.path(name))
                with self.assertRaisesRegex(ValueError, "it is not an ordinary file. Choose another name"):
                    save(self.path(name))
                os.remove(self.path(name))

    def test_a_save_writes_the_target_of_a_link_in_a_folder_that_is_read_only(self):
        target, links = self.write("target.ply", ""), self.path("links")
        os.chmod(self.folder, 0o777)
        os.chmod(target, 0o666)
        os.mkdir(links)
        os.symlink(target, os.path.join(links, "a.ply"))
        os.chmod(links, 0o555)
        with normal_user():
            gimbal.io.save(os.path.join(links, "a.ply"))
        os.chmod(links, 0o755)
        self.assertGreater(os.path.getsize(target), 100)

    def test_coordinates_that_no_file_can_hold_keep_the_old_file(self):
        for ending in gimbal.io.writable:
            path = self.path("a" + ending)
            gimbal.io.save(path)
            with open(path, "rb") as file:
                before = file.read()
            self.kept.location = (1e30, 0, 0)
            with self.subTest(ending=ending):
                with self.assertRaisesRegex(gimbal.MeshFileError, "of 'kept' is too far away for a file: use a small"):
                    gimbal.io.save(path, scale=1e9)
                with open(path, "rb") as file:
                    self.assertEqual(file.read(), before)
            self.kept.location = (0, 0, 0)

    def test_a_full_disk_raises_the_same_for_meshes_and_scenes(self):
        self.kept.mesh.subdivide(levels=4)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        for save, name in ((gimbal.io.save, "a.stl"), (gimbal.io.save_scene, "a.gimbal")):
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))  # write() fails, as on a full disk
            try:
                with self.subTest(name=name), self.assertRaises(OSError) as caught:
                    save(self.path(name))
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            self.assertEqual((caught.exception.errno, caught.exception.filename), (errno.EFBIG, self.path(name)))
        self.assertEqual(os.listdir(self.folder), [])

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
            ("nothing.obj", "# nothing\n"),
            ("noise.off", noise),
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


class Files(SceneTest):
    def test_vertices_come_back_with_every_bit_in_the_same_order(self):
        thing = gimbal.scene.add("torus", name="ring")
        before = [tuple(row) for row in thing.mesh.vertices]
        for ending in gimbal.io.writable:
            with self.subTest(ending=ending):
                gimbal.io.save(self.path("ring" + ending), thing)
                (loaded,) = gimbal.io.load(self.path("ring" + ending))
                if ending == ".stl":  # in the order of the triangles
                    self.assertEqual(sorted(before), sorted(tuple(row) for row in loaded.mesh.vertices))
                else:
                    self.assertEqual(before, [tuple(row) for row in loaded.mesh.vertices])
                self.assertEqual(loaded.bounds, thing.bounds)
                loaded.remove()

    def test_the_axis_that_points_up_and_the_scale_are_parameters(self):
        tall = self.write("tall.obj", "v 0 0 0\nv 1 0 0\nv 0 9 0\nf 1 2 3\n")
        for options, high in [({}, (1, 0, 9)), ({"up_axis": "Z"}, (1, 9, 0)), ({"scale": 0.5}, (0.5, 0, 4.5))]:
            (thing,) = gimbal.io.load(tall, **options)
            with self.subTest(options=options):
                for got, wanted in zip(thing.bounds[1], high):
                    self.assertAlmostEqual(got, wanted, places=5)
            thing.remove()
        (thing,) = gimbal.io.load(tall)
        gimbal.io.save(self.path("again.stl"), thing, up_axis="Y", scale=1000)
        (again,) = gimbal.io.load(self.path("again.stl"))
        self.assertEqual(again.bounds[1], (1000, 9000, 0))

    def test_an_obj_file_that_we_wrote_says_which_axis_points_up(self):
        cone = gimbal.scene.add("cone", location=(1, 2, 3))
        for axis in ("Y", "Z"):
            gimbal.io.save(self.path("a.obj"), cone, up_axis=axis)
            (loaded,) = gimbal.io.load(self.path("a.obj"))
            self.assertEqual(loaded.bounds, cone.bounds)
            self.assertEqual(loaded.rotation, (0, 0, 0))
        (turned,) = gimbal.io.load(self.path("a.obj"), up_axis="Y")
        self.assertNotEqual(turned.bounds, cone.bounds)

    def test_a_wrong_axis_or_scale_names_the_value(self):
        with self.assertRaisesRegex(ValueError, "scale must lie between 1e-09 and 1e.09, not 1e-12"):
            gimbal.io.save(self.path("a.obj"), gimbal.scene.add("cube"), scale=1e-12)
        with self.assertRaisesRegex(ValueError, "up_axis must be 'Y' or 'Z', not 'X'"):
            gimbal.io.load("any.obj", up_axis="X")
        for scale in (0, -1, 1e10):
            with self.assertRaisesRegex(ValueError, "scale must lie between"):
                gimbal.io.load("any.obj", scale=scale)
        with self.assertRaisesRegex(ValueError, "up_axis"):
            gimbal.ops.io.load(path="any.obj", up_axis="X")

    def test_points_and_lines_load_as_objects(self):
        (thing,) = gimbal.io.load(self.write("cloud.obj", "v 1 2 3\nv 4 5 6\nl 1 2\n"), up_axis="Z")
        self.assertEqual((thing.mesh.vertex_count, thing.mesh.triangle_count), (2, 0))

    def test_a_damaged_file_never_holds_up_a_save(self):
        gimbal.scene.add("cube")
        bad = self.write("bad.obj", "# a comment\n" * 500_000)
        for name in ("bad.obj", "deep.gltf", "dag.gltf"):
            bad = self.path(name)
            if name == "deep.gltf":
                self.write(name, "[" * 180_000)
            if name == "dag.gltf":
                nodes = ",".join('{"children":[%d,%d]}' % (i + 1, i + 1) for i in range(40)) + ',{"mesh":0}'
                self.write(name, '{"asset":{"version":"2.0"},"scenes":[{"nodes":[0]}],"nodes":[%s]}' % nodes)
            with self.subTest(name=name), self.assertRaises(gimbal.MeshFileError):
                gimbal.io.load(bad)
            gimbal.io.save(self.path("good.obj"))


if __name__ == "__main__":
    unittest.main()
