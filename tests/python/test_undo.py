"""Undo from scripts: named steps, transactions, the undo stack, previews."""
import asyncio
import gc
import math
import random
import signal
import sys
import threading
import time
import unittest

from support import DEADLINE_SECONDS, SceneTest, numpy, run_program

import gimbal


def names():
    return [step.name for step in gimbal.undo_stack]


def in_thread(function):
    """Call a function on another thread. Returns its result, or raises its exception."""
    result = []

    def call():
        try:
            result.append((function(), None))
        except BaseException as error:
            result.append((None, error))

    thread = threading.Thread(target=call)
    thread.start()
    thread.join(DEADLINE_SECONDS)
    value, error = result[0]
    if error is not None:
        raise error
    return value


class UndoTest(SceneTest):
    """Starts with an empty history. All tests are one run, whose name is `self.run_name`."""

    def setUp(self):
        super().setUp()
        gimbal.ops.scene.new()
        gimbal.scene.add("cube", name="first")
        gimbal.app.end_step()
        self.run_name = gimbal.app.undo_name
        gimbal.ops.scene.new()

    def state(self):
        """All that a rollback must restore."""
        objects = [
            (o, o.name, o.location, o.rotation, o.scale, o.colour, o.visible, o.mesh.vertex_count, o.mesh.area)
            for o in gimbal.scene.objects
        ]
        stack = gimbal.undo_stack
        return objects, gimbal.scene.selection, list(stack), stack.undone, gimbal.app.undo_name, gimbal.app.redo_name


