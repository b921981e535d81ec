"""Vertices and triangles as buffers without copies, and meshes made from tables of numbers."""
import array
import gc
import io
import sys
import unittest

from support import SceneTest, numpy, undo_own

import gimbal


class Vertices(SceneTest):
    def test_a_write_changes_the_measures_immediately(self):
        mesh = gimbal.scene.add("cube").mesh
        v = numpy.asarray(mesh.vertices)
        v *= 3
        self.assertEqual((mesh.volume, mesh.bounds), (216.0, ((-3, -3, -3), (3, 3, 3))))

    def test_a_write_is_kept_after_the_array_is_deleted(self):
        mesh = gimbal.scene.add("cube").mesh
        v = numpy.asarray(mesh.vertices)
        v[:, 2] += 5
        del v
        self.assertEqual(mesh.bounds, ((-1, -1, 4), (1, 1, 6)))
        self.assertEqual(mesh.vertices[0][2] in (4.0, 6.0), True)

    def test_a_write_does_not_change_other_objects_with_the_same_mesh(self):
        first, second = gimbal.scene.add("cube"), gimbal.scene.add("cube")
        numpy.asarray(first.mesh.vertices)[:] *= 2
        self.assertEqual((first.mesh.volume, second.mesh.volume), (64.0, 8.0))

    def test_reading_is_not_an_edit(self):
        box = gimbal.scene.add("cube")
        undo_own()
        gimbal.app.redo()
        numpy.asarray(box.mesh.vertices).sum()
        undo_own()
        self.assertFalse(box.exists())

    def test_an_edit_raises_buffer_error_until_the_array_is_deleted(self):
        mesh = gimbal.scene.add("cube", name="box").mesh
        v = numpy.asarray(mesh.vertices)
        for edit in (mesh.smooth, mesh.subdivide, mesh.decimate):
            with self.assertRaisesRegex(BufferError, "'box'.*numpy"):
                edit()
        self.assertEqual(mesh.triangle_count, 12)
        del v
        mesh.subdivide()
        self.assertEqual(mesh.triangle_count, 48)

    def test_an_array_stays_valid_after_its_object_is_removed(self):
        box = gimbal.scene.add("cube")
        v = numpy.asarray(box.mesh.vertices)
        box.remove()
        gimbal.scene.add("torus")
        v[:] = 7
        self.assertEqual(float(v.sum()), 7 * 24)

    def test_a_write_of_nan_is_rejected_with_the_object_name_and_the_mesh_stays(self):
        mesh = gimbal.scene.add("cube", name="box").mesh
        v = numpy.asarray(mesh.vertices)
        v[3, 1] = numpy.nan
        with self.assertRaisesRegex(ValueError, "'box'.*vertex 3"):
            mesh.update()
        v[3, 1] = numpy.inf
        errors, sys.stderr = sys.stderr, io.StringIO()
        try:
            del v
            gc.collect()
            said = sys.stderr.getvalue()
        finally:
            sys.stderr = errors
        self.assertRegex(said, "vertices.*were rejected.*vertex 3")
        self.assertEqual(mesh.volume, 8.0)

    def test_a_memoryview_has_shape_format_and_strides(self):
        view = memoryview(gimbal.scene.add("cube").mesh.vertices)
        self.assertEqual(
            (view.shape, view.format, view.itemsize, view.strides, view.readonly), ((8, 3), "f", 4, (12, 4), False)
        )
        view[0, 0] = 2.5
        self.assertEqual(view[0, 0], 2.5)

    def test_a_request_in_fortran_order_raises_buffer_error(self):
        ctypes = __import__("ctypes")

        class Buffer(ctypes.Structure):
            _fields_ = [("bytes", ctypes.c_char * 256)]

        get = ctypes.pythonapi.PyObject_GetBuffer
        get.argtypes, get.restype = [ctypes.py_object, ctypes.c_void_p, ctypes.c_int], ctypes.c_int
        fortran = 0x0040 | 0x0010 | 0x0008
        mesh = gimbal.scene.add("cube").mesh
        for table in (mesh.vertices, mesh.triangles):
            with self.assertRaisesRegex(BufferError, "C-contiguous"):
                get(table, ctypes.addressof(Buffer()), fortran)

    def test_numpy_raises_for_the_vertices_of_a_removed_object(self):
        box = gimbal.scene.add("cube")
        vertices = box.mesh.vertices
        box.remove()
        with self.assertRaises(ReferenceError):
            numpy.asarray(vertices)

    def test_rows_can_be_read_without_numpy(self):
        vertices = gimbal.scene.add("cube").mesh.vertices
        self.assertEqual(len(vertices), 8)
        self.assertEqual({abs(x) for row in vertices for x in row}, {1.0})
        with self.assertRaisesRegex(IndexError, "vertex 8 is out of range.*has 8"):
            vertices[8]

    def test_a_thousand_exports_leak_no_memory(self):
        mesh = gimbal.scene.add("sphere").mesh

        def use():
            for _ in range(1000):
                numpy.asarray(mesh.vertices)[0, 0] += 0.001

        use()
        before = sys.getallocatedblocks()
        use()
        self.assertLess(sys.getallocatedblocks() - before, 50)


