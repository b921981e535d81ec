"""Undo steps and transactions in python3, where the whole process is one run."""
import unittest

from plain_python import PlainPythonTest


class Undo(PlainPythonTest):
    def test_steps_cut_the_process_and_a_transaction_rolls_back(self):
        self.check(
            "import gimbal\n"
            "gimbal.scene.add('cube', name='a')\n"
            "with gimbal.undo_step('Clean up'):\n"
            "    gimbal.scene.add('cube', name='b')\n"
            "try:\n"
            "    with gimbal.transaction('Import') as t:\n"
            "        gimbal.scene.add('cube', name='c')\n"
            "        print(t.changes())\n"
            "        raise SystemExit\n"
            "except SystemExit:\n"
            "    print(gimbal.scene.objects.keys(), [step.name for step in gimbal.undo_stack])\n"
            "print(gimbal.undo_stack.undo(5), len(gimbal.scene.objects), gimbal.undo_stack[:])\n"
            "print(gimbal.preview(gimbal.scene.add, 'cube', name='x'))\n",
            "1 object added (c)\n['a', 'b'] ['-c', 'Clean up']\n2 0 []\n1 object added (x)\n",
        )

    def test_a_handler_and_a_thread_have_their_own_steps(self):
        self.check(
            "import gimbal, threading\n"
            "done = threading.Event()\n"
            "def work():\n"
            "    with gimbal.undo_step('thread'): gimbal.scene.add('cube')\n"
            "@gimbal.on('selection_changed')\n"
            "def handler(event):\n"
            "    with gimbal.undo_step('handler'): gimbal.scene.add('cube')\n"
            "    done.set()\n"
            "box = gimbal.scene.add('cube')\n"
            "thread = threading.Thread(target=work); thread.start(); thread.join()\n"
            "gimbal.scene.selection = [box]\n"
            "print(done.wait(60), [step.name for step in gimbal.undo_stack])\n",
            "True ['-c', 'thread', '-c', 'handler']\n",
        )

    def test_ctrl_c_during_native_work_rolls_back(self):
        self.check_interrupted(
            "import gimbal\n"
            "ball = gimbal.scene.add('sphere')\n"
            "try:\n"
            "    with gimbal.transaction('x'):\n"
            "        ball.name = 'renamed'\n"
            "        ball.mesh.subdivide(levels=5)\n"
            "        print('working', flush=True)\n"
            "        ball.mesh.smooth(iterations=1000)\n"
            "except KeyboardInterrupt:\n"
            "    print(ball.name, ball.mesh.triangle_count < 10000)\n",
            "sphere True\n",
        )

    def test_what_is_open_at_the_end_is_closed_with_a_warning(self):
        code, out, err = self.run_python(
            "-c", "import gimbal; step = gimbal.undo_step('left open'); step.__enter__(); gimbal.scene.add('cube')"
        )
        self.assertEqual((code, out), (0, ""))
        self.assertEqual(err.count("the undo step 'left open' was still open at the end of the run"), 1, err)

    def test_an_exit_inside_a_block_ends_as_usual(self):
        for block in ("undo_step", "transaction"):
            code, out, err = self.run_python(
                "-c", f"import gimbal\nwith gimbal.{block}('x'):\n    gimbal.scene.add('cube')\n    exit(7)"
            )
            self.assertEqual((code, out, err), (7, "", ""))

    def test_a_forked_child_leaves_the_block_of_its_parent(self):
        self.check(
            "import gimbal, os\n"
            "try:\n"
            "    with gimbal.transaction('x'):\n"
            "        gimbal.scene.add('cube')\n"
            "        child = os.fork()\n"
            "        if child == 0: 1 / 0\n"
            "except ZeroDivisionError:\n"
            "    print('child', len(gimbal.scene.objects), flush=True)\n"
            "    os._exit(0)\n"
            "os.waitpid(child, 0)\n"
            "print('parent', len(gimbal.scene.objects))\n",
            "child 0\nparent 1\n",
        )


if __name__ == "__main__":
    unittest.main()