class Steps(UndoTest):
    def test_a_step_cuts_the_run_in_order(self):
        gimbal.scene.add("cube", name="a")
        with gimbal.undo_step("Clean up"):
            gimbal.scene.add("cube", name="b")
            gimbal.scene.add("cube", name="c")
        gimbal.scene.add("cube", name="d")
        gimbal.app.end_step()
        self.assertEqual(names(), [self.run_name, "Clean up", self.run_name])
        gimbal.app.undo()
        self.assertEqual(gimbal.scene.objects.keys(), ["a", "b", "c"])
        gimbal.app.undo()
        self.assertEqual(gimbal.scene.objects.keys(), ["a"])

    def test_a_run_that_does_all_in_a_step_has_no_other(self):
        with gimbal.undo_step("Clean up"):
            gimbal.scene.add("cube")
        with gimbal.undo_step("nothing"):
            pass
        gimbal.app.end_step()
        self.assertEqual(names(), ["Clean up"])

    def test_a_step_in_a_step_belongs_to_the_outer_one(self):
        with gimbal.undo_step("outer"):
            gimbal.scene.add("cube")
            with gimbal.undo_step("inner"), gimbal.transaction("innermost"):
                gimbal.scene.add("cube")
            gimbal.ops.object.add(kind="torus")
        self.assertEqual(names(), ["outer"])

    def test_native_work_and_commands_belong_to_the_step(self):
        ball = gimbal.scene.add("sphere")
        with gimbal.undo_step("Refine"):
            ball.mesh.subdivide(levels=1)
            gimbal.scene.selection = [ball]
            gimbal.ops.mesh.smooth(iterations=2)
        gimbal.app.end_step()
        self.assertEqual(names(), [self.run_name, "Refine"])

    def test_an_exception_keeps_the_edits_and_goes_on(self):
        with self.assertRaises(ZeroDivisionError), gimbal.undo_step("Clean up"):
            gimbal.scene.add("cube")
            1 / 0
        self.assertEqual(names(), ["Clean up"])
        self.assertEqual(len(gimbal.scene.objects), 1)

    def test_what_arrays_have_written_belongs_to_the_step_in_which_it_was_written(self):
        box = gimbal.scene.add("cube")
        v = numpy.asarray(box.mesh.vertices)
        v *= 2
        with gimbal.undo_step("Grow"):
            v *= 2
        v *= 2
        gimbal.app.end_step()
        self.assertEqual(names(), [self.run_name, "Grow", self.run_name])
        for volume in (8 * 512, 8 * 64, 8 * 8):
            self.assertEqual(box.mesh.volume, volume)
            gimbal.app.undo()

    def test_wrong_use_is_an_error_with_a_remedy_and_nothing_stays_open(self):
        step = gimbal.undo_step("x")
        with self.assertRaisesRegex(RuntimeError, "the undo step 'x' was left before it was entered.*with statement"):
            step.__exit__(None, None, None)
        with step as entered:
            self.assertIs(entered, step)
            with self.assertRaisesRegex(RuntimeError, "was entered already: make a new one"):
                step.__enter__()
        with self.assertRaisesRegex(RuntimeError, "was left already"):
            step.__exit__(None, None, None)
        with self.assertRaisesRegex(RuntimeError, "was entered already"):
            step.__enter__()
        for make in (gimbal.undo_step, gimbal.transaction):
            with self.assertRaisesRegex(ValueError, "empty"):
                make("")
            with self.assertRaisesRegex(TypeError, "name"):
                make(7)
        gimbal.scene.add("cube")
        self.assertTrue(gimbal.app.end_step() is None and gimbal.app.undo())

    def test_leaving_on_another_thread_closes_the_step_and_raises(self):
        for make, kind in ((gimbal.undo_step, "undo step"), (gimbal.transaction, "transaction")):
            step = make("x")
            step.__enter__()
            gimbal.scene.add("cube")
            with self.assertRaisesRegex(RuntimeError, f"the {kind} 'x' was left on another thread.*with statement"):
                in_thread(lambda step=step: step.__exit__(None, None, None))
            self.assertTrue(gimbal.app.undo())
            self.assertEqual(len(gimbal.scene.objects), 0)

    def test_undo_inside_a_step_is_refused_with_its_name(self):
        gimbal.scene.add("cube")
        for make in (gimbal.undo_step, gimbal.transaction):
            with make("Clean up"):
                for function in (
                    gimbal.app.undo,
                    gimbal.app.redo,
                    gimbal.app.end_step,
                    gimbal.ops.edit.undo,
                    gimbal.undo_stack.undo,
                    gimbal.undo_stack.undo_run,
                ):
                    with self.assertRaisesRegex(RuntimeError, "the undo step 'Clean up' is open: .*outside its with"):
                        function()
        gimbal.app.end_step()
        self.assertTrue(gimbal.app.undo())

    def test_a_step_that_is_dropped_while_it_is_open_is_closed(self):
        gimbal.undo_step("dropped").__enter__()

        def suspended():
            with gimbal.undo_step("suspended"):
                yield

        generator = suspended()
        next(generator)
        gimbal.scene.add("cube")
        del generator
        gc.collect()
        gimbal.scene.add("cube")
        gimbal.app.end_step()
        self.assertEqual(names(), ["suspended", self.run_name])

    def test_a_thread_of_the_script_has_its_own_steps(self):
        gimbal.scene.add("cube")

        def work():
            with gimbal.undo_step("of the thread"):
                gimbal.scene.add("cube")

        in_thread(work)
        gimbal.scene.add("cube")
        gimbal.app.end_step()
        self.assertEqual(names(), [self.run_name, "of the thread", self.run_name])

    def test_another_threads_edits_and_steps_belong_to_the_open_one(self):
        def work():
            gimbal.scene.add("cube")
            with gimbal.undo_step("of the thread"):
                gimbal.scene.add("cube")

        with gimbal.undo_step("Clean up"):
            in_thread(work)
        self.assertEqual(names(), ["Clean up"])

    def test_a_handlers_step_belongs_to_an_open_run(self):
        handled = threading.Event()

        def handler(event):
            if not handled.is_set():
                with gimbal.undo_step("of the handler"):
                    gimbal.scene.add("torus", name="by handler")
                handled.set()

        gimbal.on("scene_changed")(handler)
        self.addCleanup(gimbal.off, "scene_changed", handler)
        gimbal.scene.add("cube")
        self.assertTrue(handled.wait(DEADLINE_SECONDS))
        gimbal.app.end_step()
        self.assertEqual(names(), [self.run_name])

    def test_steps_of_asyncio_tasks_join_while_they_overlap(self):
        async def work(name):
            with gimbal.undo_step(name):
                gimbal.scene.add("cube")
                await asyncio.sleep(0)
                gimbal.scene.add("cube")

        async def both():
            await asyncio.gather(work("one"), work("two"))
            await work("three")

        asyncio.run(both())
        self.assertEqual(names(), ["one", "three"])

    def test_the_end_of_the_run_closes_what_is_open_and_says_so(self):
        done = run_program(
            self.folder,
            "import gimbal\n"
            "one, two = gimbal.undo_step('one'), gimbal.transaction('two')\n"
            "one.__enter__(); two.__enter__()\n"
            "gimbal.scene.add('cube')\n",
        )
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        for name in ("one", "two"):
            self.assertIn(f"the undo step '{name}' was still open at the end of the run", done.stderr)
        self.assertEqual(done.stderr.count("\n"), 2, done.stderr)

    def test_repr_and_name(self):
        step = gimbal.undo_step("Clean up")
        self.assertEqual((step.name, repr(step)), ("Clean up", "<gimbal.undo_step('Clean up'), not entered>"))
        with step:
            self.assertIn("open", repr(step))
        self.assertEqual(repr(gimbal.transaction("x")), "<gimbal.transaction('x'), not entered>")


