"""The scene from Python: objects as a mapping, attributes, undo, commands."""
import gc
import math
import unittest

from support import SceneTest, numpy, undo_own

import gimbal


class Objects(SceneTest):
    def test_a_taken_name_gets_a_number(self):
        self.assertEqual([gimbal.scene.add("cube", name="box").name for _ in range(3)], ["box", "box.001", "box.002"])

    def test_the_mapping_finds_counts_and_iterates_in_order_of_creation(self):
        made = [gimbal.scene.add("cube", name=name) for name in ("c", "a", "b")]
        objects = gimbal.scene.objects
        self.assertEqual(list(objects), made)
        self.assertEqual(objects.keys(), ["c", "a", "b"])
        self.assertEqual(objects.items(), list(zip(["c", "a", "b"], made)))
        self.assertEqual((len(objects), "a" in objects, "z" in objects, made[0] in objects), (3, True, False, True))
        self.assertIs(objects.get("z"), None)
        self.assertEqual(objects.get("a"), made[1])
        self.assertEqual(dict(objects)["b"], made[2])

    def test_the_error_for_an_unknown_name_says_how_to_list_the_names(self):
        with self.assertRaisesRegex(KeyError, "no object is named 'rign'.*keys"):
            gimbal.scene.objects["rign"]

    def test_handles_of_one_object_are_equal_and_hash_alike(self):
        ring = gimbal.scene.add("torus", name="ring")
        self.assertEqual(ring, gimbal.scene.objects["ring"])
        self.assertEqual(len({ring, gimbal.scene.objects["ring"]}), 1)
        self.assertNotEqual(ring, gimbal.scene.add("torus"))

    def test_repr_is_an_expression_that_finds_the_object(self):
        ring = gimbal.scene.add("torus", name="it's")
        self.assertEqual(eval(repr(ring)), ring)

    def test_attributes_read_back_what_was_written(self):
        ring = gimbal.scene.add("torus")
        ring.location, ring.rotation, ring.scale = [1, 2, 3], (0.5, 0, -0.5), 2
        ring.colour, ring.visible, ring.name = (0.25, 0.5, 0.75), False, "größe"
        self.assertEqual((ring.location, ring.rotation, ring.scale), ((1, 2, 3), (0.5, 0, -0.5), (2, 2, 2)))
        self.assertEqual((ring.colour, ring.visible, ring.name), ((0.25, 0.5, 0.75, 1), False, "größe"))

    def test_writing_the_same_value_is_no_edit(self):
        box = gimbal.scene.add("cube")
        gimbal.app.end_step()
        box.location = (1, 2, 3)
        gimbal.app.end_step()
        self.assertTrue(gimbal.app.undo())
        redo, undo = gimbal.app.redo_name, gimbal.app.undo_name
        self.assertTrue(redo)
        for name in ("location", "rotation", "scale", "colour", "visible"):
            setattr(box, name, getattr(box, name))
        box.mesh.colours = None
        gimbal.ops.object.set_location(name=box.name, location=box.location)
        gimbal.app.end_step()
        self.assertEqual((gimbal.app.redo_name, gimbal.app.undo_name), (redo, undo))

    def test_errors_name_the_attribute_and_the_value_and_nothing_changes(self):
        ring = gimbal.scene.add("torus")
        for name, value, error, text in [
            ("location", (1, 2), ValueError, "location must be 3 finite numbers, not 2"),
            ("location", (1, math.nan, 2), ValueError, r"location\[1\] must be finite, not nan"),
            ("location", (1e300, 0, 0), ValueError, "too large"),
            ("location", "abc", TypeError, "location must be 3 finite numbers, not 'abc'"),
            ("rotation", None, TypeError, "rotation must be 3"),
            ("scale", (1, "x", 1), TypeError, r"scale\[1\] must be a number, not 'x'"),
            ("colour", (2, 0, 0), ValueError, "colour must hold numbers between 0 and 1"),
            ("visible", "no", TypeError, "visible must be True or False, not 'no'"),
            ("name", "", ValueError, "empty"),
            ("name", 7, TypeError, "name must be a str, not 7"),
            ("name", "\udc80", ValueError, "UTF-8"),
        ]:
            with self.subTest(name=name, value=value), self.assertRaisesRegex(error, text):
                setattr(ring, name, value)
        with self.assertRaisesRegex(AttributeError, "cannot be deleted"):
            del ring.location
        self.assertEqual((ring.location, ring.scale, ring.visible), ((0, 0, 0), (1, 1, 1), True))

    def test_arrays_are_taken_wherever_a_sequence_is(self):
        ring = gimbal.scene.add(
            "torus", scale=numpy.array([1, 2, 3]), location=numpy.arange(3),
            rotation=numpy.zeros(3), colour=numpy.ones(3)
        )
        self.assertEqual((ring.scale, ring.location, ring.colour), ((1, 2, 3), (0, 1, 2), (1, 1, 1, 1)))
        ring.scale = numpy.array([3.0, 2.0, 1.0])
        ring.colour = numpy.full(4, 0.5, "f4")
        self.assertEqual((ring.scale, ring.colour), ((3, 2, 1), (0.5, 0.5, 0.5, 0.5)))
        for one in (numpy.float32(2), numpy.int8(2), numpy.array(2.0), numpy.array(2), True + 1):
            ring.scale = one
            self.assertEqual(ring.scale, (2, 2, 2))
        gimbal.scene.selection = numpy.array([ring], object)
        gimbal.scene.select(numpy.array([ring], object))
        gimbal.view.camera.target = numpy.array([1.0, 2.0, 3.0])
        self.assertEqual(gimbal.view.camera.target, (1, 2, 3))
        ring.visible = numpy.bool_(False)
        self.assertFalse(ring.visible)

    def test_commands_take_arrays_and_numpy_scalars(self):
        ring = gimbal.scene.add("torus", name="ring")
        gimbal.scene.selection = [ring]
        gimbal.ops.mesh.subdivide(levels=numpy.int64(1))
        gimbal.ops.mesh.smooth(iterations=numpy.array(2), factor=numpy.float32(0.5))
        for space in dir(gimbal.ops):
            for name in dir(getattr(gimbal.ops, space)):
                operator = getattr(getattr(gimbal.ops, space), name)
                for parameter in operator._command["parameters"]:
                    if parameter["type"] != "(x, y, z)":
                        continue
                    given = {
                        p["name"]: "ring" if p["type"] == "str" else 1.0
                        for p in operator._command["parameters"]
                        if p["required"]
                    }
                    operator(**{**given, parameter["name"]: numpy.array([0.5, 1, 1.5])})

    def test_bounds_follow_the_placement(self):
        box = gimbal.scene.add("cube", location=(10, 0, 0), scale=2)
        self.assertEqual(box.bounds, ((8, -2, -2), (12, 2, 2)))
        self.assertEqual(gimbal.scene.bounds, ((8, -2, -2), (12, 2, 2)))

    def test_arguments_are_checked_by_name(self):
        with self.assertRaisesRegex(TypeError, r"add\(\) has no parameter 'nam'; it takes kind, name"):
            gimbal.scene.add("cube", nam="x")
        with self.assertRaisesRegex(TypeError, r"add\(\) needs the argument 'kind'"):
            gimbal.scene.add()
        with self.assertRaisesRegex(TypeError, "got 'kind' twice"):
            gimbal.scene.add("cube", kind="cube")
        with self.assertRaisesRegex(ValueError, "cubo.*cube, plane"):
            gimbal.scene.add("cubo")
        with self.assertRaises(ValueError):
            gimbal.scene.add("cube", location=(0, 0, math.inf))
        self.assertEqual(len(gimbal.scene.objects), 0)

    def test_objects_can_share_a_mesh_until_one_is_edited(self):
        first = gimbal.scene.add("sphere")
        second = gimbal.scene.add(first.mesh, name="twin")
        second.mesh.decimate(ratio=0.25)
        self.assertLess(second.mesh.triangle_count, first.mesh.triangle_count)

    def test_a_hundred_thousand_objects_can_be_added_and_listed(self):
        for _ in range(100_000):
            gimbal.scene.add("cube")
        self.assertEqual(len(gimbal.scene.objects), 100_000)
        self.assertEqual(len({thing.name for thing in gimbal.scene.objects}), 100_000)


