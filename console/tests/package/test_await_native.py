"""The example `await_native`: scripts await C++ work and ask the UI thread."""
import os
import subprocess
import tempfile
import unittest


class AwaitNativeTest(unittest.TestCase):
    def run_script(self, source):
        with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
            script.write("import asyncio, native, threading\n" + source)
            script.flush()
            return subprocess.run([os.environ["EXAMPLE"], script.name], capture_output=True, text=True, timeout=120)

    def output(self, source):
        done = self.run_script(source)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_several_pieces_of_work_are_awaited_at_once(self):
        self.assertEqual(
            self.output(
                "async def main():\n"
                "    print(await native.count(10), await asyncio.gather(native.count(5), native.count(3)))\n"
                "asyncio.run(main())\nprint(native.count(4).result())"
            ),
            "45 [10, 3]\n6\n",
        )

    def test_a_timeout_cancels_the_work(self):
        self.assertEqual(
            self.output(
                "async def main():\n"
                "    job = native.count(10**15)\n"
                "    try: await asyncio.wait_for(job, 0.05)\n"
                "    except asyncio.TimeoutError: print('late')\n"
                "    while not job.done(): await asyncio.sleep(0.001)\n"
                "    print(job.cancelled(), job)\n"
                "asyncio.run(main())"
            ),
            'late\nTrue <job "count": cancelled>\n',
        )

    def test_threads_ask_the_ui_thread(self):
        self.assertEqual(
            self.output(
                "print(native.title(), native.ask('tea', timeout=60))\n"
                "t = threading.Thread(target=lambda: print(native.ask(question='milk'))); t.start(); t.join()\n"
                "print(native.show('posted'))"
            ),
            "Native yes to tea\nyes to milk\nNone\n[posted]\n",
        )

    def test_a_wrong_argument_is_refused_before_it_is_asked(self):
        self.assertIn("TypeError: question is 1, an int, not a str", self.run_script("native.ask(1)").stderr)


if __name__ == "__main__":
    unittest.main()