class Stopped(BaseException):
    pass


class Transactions(UndoTest):
    def setUp(self):
        super().setUp()
        self.a, self.b = gimbal.scene.add("cube", name="a"), gimbal.scene.add("sphere", name="b")
        gimbal.scene.selection = [self.b]
        gimbal.app.end_step()
        gimbal.scene.add("cube", name="undone")
        gimbal.app.end_step()
        gimbal.app.undo()

    def edit_everything(self):
        gimbal.scene.add("torus", name="new")
        self.b.name = "renamed"
        self.a.location = (1, 2, 3)
        self.a.colour = (1, 0, 0)
        self.b.visible = False
        self.b.mesh.subdivide(levels=1)
        gimbal.ops.object.duplicate()
        numpy.asarray(self.b.mesh.vertices)[:] *= 3
        self.b.mesh.update()
        gimbal.scene.selection = [self.a]
        gimbal.scene.remove(self.b)

    def test_every_exception_rolls_back_and_goes_on(self):
        for error in (ValueError, KeyboardInterrupt, SystemExit, asyncio.CancelledError, GeneratorExit, Stopped):
            before = self.state()
            with self.subTest(error=error), self.assertRaises(error), gimbal.transaction("x"):
                self.edit_everything()
                raise error
            self.assertEqual(self.state(), before)
        self.assertTrue(gimbal.app.redo())
        self.assertIn("undone", gimbal.scene.objects)

    def test_ctrl_c_rolls_back(self):
        before = self.state()
        with self.assertRaises(KeyboardInterrupt), gimbal.transaction("x"):
            self.edit_everything()
            signal.raise_signal(signal.SIGINT)
            time.sleep(DEADLINE_SECONDS)
        self.assertEqual(self.state(), before)

    def test_handles_live_again(self):
        with self.assertRaises(ZeroDivisionError), gimbal.transaction("x"):
            gimbal.scene.clear()
            self.assertFalse(self.a.exists())
            made = gimbal.scene.add("cube", name="a")
            1 / 0
        self.assertTrue(self.a.exists() and self.b.exists())
        self.assertFalse(made.exists())
        self.assertEqual(gimbal.scene.objects["a"], self.a)

    def test_a_block_that_succeeds_is_one_step(self):
        with gimbal.transaction("Import"):
            self.edit_everything()
        self.assertEqual(names()[-1], "Import")
        self.assertEqual(gimbal.undo_stack.undone, [])
        gimbal.app.undo()
        self.assertEqual(gimbal.scene.objects.keys(), ["a", "b"])

    def test_a_caught_inner_failure_leaves_the_outer_block_as_it_was(self):
        with gimbal.transaction("outer"):
            self.a.location = (1, 0, 0)
            for _ in range(3):
                with self.assertRaises(ZeroDivisionError), gimbal.transaction("inner"):
                    self.edit_everything()
                    1 / 0
            self.assertEqual(self.a.location, (1, 0, 0))
            self.assertEqual(self.b.name, "b")
        self.assertEqual(names()[-1], "outer")
        gimbal.app.undo()
        self.assertEqual(self.a.location, (0, 0, 0))

    def test_edits_of_other_threads_stay_as_a_step(self):
        def other():
            self.a.location = (5, 0, 0)
            self.a.visible = False
            gimbal.scene.add("cube", name="theirs").name = "kept"
            self.b.mesh.subdivide(levels=1)

        count = self.b.mesh.vertex_count
        with self.assertRaises(ZeroDivisionError), gimbal.transaction("x"):
            self.a.location = (1, 0, 0)
            self.a.colour = (1, 0, 0)
            in_thread(other)
            self.a.location = (2, 0, 0)
            1 / 0
        self.assertEqual((self.a.location, self.a.visible), ((5, 0, 0), False))
        self.assertNotEqual(self.a.colour, (1, 0, 0, 1))
        self.assertEqual(gimbal.scene.objects.keys(), ["a", "b", "kept"])
        self.assertGreater(self.b.mesh.vertex_count, count)
        self.assertNotIn("x", names())
        gimbal.app.end_step()
        gimbal.app.undo()
        self.assertEqual(gimbal.scene.objects.keys(), ["a", "b"])
        self.assertEqual(self.a.location, (0, 0, 0))

    def test_two_threads_have_transactions_at_once(self):
        entered, go_on = threading.Event(), threading.Event()

        def other():
            with gimbal.transaction("theirs"):
                self.b.location = (1, 0, 0)
                entered.set()
                go_on.wait(DEADLINE_SECONDS)
                self.b.location = (2, 0, 0)
                raise ValueError("theirs")

        thread = threading.Thread(target=lambda: self.assertRaises(ValueError, other))
        thread.start()
        self.assertTrue(entered.wait(DEADLINE_SECONDS))
        with gimbal.transaction("mine"):
            self.a.location = (1, 0, 0)
            go_on.set()
            thread.join(DEADLINE_SECONDS)
        self.assertEqual((self.a.location, self.b.location), ((1, 0, 0), (0, 0, 0)))
        gimbal.app.undo()
        self.assertEqual(self.a.location, (0, 0, 0))

    def test_the_block_owns_the_edits_of_its_tasks_and_not_those_of_others(self):
        async def move(thing, x):
            thing.location = (x, 0, 0)

        async def block(started, other_is_done):
            with gimbal.transaction("x"):
                await asyncio.create_task(move(self.a, 1))
                await asyncio.to_thread(setattr, self.a, "visible", False)
                started.set()
                await other_is_done.wait()
                await self.a.mesh.subdivide_async(levels=1)
                raise ZeroDivisionError

        async def both():
            started, other_is_done = asyncio.Event(), asyncio.Event()
            task = asyncio.create_task(block(started, other_is_done))
            await started.wait()
            self.assertEqual(self.a.location, (1, 0, 0))
            await move(self.b, 7)
            other_is_done.set()
            with self.assertRaises(ZeroDivisionError):
                await task

        asyncio.run(both())
        self.assertEqual((self.a.location, self.a.visible, self.a.mesh.vertex_count), ((0, 0, 0), True, 8))
        self.assertEqual(self.b.location, (7, 0, 0))

    def test_a_cancelled_task_rolls_back(self):
        before = self.state()

        async def block(entered):
            with gimbal.transaction("x"):
                self.edit_everything()
                entered.set()
                await asyncio.sleep(DEADLINE_SECONDS)

        async def cancel():
            entered = asyncio.Event()
            task = asyncio.create_task(block(entered))
            await entered.wait()
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task

        asyncio.run(cancel())
        self.assertEqual(self.state(), before)

    def test_a_task_that_outlives_its_block_edits_on_its_own_account(self):
        async def later(over):
            await over.wait()
            with gimbal.transaction("other"):
                self.a.location = (3, 0, 0)
                gimbal.ops.object.set_location(name="b", location=(4, 0, 0))

        async def both():
            over = asyncio.Event()
            with self.assertRaises(ZeroDivisionError), gimbal.transaction("x"):
                task = asyncio.create_task(later(over))
                await asyncio.sleep(0)
                1 / 0
            over.set()
            await task

        asyncio.run(both())
        self.assertEqual((self.a.location, self.b.location), ((3, 0, 0), (4, 0, 0)))
        self.assertEqual(names()[-1], "other")

    def test_work_that_ends_after_the_rollback_changes_nothing(self):
        self.b.mesh.subdivide(levels=4)
        count = self.b.mesh.vertex_count
        jobs = []
        with self.assertRaises(ZeroDivisionError), gimbal.transaction("x"):
            jobs.append(self.b.mesh.smooth_async(iterations=30))
            1 / 0
        area = self.b.mesh.area
        try:
            jobs[0].result(DEADLINE_SECONDS)
        except RuntimeError as error:
            self.assertRegex(str(error), "was rolled back|changed")
        self.assertEqual((self.b.mesh.vertex_count, self.b.mesh.area), (count, area))

    def test_another_scene_is_refused(self):
        path = self.path("s.gimbal")
        gimbal.io.save_scene(path)
        before = self.state()
        for other in (lambda: gimbal.io.load_scene(path), gimbal.ops.scene.new):
            with self.assertRaisesRegex(RuntimeError, "the transaction 'x' could not take back another scene"):
                with gimbal.transaction("x"):
                    other()
        self.assertEqual(self.state(), before)

    def test_the_warning_names_what_others_have_edited_and_is_gone(self):
        done = run_program(
            self.folder,
            "import gimbal, threading\n"
            "try:\n"
            "    with gimbal.transaction('T'):\n"
            "        ball = gimbal.scene.add('sphere', name='ball')\n"
            "        thread = threading.Thread(target=setattr, args=(ball, 'visible', False))\n"
            "        thread.start(); thread.join()\n"
            "        1 / 0\n"
            "except ZeroDivisionError:\n"
            "    print(len(gimbal.scene.objects), len(gimbal.undo_stack))\n",
        )
        self.assertEqual(done.stdout, "0 0\n")
        self.assertIn("the transaction 'T' was rolled back, and with it what others have edited", done.stderr)
        self.assertIn("'ball'", done.stderr)