class Stale(SceneTest):
    def test_every_use_of_a_removed_object_raises_reference_error_with_its_name(self):
        ring = gimbal.scene.add("torus", name="ring")
        mesh, vertices = ring.mesh, ring.mesh.vertices
        gimbal.scene.remove(ring)
        for use in [
            lambda: ring.name,
            lambda: ring.location,
            lambda: ring.visible,
            lambda: ring.mesh,
            lambda: ring.selected,
            lambda: setattr(ring, "location", (0, 0, 0)),
            lambda: setattr(ring, "name", "x"),
            lambda: ring.remove(),
            lambda: setattr(gimbal.scene, "selection", [ring]),
            lambda: setattr(gimbal.scene, "active", ring),
            lambda: gimbal.scene.remove(ring),
            lambda: gimbal.io.save(self.path("x.obj"), [ring]),
            lambda: mesh.area,
            lambda: mesh.smooth(),
            lambda: mesh.vertices,
            lambda: mesh.update(),
            lambda: memoryview(vertices),
            lambda: len(vertices),
        ]:
            with self.assertRaisesRegex(ReferenceError, "'ring' was removed"):
                use()
        self.assertFalse(ring.exists())
        self.assertNotIn(ring, gimbal.scene.objects)
        self.assertEqual(repr(ring), "<removed gimbal.Object 'ring'>")

    def test_a_new_object_in_the_same_slot_is_not_the_removed_one(self):
        old = gimbal.scene.add("cube", name="box")
        gimbal.scene.clear()
        new = gimbal.scene.add("cube", name="box")
        self.assertNotEqual(old, new)
        self.assertFalse(old.exists())

    def test_undo_makes_handles_valid_again(self):
        ring = gimbal.scene.add("torus", name="ring")
        undo_own()
        self.assertFalse(ring.exists())
        gimbal.app.redo()
        self.assertTrue(ring.exists())