class HeldArrays(SceneTest):
    """Values that numpy has written into an array that is still held are seen everywhere at once."""

    def setUp(self):
        super().setUp()
        self.box = gimbal.scene.add("cube", name="box")
        gimbal.app.end_step()
        self.held = numpy.asarray(self.box.mesh.vertices)
        self.held[0] = (7, 8, 9)

    def test_in_rows_measures_and_bounds(self):
        self.assertEqual(self.box.mesh.vertices[0], (7, 8, 9))
        self.assertEqual(list(self.box.mesh.vertices)[0], (7, 8, 9))
        self.assertEqual(self.box.bounds[1], (7, 8, 9))
        self.held[0] = (10, 8, 9)
        self.assertEqual(self.box.mesh.bounds[1], (10, 8, 9))
        self.held[0] = (11, 8, 9)
        self.assertEqual(gimbal.scene.bounds[1], (11, 8, 9))

    def test_in_a_shared_copy(self):
        twin = gimbal.scene.add(self.box.mesh, name="twin")
        self.held[0] = (1, 2, 3)
        self.assertEqual(twin.mesh.vertices[0], (7, 8, 9))

    def test_in_saved_files(self):
        for save in (gimbal.io.save, lambda path, objects: gimbal.ops.io.save(path=path)):
            for extension in gimbal.io.writable:
                with self.subTest(extension=extension):
                    path = self.path("box" + extension)
                    self.held[0] += 1
                    save(path, self.box)
                    wanted = tuple(self.held[0])
                    (loaded,) = gimbal.io.load(path)
                    rows = {tuple(sorted(map(abs, row))) for row in numpy.asarray(loaded.mesh.vertices).tolist()}
                    self.assertIn(tuple(sorted(wanted)), rows)
                    loaded.remove()

    def test_in_commands_and_the_view(self):
        self.held += 100
        gimbal.view.frame_all()
        self.assertGreater(min(gimbal.view.camera.target), 50)
        undo_own()
        self.assertEqual(self.box.mesh.vertices[1], (1, -1, -1))

    def test_not_while_a_value_is_not_finite_and_each_reader_says_so(self):
        self.held[2, 1] = numpy.nan
        for read in (
            lambda: self.box.bounds,
            lambda: self.box.bounds,
            lambda: gimbal.scene.bounds,
            lambda: self.box.mesh.area,
            lambda: gimbal.scene.add(self.box.mesh),
            lambda: gimbal.io.save(self.path("x.obj")),
        ):
            with self.assertRaisesRegex(ValueError, "'box': vertex 2"):
                read()
        self.assertIn("8 vertices", repr(self.box.mesh))
        self.held[2, 1] = 0
        self.assertEqual(self.box.bounds[1], (7, 8, 9))

    def test_after_undo_and_redo_of_the_object(self):
        while self.box.exists():
            self.assertTrue(undo_own())
        while gimbal.app.redo():
            pass
        self.assertEqual(self.box.mesh.vertices[0], (7, 8, 9))
        self.held += 10
        self.box.mesh.update()
        self.assertEqual(self.box.bounds[1], tuple(self.held.max(axis=0)))
        again = numpy.asarray(self.box.mesh.vertices)
        self.assertTrue(numpy.shares_memory(self.held, again))
        del again
        with self.assertRaisesRegex(BufferError, r"\(1 array\)"):
            self.box.mesh.smooth()

    def test_after_undo_of_a_removal(self):
        for remove in (self.box.remove, gimbal.scene.clear):
            gimbal.app.end_step()
            remove()
            gimbal.scene.add("plane", name="in the same slot")
            undo_own()
            self.assertTrue(self.box.exists())
            self.held[3] += 1
            self.assertEqual(self.box.mesh.vertices[3], tuple(self.held[3]))
            self.assertEqual(self.box.mesh.bounds[0][0], float(self.held.min(axis=0)[0]))