class Arrays(UndoTest):
    def setUp(self):
        super().setUp()
        self.box = gimbal.scene.add("cube", name="box")
        gimbal.app.end_step()

    def test_a_rollback_restores_the_numbers_of_arrays(self):
        v = numpy.asarray(self.box.mesh.vertices)
        v += 1
        kept = v.copy()
        with self.assertRaises(ZeroDivisionError), gimbal.transaction("x"):
            v *= 5
            self.box.mesh.update()
            v[0] = math.nan
            1 / 0
        self.assertTrue((v == kept).all())
        self.assertEqual(self.box.mesh.bounds, ((0, 0, 0), (2, 2, 2)))
        v += 1
        self.box.mesh.update()
        self.assertEqual(self.box.mesh.bounds, ((1, 1, 1), (3, 3, 3)))

    def test_an_array_of_another_size_does_not_hold_up_the_rollback(self):
        with self.assertRaises(ZeroDivisionError), gimbal.transaction("x"):
            self.box.mesh.subdivide(levels=1)
            v = numpy.asarray(self.box.mesh.vertices)
            count = len(v)
            v[:] = 7
            1 / 0
        self.assertEqual(self.box.mesh.vertex_count, 8)
        self.assertEqual((len(v), float(v.min()), float(v.max())), (count, 7, 7))
        v[:] = 9
        self.assertEqual(self.box.mesh.volume, 8)
        w = numpy.asarray(self.box.mesh.vertices)
        w *= 2
        self.assertEqual(len(w), 8)
        self.assertEqual(self.box.mesh.vertices[0], tuple(w[0]))
        del v
        self.assertEqual(self.box.mesh.volume, 64)
        del w
        self.box.mesh.subdivide(levels=1)

    def test_an_object_of_the_block_is_gone_and_its_array_harmless(self):
        with self.assertRaises(ZeroDivisionError), gimbal.transaction("x"):
            v = numpy.asarray(gimbal.scene.add("sphere").mesh.vertices)
            1 / 0
        v *= 2
        del v
        self.assertEqual(gimbal.scene.objects.keys(), ["box"])

    def test_a_write_that_is_not_finite_is_refused_at_the_begin_and_rolls_back_at_the_end(self):
        v = numpy.asarray(self.box.mesh.vertices)
        v[0, 0] = math.nan
        with self.assertRaisesRegex(ValueError, "'box': vertex 0"), gimbal.transaction("x"):
            self.fail("the block must not begin")
        v[0, 0] = -1
        with self.assertRaisesRegex(ValueError, "'renamed': vertex 3"), gimbal.transaction("x"):
            self.box.name = "renamed"
            v[3, 1] = math.inf
        self.assertEqual(self.box.name, "box")
        self.assertTrue(numpy.isfinite(v).all())
        gimbal.app.end_step()
        self.assertNotIn("x", names())