class Undo(SceneTest):
    def test_undo_and_redo_work_on_the_edits_of_the_running_script(self):
        gimbal.scene.add("cube", name="kept")
        undo_own()
        gimbal.app.redo()
        gimbal.scene.add("cube", name="second")
        self.assertTrue(undo_own())
        self.assertEqual(gimbal.scene.objects.keys(), ["kept"])
        self.assertTrue(gimbal.app.redo())
        self.assertEqual(gimbal.scene.objects.keys(), ["kept", "second"])
        self.assertFalse(gimbal.app.redo())

    def test_undo_does_not_take_back_the_run_that_calls_it(self):
        gimbal.app.end_step()
        box = gimbal.scene.add("cube")
        for undo in (gimbal.app.undo, gimbal.ops.edit.undo):
            with self.assertRaisesRegex(RuntimeError, "this run has done so far.*end_step"):
                undo()
        self.assertTrue(box.exists())
        gimbal.app.end_step()
        numpy.asarray(box.mesh.vertices)[:] *= 2
        with self.assertRaisesRegex(RuntimeError, "end_step"):
            gimbal.app.undo()
        self.assertEqual(box.mesh.volume, 64)

    def test_what_a_run_does_after_undo_is_a_step_with_the_name_of_the_run(self):
        gimbal.scene.add("cube")
        gimbal.app.end_step()
        name = gimbal.app.undo_name
        gimbal.app.undo()
        gimbal.scene.add("torus")
        gimbal.app.end_step()
        self.assertEqual(gimbal.app.undo_name, name)
        self.assertNotEqual(name, "")

    def test_undo_restores_what_numpy_overwrote(self):
        box = gimbal.scene.add("cube")
        undo_own()
        gimbal.app.redo()
        v = numpy.asarray(box.mesh.vertices)
        v *= 2
        del v
        self.assertEqual(box.mesh.volume, 64)
        undo_own()
        self.assertEqual(box.mesh.volume, 8)


