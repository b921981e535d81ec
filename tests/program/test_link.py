"""Other programs and the running program: calls, events, streams and Python, by sockets."""
import os
import signal
import subprocess

from link_support import LinkTest, gimbal_link, triangle, wait_for
from program import DEADLINE_S, ENDLESS_LOOP


class PeersOfTheProgram(LinkTest):
    def test_a_program_that_was_not_asked_does_not_listen(self):
        process, addresses = self.serve(then="input()")
        self.assertEqual(addresses, [])
        self.assertEqual(os.listdir(self.run_time), [])
        self.assert_refused("not_connected", gimbal_link.connect, "gimbal", timeout=DEADLINE_S)
        process.kill()

    def test_a_program_in_cpp_calls_streams_and_listens(self):
        self.serve("--link")
        done = subprocess.run(
            [os.environ["LINK_CALLER"], "gimbal"], capture_output=True, text=True, timeout=DEADLINE_S, cwd=self.folder
        )
        self.assertEqual(done.stderr, "")
        lines = [line.partition(" ")[::2] for line in done.stdout.splitlines()]
        answers = dict(lines)
        self.assertEqual(answers["add"], "null")
        self.assertEqual(answers["move"], "null")
        self.assertRegex(answers["wrong"], r"^bad_argument: mesh\.smooth: iterations is 0: it must be from 1 to 1000")
        self.assertEqual(answers["registered"], "42")
        self.assertRegex(answers["refused"], "^not_permitted: ")
        self.assertRegex(answers["cancelled"], "^cancelled: ")
        self.assertRegex(answers["event"], r'^saved \{"path":".*ball\.stl"\}')
        self.assertEqual(answers["stream"], '{"frame":1}')
        self.assertEqual(answers["seen"], "1.0")
        self.assertIn('"kind":"mesh"', answers["read"])
        self.assertEqual(answers["height"], "1")

    def test_a_program_in_python_calls_streams_and_listens(self):
        self.serve("--link")
        events = []
        client = self.connect(on_event=events.append)
        client.call("object.add", kind="sphere", name="ball")
        client.call("object.set_location", name="ball", location=[1, 2, 3])
        ball = next(one for one in client.call("link.objects").value if one["name"] == "ball")
        self.assertEqual(ball["location"], [1, 2, 3])
        for arguments, named in (({"iterations": 0}, "iterations"), ({"factor": "x"}, "factor"), ({"k": 1}, "'k'")):
            self.assertIn(named, self.assert_refused("bad_argument", client.call, "mesh.smooth", arguments=arguments))
        self.assertEqual(client.call("double", x=4).value, 8)
        self.assertIn("x", self.assert_refused("bad_argument", client.call, "double", x="four"))
        client.subscribe("selection_changed")
        client.call("object.deselect_all")
        wait_for(lambda: events, "the event")
        self.assertEqual(events[0].value, {"names": []})
        client.send("wave", triangle(1.0))
        self.assertEqual(client.call("height", name="wave").value, 1)
        read = wait_for(lambda: self.read(client, "wave"), "the object")
        self.assertEqual(memoryview(read.arrays["positions"]).shape, (3, 3))

    def read(self, client, name):
        try:
            return client.read(name)
        except gimbal_link.LinkError:
            return None

    def test_a_heavy_command_is_cancelled(self):
        self.serve("--link")
        client, reports = self.connect(), []
        client.call("object.add", kind="sphere")
        client.call("mesh.subdivide", levels=4)
        job = client.call_async("mesh.smooth", iterations=1000, on_progress=lambda *progress: reports.append(progress))
        wait_for(lambda: reports or job.done(), "progress")
        job.cancel()
        self.assert_refused("cancelled", job.result, DEADLINE_S)

    def test_the_document_answers_while_a_script_never_gives_way(self):
        process, _ = self.serve("--link", then=ENDLESS_LOOP)
        client = self.connect()
        for _ in range(20):
            client.call("object.add", kind="cube", timeout=DEADLINE_S)
        self.assertEqual(len(client.call("link.objects").value), 20)
        self.assertEqual(client.call("double", x=1).value, 2)  # handlers run beside the script
        process.send_signal(signal.SIGINT)
        process.wait(DEADLINE_S)

    def test_python_runs_only_if_the_link_was_opened_with_it(self):
        self.serve("--link")
        self.assert_refused("not_permitted", self.connect().evaluate, "1 + 1")

    def test_python_of_a_peer_is_one_undo_step_and_its_errors_are_values(self):
        self.serve("--link-evaluate")
        client = self.connect()
        self.assertEqual(client.evaluate("1 + 1").value, 2)
        made = "for name in 'abc':\n    gimbal.scene.add('cube', name=name)\nlen(gimbal.scene.objects)"
        self.assertEqual(client.evaluate(made).value, 3)
        client.call("edit.undo")
        self.assertEqual(client.evaluate("len(gimbal.scene.objects)").value, 0)
        self.assertEqual(
            self.assert_refused("failed", client.evaluate, "1 / 0"), "ZeroDivisionError: division by zero"
        )
        job = client.evaluate_async("import time\nwhile True: time.sleep(0.01)")
        job.cancel()
        self.assert_refused("cancelled", job.result, DEADLINE_S)

    def test_the_end_of_the_program_during_a_call_answers_closed(self):
        process, _ = self.serve("--link", more="import time\nlink.register('sleep', lambda request: time.sleep(600))")
        client = self.connect()
        job = client.call_async("sleep")
        process.send_signal(signal.SIGTERM)
        self.assert_refused("closed", job.result, DEADLINE_S)

    def test_the_end_of_a_script_says_goodbye(self):
        process, _ = self.serve("--link", then="input()")
        ended = []
        client = self.connect(on_disconnected=lambda peer, error: ended.append(error.message))
        client.call("double", x=1)
        process.communicate("go on\n", timeout=DEADLINE_S)
        self.assertEqual(process.returncode, 0)
        wait_for(lambda: ended, "the goodbye")
        self.assertIn("the program ends", ended[0])
        self.assertEqual(os.listdir(os.path.join(self.run_time, "gimbal-link")), [])

    def test_a_script_opens_the_link_publishes_and_ends_a_connection(self):
        opened = """
link.listen(["gimbal", "127.0.0.1:0"], events=["solved"])

@link.register
def solve(request):
    return link.publish("solved", {"steps": 3}, {"z": memoryview(bytes(8)).cast("f")})

@link.register
def leave(request):
    return [link.disconnect(peer) for peer in link.peers() if peer["id"] == request.peer]
"""
        _, addresses = self.serve(more=opened)
        self.assertEqual(len(addresses), 2)
        events, ended = [], []
        for address in addresses:
            client = self.connect(address, on_event=events.append, on_disconnected=lambda *end: ended.append(end))
            client.subscribe("solved")
        self.assertEqual(client.call("solve").value, 2)
        wait_for(lambda: len(events) == 2, "the events")
        self.assertEqual(events[0].value, {"steps": 3})
        self.assertEqual(memoryview(events[0].arrays["z"]).tolist(), [0, 0])
        client.call_async("leave")
        wait_for(lambda: ended, "the end")

    def test_a_text_in_place_of_the_list_of_events_is_refused_with_the_remedy(self):
        code, _, err = self.run_gimbal("--headless", "-c", "from gimbal import link; link.listen(events='solved')")
        self.assertEqual(code, 1)
        self.assertIn("TypeError: events must be a list of str, not 'solved'; write ['solved']", err)
        self.assertEqual(os.listdir(self.run_time), [])
        code, out, err = self.run_gimbal(
            "--headless", "-c", "from gimbal import link; link.listen(); link.publish('saved', 1, 'z')"
        )
        self.assertIn("arrays must be a dict of arrays by name, not 'z'", err)

    def test_a_name_with_a_line_break_is_refused(self):
        for line in ("link.register('a\\nb', print)", "link.listen(events=['a\\nb'])"):
            code, _, err = self.run_gimbal("--headless", "-c", f"from gimbal import link; {line}")
            self.assertEqual(code, 1)
            self.assertIn("which holds the control character U+000A; a name is one line of text", err)

    def test_a_script_calls_another_program(self):
        server = gimbal_link.Server("other", name="other", folder=os.path.join(self.run_time, "gimbal-link"))
        self.addCleanup(server.close)
        server.command("twice")(lambda request, x: 2 * x)
        script = (
            "import array, asyncio; from gimbal import link\n"
            "async def ask(peer):\n"
            "    return (await peer.call_async('twice', x=5)).value\n"
            "with link.connect('other') as peer:\n"
            "    print(peer.call('twice', x=4).value, asyncio.run(ask(peer)))\n"
            "    peer.send('numbers', {'z': array.array('d', [1, 2])}, kind='array')\n"
        )
        code, out, err = self.run_gimbal("--headless", "-c", script)
        self.assertEqual((code, out, err), (0, "8 10\n", ""))
        self.assertEqual(memoryview(server.streams.latest("numbers").arrays["z"]).tolist(), [1, 2])

    def test_a_sub_interpreter_calls_with_threads_coroutines_and_deadlines(self):
        server = gimbal_link.Server("other")
        self.addCleanup(server.close)
        server.command("twice")(lambda request, x: 2 * x)
        server.command("late")(lambda request: request.wait_cancelled(DEADLINE_S))
        inside = """
import asyncio, threading, gimbal_link
with gimbal_link.connect("other", timeout=limit) as peer:
    print(peer.call("twice", x=4, timeout=limit).value)
    async def both():
        return await asyncio.gather(*(peer.call_async("twice", x=x, timeout=limit) for x in (1, 2)))
    print([reply.value for reply in asyncio.run(both())])
    seen = []
    work = lambda x: seen.append(peer.call("twice", x=x, timeout=limit).value)
    threads = [threading.Thread(target=work, args=[x]) for x in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    print(sorted(seen))
    try: peer.call("late", timeout=0.01)
    except gimbal_link.LinkError as error: print(error.code)
"""
        script = self.script(
            "from gimbal import interpreters\n"
            "one = interpreters.create()\n"
            f"one.prepare_main(limit={DEADLINE_S})\n"
            f"one.exec({inside!r})\n"
            "one.close()\n",
            "interpreter.py",
        )
        code, out, err = self.run_gimbal("--headless", script)
        self.assertEqual((code, out, err), (0, "8\n[2, 4]\n[0, 2, 4, 6]\ndeadline\n", ""))

    def test_a_link_that_cannot_listen_ends_the_start_with_a_sentence(self):
        code, _, err = self.run_gimbal("--headless", "--link=192.168.1.1:4040", "-c", "print(1)")
        self.assertEqual(code, 1)
        self.assertIn("ssh -L", err)