class Changes(UndoTest):
    def setUp(self):
        super().setUp()
        self.a, self.b, self.c = (gimbal.scene.add("cube", name=name) for name in "abc")
        gimbal.app.end_step()

    def test_the_lists_and_the_sentence(self):
        with gimbal.transaction("x") as t:
            self.assertFalse(t.changes())
            self.assertEqual(str(t.changes()), "nothing changed")
            gimbal.scene.add("cube", name="new")
            gimbal.scene.remove(self.c)
            self.a.name = "z"
            self.a.location = (1, 0, 0)
            self.b.colour = (1, 0, 0)
            self.b.visible = False
            numpy.asarray(self.b.mesh.vertices)[:] *= 2
            gimbal.scene.selection = [self.a]
            changes = t.changes()
            t.rollback()
            self.assertFalse(t.changes())
        self.assertTrue(changes)
        self.assertEqual((changes.added, changes.removed, changes.renamed), (["new"], ["c"], ["z"]))
        self.assertEqual((changes.moved, changes.recoloured, changes.shown_or_hidden), (["z"], ["b"], ["b"]))
        self.assertEqual((changes.mesh_changed, changes.selection_changed), (["b"], True))
        self.assertEqual(
            str(changes),
            "1 object added (new), 1 object removed (c), 1 object renamed (a to z), 1 object moved (z), "
            "1 object recoloured (b), 1 object shown or hidden (b), 1 mesh changed (b), selection changed",
        )
        self.assertEqual(changes.summary, str(changes))
        self.assertEqual(gimbal.scene.objects.keys(), ["a", "b", "c"])
        self.assertEqual(names(), [self.run_name])

    def test_changes_and_rollback_work_inside_the_block_only(self):
        t = gimbal.transaction("x")
        for function in (t.changes, t.rollback):
            with self.assertRaisesRegex(RuntimeError, "works inside the with block of the transaction 'x'"):
                function()
        with t:
            pass
        with self.assertRaisesRegex(RuntimeError, "inside the with block"):
            t.changes()

    def test_after_a_rollback_the_block_goes_on(self):
        with gimbal.transaction("x") as t:
            self.a.location = (1, 0, 0)
            t.rollback()
            self.b.location = (2, 0, 0)
        self.assertEqual((self.a.location, self.b.location), ((0, 0, 0), (2, 0, 0)))
        self.assertEqual(names()[-1], "x")

    def test_a_preview_calls_a_function_and_takes_its_changes_back(self):
        before = self.state()

        def change(x, name="new"):
            self.a.location = (x, 0, 0)
            gimbal.scene.add("cube", name=name)

        self.assertEqual(str(gimbal.preview(change, 3, name="other")), "1 object added (other), 1 object moved (a)")
        self.assertEqual(str(gimbal.preview("gimbal.scene.clear()")), "3 objects removed (a, b, c)")
        self.assertFalse(gimbal.preview(lambda: None))
        with self.assertRaisesRegex(ZeroDivisionError, "division"):
            gimbal.preview("gimbal.scene.clear()\n1 / 0")
        with self.assertRaises(SyntaxError):
            gimbal.preview("for")
        with self.assertRaisesRegex(TypeError, "needs a callable or source.*not 7"):
            gimbal.preview(7)
        self.assertEqual(self.state(), before)