class Commands(SceneTest):
    def test_ops_edit_undo_works_in_a_script(self):
        gimbal.scene.add("cube")
        gimbal.app.end_step()
        gimbal.ops.edit.undo()
        self.assertEqual(len(gimbal.scene.objects), 0)
        gimbal.ops.edit.redo()
        self.assertEqual(len(gimbal.scene.objects), 1)

    def test_every_command_has_a_doc_and_a_signature(self):
        import inspect

        for space in dir(gimbal.ops):
            for name in dir(getattr(gimbal.ops, space)):
                operator = getattr(getattr(gimbal.ops, space), name)
                self.assertTrue(operator.__doc__.strip(), operator)
                self.assertIsInstance(inspect.signature(operator), inspect.Signature)

    def test_a_command_acts_on_the_selection(self):
        box = gimbal.scene.add("cube")
        gimbal.scene.selection = [box]
        gimbal.ops.mesh.subdivide(levels=1)
        self.assertEqual(box.mesh.triangle_count, 48)

    def test_a_command_that_cannot_run_says_why(self):
        with self.assertRaisesRegex(RuntimeError, "mesh.smooth cannot run now"):
            gimbal.ops.mesh.smooth()

    def test_the_command_for_a_colour_takes_what_the_attribute_takes(self):
        box = gimbal.scene.add("cube")
        gimbal.ops.object.set_colour(name="cube", colour=(0, 1, 0.5))
        self.assertEqual(box.colour, (0, 1, 0.5, 1))
        for colour in ((5, -1, 0, 1), (0, 0, 0, 2), (0, 0, -1)):
            with self.assertRaisesRegex(ValueError, "colour is .*: it must be from 0 to 1"):
                gimbal.ops.object.set_colour(name="cube", colour=colour)
        self.assertEqual(box.colour, (0, 1, 0.5, 1))

    def test_wrong_arguments_name_the_parameter_and_the_range(self):
        gimbal.scene.selection = [gimbal.scene.add("cube")]
        with self.assertRaisesRegex(ValueError, "iterations is -3.*1 to 1000"):
            gimbal.ops.mesh.smooth(iterations=-3)
        with self.assertRaisesRegex(TypeError, "at most 2"):
            gimbal.ops.mesh.smooth(1, 0.5, 3)
        with self.assertRaisesRegex(AttributeError, "smoth.*decimate"):
            gimbal.ops.mesh.smoth
        with self.assertRaisesRegex(AttributeError, "there are: .*mesh"):
            gimbal.ops.mash


class Camera(SceneTest):
    def test_angles_are_in_degrees_and_errors_name_the_limits(self):
        camera = gimbal.view.camera
        camera.yaw_degrees, camera.pitch_degrees, camera.distance, camera.target = 30, 10, 5, (1, 2, 3)
        gimbal.view.orbit(15, 5)
        self.assertAlmostEqual(camera.yaw_degrees, 45, places=3)
        self.assertAlmostEqual(camera.pitch_degrees, 15, places=3)
        self.assertEqual(camera.target, (1, 2, 3))
        with self.assertRaisesRegex(ValueError, "pitch_degrees must lie between -89.9 and 89.9, not 120"):
            camera.pitch_degrees = 120
        with self.assertRaisesRegex(ValueError, "distance must lie"):
            camera.distance = 0

    def test_an_object_with_infinite_bounds_does_not_keep_the_others_from_being_framed(self):
        gimbal.scene.add("cube").location = (3, 4, 5)
        far = gimbal.scene.add("cube", name="far")
        far.scale = (1e38, 1e38, 1e38)
        far.location = (3e38, 3e38, 3e38)
        gimbal.view.frame_all()
        self.assertEqual(gimbal.view.camera.target, (3, 4, 5))
        gimbal.scene.selection = [far]
        with self.assertRaisesRegex(ValueError, "to frame"):
            gimbal.view.frame_selected()

    def test_framing_a_hidden_selection_gives_the_reason(self):
        box = gimbal.scene.add("cube")
        gimbal.scene.selection = [box]
        box.visible = False
        with self.assertRaisesRegex(RuntimeError, "Nothing visible is selected"):
            gimbal.ops.view.frame_selected()
        box.visible = True
        gimbal.ops.view.frame_selected()

    def test_framing_an_empty_scene_raises_with_the_reason(self):
        with self.assertRaisesRegex(ValueError, "nothing to frame"):
            gimbal.view.frame_all()


class Memory(SceneTest):
    def test_handles_meshes_and_events_leak_no_memory(self):
        ring = gimbal.scene.add("torus")

        def use():
            for _ in range(200):
                ring.mesh.triangles, ring.location, ring.name, gimbal.scene.objects["torus"], memoryview(
                    ring.mesh.vertices
                )[0, 0]
                try:
                    ring.location = None
                except TypeError:
                    pass

        import sys

        use()
        gc.collect()
        before = sys.getallocatedblocks()
        use()
        gc.collect()
        self.assertLess(sys.getallocatedblocks() - before, 50)

    def test_a_cycle_through_a_handle_is_collected(self):
        import weakref

        class Holder:
            pass

        holder = Holder()
        holder.self, holder.mesh = holder, gimbal.scene.add("cube").mesh
        gone = weakref.ref(holder)
        del holder
        gc.collect()
        self.assertIsNone(gone())

    def test_types_are_final_and_have_no_constructor(self):
        for kind in (gimbal.Object, gimbal.Mesh, gimbal.Scene):
            with self.assertRaises(TypeError):
                kind()
            with self.assertRaises(TypeError):
                type("Sub", (kind,), {})


if __name__ == "__main__":
    unittest.main()