class Triangles(SceneTest):
    def test_triangles_are_a_read_only_buffer_of_indices(self):
        mesh = gimbal.scene.add("cube").mesh
        t = numpy.asarray(mesh.triangles)
        self.assertEqual((t.shape, t.dtype, t.flags.writeable), ((12, 3), numpy.uint32, False))
        self.assertEqual(set(t.ravel()), set(range(8)))
        with self.assertRaises(ValueError):
            t[0, 0] = 1
        with self.assertRaises(TypeError):  # Python raises it for a read-only buffer
            io.BytesIO(b"x" * 999).readinto(mesh.triangles)

    def test_triangles_keep_the_mesh_they_were_read_from(self):
        mesh = gimbal.scene.add("cube").mesh
        t = numpy.asarray(mesh.triangles)
        mesh.subdivide()
        self.assertEqual((len(t), len(mesh.triangles)), (12, 48))


class MakingMeshes(SceneTest):
    POINTS = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)]
    CORNERS = [(0, 2, 1), (0, 1, 3), (1, 2, 3), (2, 0, 3)]

    def test_lists_arrays_and_buffers_of_many_types_make_the_same_mesh(self):
        for vertices, triangles in [
            (self.POINTS, self.CORNERS),
            (numpy.array(self.POINTS, "f4"), numpy.array(self.CORNERS, "u4")),
            (numpy.array(self.POINTS, "f8"), numpy.array(self.CORNERS, "i8")),
            (numpy.array(self.POINTS, "i2"), numpy.array(self.CORNERS, "u1")),
            (numpy.array(self.POINTS, "f8", order="F"), numpy.array(self.CORNERS, "i4")[::-1]),
            (memoryview(array.array("f", sum(self.POINTS, ()))).cast("B").cast("f", (4, 3)), iter(self.CORNERS)),
            (numpy.array(self.POINTS, "f2"), numpy.array(self.CORNERS, "u2")),
            (numpy.array(self.POINTS, numpy.longdouble), numpy.array(self.CORNERS, numpy.longlong)),
            (numpy.array(self.POINTS, ">f4"), numpy.array(self.CORNERS, ">i8")),
            (numpy.array(self.POINTS, object), numpy.array(self.CORNERS, object)),
            (list(numpy.array(self.POINTS)), (numpy.array(row) for row in self.CORNERS)),
            (numpy.broadcast_to(numpy.array(self.POINTS, "f4")[None], (1, 4, 3))[0], self.CORNERS),
        ]:
            thing = gimbal.scene.add_mesh("tetrahedron", vertices, triangles)
            self.assertAlmostEqual(thing.mesh.volume, 1 / 6, places=6)
            self.assertTrue(thing.mesh.is_closed)

    def test_ctypes_arrays_which_give_no_strides_are_read_by_their_item_size(self):
        ctypes = __import__("ctypes")
        integers = (ctypes.c_byte, ctypes.c_uint8, ctypes.c_int16, ctypes.c_int, ctypes.c_long, ctypes.c_ulonglong)
        for number in (ctypes.c_float, ctypes.c_double, *integers):
            for index in integers:
                with self.subTest(number=number, index=index):
                    points = (number * 3 * 4)(*((number * 3)(*row) for row in self.POINTS))
                    corners = (index * 3 * 4)(*((index * 3)(*row) for row in self.CORNERS))
                    mesh = gimbal.scene.add_mesh("ctypes", points, corners).mesh
                    self.assertAlmostEqual(mesh.volume, 1 / 6, places=6)
        for points in ((ctypes.c_float * 12)(), (ctypes.c_float * 3)(), (ctypes.c_float * 4 * 3)(), ctypes.c_float(1)):
            with self.assertRaisesRegex(ValueError, r"must have the shape \(n, 3\)"):
                gimbal.scene.add_mesh("ctypes", points, [])

    def test_buffers_of_other_objects_are_tables(self):
        box = gimbal.scene.add("cube").mesh
        self.assertEqual(gimbal.scene.add_mesh("copy", box.vertices, box.triangles).mesh.volume, 8)

    def test_bytes_and_structures_are_no_tables(self):
        for table, error in [
            (b"123", ValueError),
            (bytearray(9), ValueError),
            (numpy.zeros((2, 3), "S4"), TypeError),
            (numpy.zeros((2, 3), [("x", "f4")]), TypeError),
            (numpy.zeros((2, 3), "?"), TypeError),
            (numpy.zeros((2, 3), "M8[s]"), (TypeError, ValueError)),
        ]:
            with self.subTest(table=table), self.assertRaises(error):
                gimbal.scene.add_mesh("bad", table, [])

    def test_a_plain_request_gets_bytes_in_one_dimension(self):
        mesh = gimbal.scene.add("cube").mesh
        file = io.BytesIO()
        file.write(mesh.vertices)
        file.write(mesh.triangles)
        self.assertEqual(len(file.getvalue()), 8 * 12 + 12 * 12)

    def test_an_empty_mesh_is_allowed_and_has_no_bounds(self):
        thing = gimbal.scene.add_mesh("empty", numpy.zeros((0, 3)), numpy.zeros((0, 3), "u4"))
        self.assertEqual(
            (thing.mesh.vertex_count, thing.mesh.area, thing.mesh.bounds, thing.bounds), (0, 0, None, None)
        )
        self.assertEqual(numpy.asarray(thing.mesh.vertices).shape, (0, 3))
        self.assertEqual(numpy.asarray(thing.mesh.triangles).shape, (0, 3))

    def test_invalid_tables_raise_with_name_and_value_and_add_no_object(self):
        for vertices, triangles, error, text in [
            (numpy.zeros((4, 2)), self.CORNERS, ValueError, r"vertices must have the shape \(n, 3\), not \(4, 2\)"),
            (numpy.zeros(12), self.CORNERS, ValueError, r"not \(12,\)"),
            (self.POINTS, [(0, 1, 4)], ValueError, "vertex 4"),
            (self.POINTS, [(0, 1, -1)], ValueError, r"triangles\[0\] holds -1"),
            (self.POINTS, [(0, 1, 1.5)], ValueError, r"triangles\[0\] holds 1.5"),
            (self.POINTS, [(0, 1)], ValueError, r"triangles\[0\] must be three numbers"),
            ([(0, 0, float("nan"))], [], ValueError, "must be finite, not nan"),
            (numpy.full((3, 3), numpy.inf), [(0, 1, 2)], ValueError, "vertex 0"),
            (numpy.full((3, 3), 1e300), [(0, 1, 2)], ValueError, "vertex 0"),
            ("text", [], TypeError, "vertices must be rows of three numbers"),
            (7, [], TypeError, "vertices must be rows"),
            (numpy.zeros((3, 3), complex), [], TypeError, "items of type 'Zd'"),
            ([("a", 0, 0)], [], TypeError, r"vertices\[0\] must be a number, not 'a'"),
        ]:
            with self.subTest(vertices=vertices, triangles=triangles), self.assertRaisesRegex(error, text):
                gimbal.scene.add_mesh("bad", vertices, triangles)
        self.assertEqual(len(gimbal.scene.objects), 0)


if __name__ == "__main__":
    unittest.main()
