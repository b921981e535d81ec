"""gimbal.io.save_scene and load_scene: what comes back, and what is refused. test_killed_saves.py kills saves."""
import json
import os
import resource
import zipfile

from support import SceneTest, numpy, undo_own

import gimbal

MANIFEST = '{"format": "gimbal scene", "version": 1, "objects": [], "meshes": []}'


class SceneFiles(SceneTest):
    def fill(self):
        ring = gimbal.scene.add("torus", name="ring", location=(1, 2, 3), rotation=(0.1, 0.2, 1 / 3), scale=(1, 2, -1))
        ring.colour = (0.1, 0.2, 0.3, 0.4)
        ring.visible = False
        gimbal.scene.add_mesh("thirds", [(1 / 3, 1e-40, -0.0), (1e30, 2 / 3, 1), (0, 1, 0)], [(0, 1, 2)])
        gimbal.scene.add("cube", name="Würfel")
        gimbal.scene.selection = [gimbal.scene.objects["Würfel"], ring]
        gimbal.view.camera.yaw_degrees = 12

    def state(self):
        return [
            (
                o.name,
                o.location,
                o.rotation,
                o.scale,
                o.colour,
                o.visible,
                bytes(memoryview(o.mesh.vertices)),
                bytes(memoryview(o.mesh.triangles)),
            )
            for o in gimbal.scene.objects
        ], [o.name for o in gimbal.scene.selection], gimbal.view.camera.yaw_degrees

    def test_a_scene_comes_back_bit_for_bit(self):
        self.fill()
        before = self.state()
        file = self.path("a.gimbal")
        gimbal.io.save_scene(file)
        gimbal.scene.clear()
        gimbal.scene.add("sphere")
        gimbal.view.camera.yaw_degrees = 90
        old = gimbal.scene.objects["sphere"]
        gimbal.io.load_scene(file)
        self.assertEqual(self.state(), before)
        self.assertFalse(old.exists())

    def test_numpy_reads_the_meshes_of_a_file(self):
        self.fill()
        vertices = numpy.array(gimbal.scene.objects["thirds"].mesh.vertices)
        gimbal.io.save_scene(self.path("a.gimbal"))
        with numpy.load(self.path("a.gimbal")) as arrays:
            self.assertTrue(any(numpy.array_equal(arrays[name], vertices) for name in arrays.files if "vert" in name))

    def test_what_numpy_has_written_is_in_the_file(self):
        cube = gimbal.scene.add("cube")
        array = numpy.asarray(cube.mesh.vertices)
        array[0] = (7, 8, 9)
        gimbal.io.save_scene(self.path("a.gimbal"))
        gimbal.io.load_scene(self.path("a.gimbal"))
        self.assertEqual(gimbal.scene.objects["cube"].mesh.vertices[0], (7, 8, 9))
        self.assertEqual(tuple(array[0]), (7, 8, 9))  # the array of the old object stays usable

    def test_errors_of_the_system_are_those_of_open(self):
        with self.assertRaises(FileNotFoundError) as caught:
            gimbal.io.load_scene(self.path("none.gimbal"))
        self.assertEqual(caught.exception.filename, self.path("none.gimbal"))
        with self.assertRaises(IsADirectoryError):
            gimbal.io.load_scene(self.folder)
        with self.assertRaises(FileNotFoundError):
            gimbal.io.save_scene(self.path("none", "a.gimbal"))

    def test_a_bad_file_is_refused_with_its_reason_and_the_scene_stays(self):
        gimbal.scene.add("cube", name="stays")
        with zipfile.ZipFile(self.path("newer.gimbal"), "w") as archive:
            archive.writestr("manifest.json", MANIFEST.replace("1", "99"))
        for path, reason in [
            (self.path("newer.gimbal"), "newer version"),
            (self.write("text.gimbal", "hello"), "not a scene file"),
            (self.write("empty.gimbal", ""), "not a scene file"),
        ]:
            with self.assertRaisesRegex(gimbal.SceneFileError, reason):
                gimbal.io.load_scene(path)
        with self.assertRaisesRegex(gimbal.SceneFileError, "ends in .gimbal"):
            gimbal.io.save_scene(self.path("scene.obj"))
        self.assertEqual(gimbal.scene.objects.keys(), ["stays"])

    def test_archives_of_python_are_read_and_hostile_ones_refused(self):
        def archive(name, members, compression=zipfile.ZIP_DEFLATED):
            with zipfile.ZipFile(self.path(name), "w", compression) as file:
                for member, content in members:
                    file.writestr(member, content)
            return self.path(name)

        gimbal.io.load_scene(archive("good.gimbal", [("manifest.json", MANIFEST)]))
        self.assertEqual(len(gimbal.scene.objects), 0)
        bomb = archive("bomb.gimbal", [("manifest.json", MANIFEST), ("x", bytes(200 << 20))])
        with self.assertRaisesRegex(gimbal.SceneFileError, "unpacks to 200 MiB"):
            gimbal.io.load_scene(bomb)
        with self.assertRaisesRegex(gimbal.SceneFileError, "leads out"):
            gimbal.io.load_scene(archive("out.gimbal", [("../x", ""), ("manifest.json", MANIFEST)]))
        with self.assertRaisesRegex(gimbal.SceneFileError, "cannot be read"):
            gimbal.io.load_scene(archive("lzma.gimbal", [("manifest.json", MANIFEST)], zipfile.ZIP_LZMA))

    def test_a_small_file_that_names_a_member_again_and_again_is_refused(self):
        gimbal.scene.add("cube", name="stays")
        gimbal.io.save_scene(self.path("a.gimbal"))
        with zipfile.ZipFile(self.path("a.gimbal")) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        manifest = json.loads(members["manifest.json"])
        manifest["meshes"] *= 300
        members["manifest.json"] = json.dumps(manifest)
        with zipfile.ZipFile(self.path("b.gimbal"), "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        with self.assertRaisesRegex(gimbal.SceneFileError, "it is damaged: it names 'meshes/0/vertices.npy' twice"):
            gimbal.io.load_scene(self.path("b.gimbal"))

    def test_a_full_disk_keeps_the_old_file(self):
        gimbal.scene.add("cube", name="old")
        gimbal.io.save_scene(self.path("a.gimbal"))
        gimbal.scene.add("sphere", name="new").mesh.subdivide(levels=2)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))  # write() fails, as on a full disk
        try:
            with self.assertRaises(OSError):
                gimbal.io.save_scene(self.path("a.gimbal"))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        self.assertEqual(os.listdir(self.folder), ["a.gimbal"])
        gimbal.io.load_scene(self.path("a.gimbal"))
        self.assertEqual(gimbal.scene.objects.keys(), ["old"])

    def test_nothing_in_a_file_runs(self):
        flag = self.path("ran")
        with zipfile.ZipFile(self.path("code.gimbal"), "w") as archive:
            archive.writestr(
                "manifest.json",
                MANIFEST[:-1] + ', "scripts": [{"text": "scripts/0.py", "file": "", "line": 1, "column": 1}]}',
            )
            archive.writestr("scripts/0.py", f"open({flag!r}, 'w')")
        gimbal.io.load_scene(self.path("code.gimbal"))
        self.assertFalse(os.path.exists(flag))
        gimbal.io.save_scene(self.path("again.gimbal"))  # without an editor the script stays with the scene
        with zipfile.ZipFile(self.path("again.gimbal")) as archive:
            self.assertIn(b"open(", archive.read("scripts/0.py"))

    def test_loading_is_not_undone_and_edits_after_it_are(self):
        gimbal.scene.add("cube", name="saved")
        gimbal.io.save_scene(self.path("a.gimbal"))
        gimbal.io.load_scene(self.path("a.gimbal"))
        self.assertEqual(gimbal.app.undo_name, "")
        gimbal.scene.add("cube", name="later")
        undo_own()
        self.assertEqual(gimbal.scene.objects.keys(), ["saved"])