class Stack(UndoTest):
    def make(self, *step_names):
        for name in step_names:
            with gimbal.undo_step(name):
                gimbal.scene.add("cube", name=name)

    def test_it_is_a_sequence_from_the_oldest_to_the_newest(self):
        stack = gimbal.undo_stack
        self.assertEqual((len(stack), list(stack), bool(stack)), (0, [], False))
        self.make("a", "b", "c")
        self.assertEqual(len(stack), 3)
        self.assertEqual([step.name for step in stack], ["a", "b", "c"])
        self.assertEqual((stack[0].name, stack[-1].name, stack[2].name), ("a", "c", "c"))
        self.assertEqual([step.name for step in stack[1:]], ["b", "c"])
        self.assertEqual([step.name for step in reversed(list(stack))], ["c", "b", "a"])
        for index in (3, -4, 10**9):
            with self.assertRaisesRegex(IndexError, f"step {index} is out of range: the undo stack has 3 steps"):
                stack[index]
        with self.assertRaisesRegex(TypeError, "indexed by int or slice, not by 'a'"):
            stack["a"]

    def test_a_step_has_name_time_size_and_run(self):
        before = time.time()
        ball = gimbal.scene.add("sphere")
        gimbal.app.end_step()
        with gimbal.undo_step("Refine"):
            ball.mesh.subdivide(levels=2)
        step = gimbal.undo_stack[-1]
        self.assertEqual((step.name, step.run), ("Refine", self.run_name))
        self.assertTrue(before - 1 <= step.time <= time.time() + 1, step.time)
        self.assertGreater(step.size, 1000)
        self.assertIn("name='Refine'", repr(step))

    def test_steps_are_values_that_outlive_the_history(self):
        self.make("a")
        step = gimbal.undo_stack[0]
        iterator = iter(gimbal.undo_stack)
        gimbal.ops.scene.new()
        self.assertEqual((step.name, next(iterator).name, len(gimbal.undo_stack)), ("a", "a", 0))

    def test_undo_and_redo_of_several_steps(self):
        self.make("a", "b", "c")
        self.assertEqual(gimbal.undo_stack.undo(), 1)
        self.assertEqual(gimbal.undo_stack.undo(n=5), 2)
        self.assertEqual([step.name for step in gimbal.undo_stack.undone], ["a", "b", "c"])
        self.assertEqual(gimbal.undo_stack.undo(), 0)
        self.assertEqual(gimbal.undo_stack.redo(2), 2)
        self.assertEqual(gimbal.scene.objects.keys(), ["a", "b"])
        self.assertEqual(gimbal.undo_stack.redo(5), 1)
        for n in (0, -1, 2**70):
            with self.assertRaisesRegex((ValueError, OverflowError), "n"):
                gimbal.undo_stack.undo(n)

    def test_repr_names_the_newest_steps(self):
        self.assertEqual(repr(gimbal.undo_stack), "<gimbal.undo_stack: 0 steps>")
        self.make("a")
        self.assertEqual(repr(gimbal.undo_stack), "<gimbal.undo_stack: 1 step, 'a'>")
        self.make("b", "c", "d", "e", "f", "g")
        gimbal.undo_stack.undo()
        self.assertEqual(repr(gimbal.undo_stack), "<gimbal.undo_stack: 6 steps, … 'b', 'c', 'd', 'e', 'f', 1 undone>")

    def test_undo_run_undoes_all_steps_of_the_newest_run(self):
        with self.assertRaisesRegex(RuntimeError, "there is nothing to undo"):
            gimbal.undo_stack.undo_run()
        self.make("a", "b")
        gimbal.scene.add("cube")
        with self.assertRaisesRegex(RuntimeError, "this run has done so far"):
            gimbal.undo_stack.undo_run()
        gimbal.app.end_step()
        self.assertEqual(gimbal.undo_stack.undo_run(), 3)
        self.assertEqual(len(gimbal.scene.objects), 0)


