"""Meshes go to other processes by value, in python3 and in the program; pools of each kind use gimbal."""
import unittest

from plain_python import PlainPythonTest

POOL = """\
import multiprocessing, sys
import gimbal

def smoothed(mesh):
    mesh.smooth(iterations=2)
    gimbal.scene.add(mesh, name="mine")
    return mesh, gimbal.scene.objects.keys(), gimbal.app.has_window

if __name__ == "__main__":
    gimbal.scene.add("torus", name="ring").mesh.subdivide(levels=1)
    meshes = [gimbal.scene.objects["ring"].mesh, gimbal.Mesh([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [(0, 1, 2)])]
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        for mesh, names, window in pool.map(smoothed, meshes, chunksize=1):
            added = gimbal.scene.add(mesh, name="back")
            print(added.mesh.triangle_count, names[-1].startswith("mine"), window, mesh.object)
"""
EXPECTED = "12288 True False None\n1 True False None\n"


class Pools(PlainPythonTest):
    def test_a_pool_of_each_kind_works_in_python3(self):
        path = self.script(POOL)
        count = self.run_python("-c", "import gimbal; m = gimbal.scene.add('torus').mesh; m.subdivide(levels=1);"
                                " print(m.triangle_count)")[1].strip()
        for method in ("spawn", "forkserver", "fork"):
            with self.subTest(method=method):
                code, out, err = self.run_python(path, method)
                self.assertEqual((code, out, err), (0, EXPECTED.replace("12288", count), ""))

    def test_spawned_workers_of_the_program_use_gimbal_fully(self):
        path = self.script(POOL)
        for method in ("spawn", "forkserver"):
            with self.subTest(method=method):
                code, out, err = self.run_gimbal("--headless", path, method)
                self.assertEqual(code, 0, err)
                self.assertRegex(out, r"^\d+ True False None\n1 True False None\n$")

    def test_a_fork_pool_of_the_program_refuses_heavy_work_with_a_sentence(self):
        path = self.script(POOL)
        code, _, err = self.run_gimbal("--headless", path, "fork")
        self.assertEqual(code, 1)
        self.assertIn('use multiprocessing.get_context("spawn")', err)


class Values(PlainPythonTest):
    def test_pickle_keeps_every_table_bit_for_bit(self):
        self.check(
            "import pickle, gimbal\n"
            "ring = gimbal.scene.add('torus')\n"
            "ring.mesh.colours = [(0.25, 0.5, 1, 0.125)] * ring.mesh.vertex_count\n"
            "for protocol in range(pickle.HIGHEST_PROTOCOL + 1):\n"
            "    mesh = pickle.loads(pickle.dumps(ring.mesh, protocol))\n"
            "    for name in ('vertices', 'triangles', 'colours'):\n"
            "        assert bytes(getattr(mesh, name)) == bytes(getattr(ring.mesh, name)), name\n"
            "    assert mesh.volume == ring.mesh.volume\n"
            "print(mesh, mesh.object)",
            "<mesh without an object: 1536 vertices, 3072 triangles> None\n",
        )

    def test_a_point_cloud_and_an_empty_mesh_can_be_pickled(self):
        self.check(
            "import pickle, gimbal\n"
            "for rows in ([(1, 2, 3)], []):\n"
            "    mesh = pickle.loads(pickle.dumps(gimbal.Mesh(rows, [])))\n"
            "    print(mesh.vertex_count, mesh.colours, list(mesh.vertices))",
            "1 None [(1.0, 2.0, 3.0)]\n0 None []\n",
        )

    def test_a_copy_has_its_own_value_and_costs_no_object(self):
        self.check(
            "import copy, gimbal\n"
            "ring = gimbal.scene.add('torus')\n"
            "for make in (copy.copy, copy.deepcopy, gimbal.Mesh.copy):\n"
            "    mesh = make(ring.mesh)\n"
            "    before = ring.mesh.triangle_count\n"
            "    mesh.subdivide(levels=1)\n"
            "    print(mesh.triangle_count == 4 * before, ring.mesh.triangle_count == before, mesh == make(mesh))\n"
            "print(len(gimbal.scene.objects))",
            "True True False\n" * 3 + "1\n",
        )

    def test_the_vertices_of_a_mesh_by_value_are_read_only(self):
        code, out, err = self.run_python(
            "-c",
            "import gimbal, pickle\n"
            "mesh = gimbal.Mesh([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [(0, 1, 2)], [(1, 0, 0)] * 3)\n"
            "view = memoryview(mesh.vertices)\n"
            "print(view.shape, view.readonly, view[1, 0], mesh.vertices, mesh.colours[0])\n"
            "try: mesh.vertices[3]\n"
            "except IndexError as error: print(error)\n"
            "mesh.colours = None\nprint(mesh.colours)\n"
            "import io\n"
            "try: io.BytesIO(bytes(36)).readinto(mesh.vertices)\n"
            "except (BufferError, TypeError) as error: print(type(error).__name__)\n",
        )
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(
            out.splitlines()[:4],
            [
                "(3, 3) True 1.0 <3 vertices, float32, read-only> (1.0, 0.0, 0.0, 1.0)",
                "vertex 3 is out of range: the mesh has 3",
                "None",
                "TypeError",
            ],
        )

    def test_what_belongs_to_the_scene_is_refused_with_the_remedy(self):
        self.check(
            "import copy, pickle, gimbal\n"
            "ring = gimbal.scene.add('torus', name='ring')\n"
            "for value in (ring, ring.mesh.vertices, ring.mesh.triangles):\n"
            "    for refuse in (pickle.dumps, copy.deepcopy):\n"
            "        try: refuse(value)\n"
            "        except TypeError as error: print(str(error)[:60])\n",
            "".join(
                f"a gimbal.{name} belongs to the scene of this process and cannot be"[:60] + "\n"
                for name in ("Object", "Object", "Vertices", "Vertices", "Triangles", "Triangles")
            ),
        )

    def test_damaged_bytes_are_refused(self):
        self.check(
            "import _gimbal\n"
            "for values in ((b'1', b'', b'', b''), (b'', b'\\0' * 12, b'', b''), (1, b'', b'', b'')):\n"
            "    try: _gimbal.mesh_from_bytes(*values)\n"
            "    except (ValueError, TypeError) as error: print(type(error).__name__)\n",
            "ValueError\nValueError\nTypeError\n",
        )


if __name__ == "__main__":
    unittest.main()