class Storm(UndoTest):
    """Threads open steps and transactions, fail at random, and the script undoes and redoes in between."""

    THREADS, GROUP, SECONDS, SEED = 4, 3, 2.0, 14

    def setUp(self):
        super().setUp()
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        self.addCleanup(sys.setswitchinterval, interval)
        self.groups = [
            [gimbal.scene.add("cube", name=f"group {n}.{i}") for i in range(self.GROUP)] for n in range(self.THREADS)
        ]
        self.values = [0] * self.THREADS  # what each group must have
        self.more = [{} for _ in range(self.THREADS)]  # objects that a thread has added, by number
        self.rolled_back = [set() for _ in range(self.THREADS)]
        gimbal.app.end_step()
        self.errors = []

    def write(self, number, rng, numbers, counter, more):
        value = next(counter)
        numbers.append(value)
        for thing in self.groups[number]:
            thing.location = (value, 0, 0)
        self.values[number] = value
        if not more:
            return
        if rng.random() < 0.5:
            self.more[number][value] = gimbal.scene.add("cube", name=f"own {value}")
        elif self.more[number]:
            gimbal.scene.remove(self.more[number].pop(min(self.more[number])))

    def block(self, number, rng, counter, more, depth=0):
        """Returns the numbers that were written and kept."""
        before = self.values[number], dict(self.more[number])
        numbers = []
        try:
            with gimbal.transaction(f"transaction {number}"):
                self.write(number, rng, numbers, counter, more)
                if depth < 2 and rng.random() < 0.4:
                    numbers += self.block(number, rng, counter, more, depth + 1)
                if rng.random() < 0.2:
                    time.sleep(0)
                if rng.random() < 0.5:
                    raise rng.choice([ValueError, KeyboardInterrupt, asyncio.CancelledError])
        except (ValueError, KeyboardInterrupt, asyncio.CancelledError):
            self.rolled_back[number].update(numbers)
            self.values[number], self.more[number] = before
            return []
        return numbers

    def storm(self, number, end, more):
        rng = random.Random(self.SEED + number)
        counter = iter(range(1 + number, 10**7, self.THREADS))
        try:
            while time.monotonic() < end:
                if rng.random() < 0.3:
                    with gimbal.undo_step(f"step {number}"):
                        self.write(number, rng, [], counter, more)
                else:
                    self.block(number, rng, counter, more)
                if rng.random() < (0.1 if more else 0.8):
                    time.sleep(rng.random() * 0.005)  # so that sometimes no step is open
        except BaseException as error:
            self.errors.append(error)

    def run_storm(self, with_undo):
        end = time.monotonic() + self.SECONDS
        threads = [threading.Thread(target=self.storm, args=(n, end, not with_undo)) for n in range(self.THREADS)]
        for thread in threads:
            thread.start()
        rng = random.Random(self.SEED)
        while with_undo and any(thread.is_alive() for thread in threads):
            try:
                rng.choice([gimbal.undo_stack.undo, gimbal.undo_stack.redo])()
            except RuntimeError as error:
                self.assertRegex(str(error), "is in progress|what this run has done so far")  # a thread's step is open
            time.sleep(0.0005)
        for thread in threads:
            thread.join(DEADLINE_SECONDS)
        self.assertEqual(self.errors, [])
        gimbal.app.end_step()

    def check_present(self):
        for group, rolled_back in zip(self.groups, self.rolled_back, strict=True):
            places = {thing.location[0] for thing in group}
            self.assertEqual(len(places), 1, places)
            self.assertNotIn(places.pop(), rolled_back)
        present = gimbal.scene.objects.keys()
        self.assertEqual(len(present), len(set(present)))

    def test_the_scene_has_what_was_kept_and_nothing_else(self):
        self.run_storm(with_undo=False)
        self.check_present()
        kept = [thing for more in self.more for thing in more.values()]
        self.assertEqual(set(gimbal.scene.objects), {thing for group in self.groups for thing in group} | set(kept))
        for group, value in zip(self.groups, self.values, strict=True):
            self.assertEqual([thing.location[0] for thing in group], [value] * self.GROUP)
        self.assertTrue(all(self.rolled_back))

    def test_each_place_of_the_history_has_whole_steps_only(self):
        self.run_storm(with_undo=True)
        for travel in (gimbal.undo_stack.redo, gimbal.undo_stack.undo, gimbal.undo_stack.redo):
            self.check_present()
            while len(gimbal.scene.objects) >= self.THREADS * self.GROUP and travel():
                if len(gimbal.scene.objects) >= self.THREADS * self.GROUP:
                    self.check_present()


if __name__ == "__main__":
    unittest.main()
