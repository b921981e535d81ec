"""The live link in the window: it answers while a script spins, shows who is connected, and ends a connection."""
import os
import sys

from window import DEADLINE, ENDLESS_LOOP, WindowTest, wait_for

CONSOLE = os.path.join(os.path.dirname(__file__), "..", "..", "console")
sys.path.insert(0, CONSOLE)
sys.path.append(os.path.join(CONSOLE, "tests", "link"))

import gimbal_link  # noqa: E402  the tree's own
from link_helpers import RefusalTest, triangle  # noqa: E402


class LinkTest(RefusalTest, WindowTest):
    def arguments(self):
        self.socket = os.path.join(self.folder, "link.socket")
        return ("--link=" + self.socket, "--link-evaluate")

    def connect(self, name="solver", **options):
        client = gimbal_link.connect(self.socket, name, timeout=DEADLINE, **options)
        self.addCleanup(client.close)
        return client

    def test_the_link_answers_while_a_script_spins_and_a_stream_is_an_object_of_the_scene(self):
        self.window.wait_for_text("link: 0 connected", "status")
        client = self.connect()
        self.window.wait_for_text("link: 1 connected", "status")
        self.window.run(ENDLESS_LOOP)
        self.window.key("Return")
        self.window.wait_until_running()
        for height in range(1, 6):
            client.send("wave", triangle(float(height)), timeout=DEADLINE)
        self.window.wait_for_text("wave", "outliner")
        client.call("object.add", kind="cube", name="box", timeout=DEADLINE)
        self.window.wait_for_text("box", "outliner")
        self.window.wait_for_text("gimbal.ops.object.add(kind='cube', name='box')", "info")
        self.assertEqual(self.window.state()["run"], "running")
        self.window.key("ctrl+c")
        self.window.wait_for_state(run="idle")

    def test_a_peer_is_listed_and_disconnect_ends_its_connection(self):
        ended = []
        client = self.connect(on_disconnected=lambda peer, error: ended.append(error.message))
        client.call("object.add", kind="cube")
        self.window.choose_in_menus("Live link")
        self.window.wait_for_text("solver  process " + str(os.getpid()), "dialog")
        self.window.wait_for_text("Listens at " + self.socket, "dialog")
        width, height = map(int, self.window.state()["window"].split("x"))
        for y in range(height // 2 - 160, height // 2 + 120, 10):  # the rows above depend on the font
            self.window.click(width / 2 + 290, y)
            self.window.wait_until_input_is_read()
            if ended:
                break
        wait_for(lambda: ended, "the end of the connection")
        self.assertIn("the user has disconnected you", ended[0])
        self.window.wait_for_text("Nobody is connected.", "dialog")
        self.window.wait_for_text("link: 0 connected", "status")

    def test_stop_ends_what_a_peer_runs(self):
        client = self.connect()
        job = client.evaluate_async("while True: pass")
        self.window.wait_until_running()
        self.window.key("ctrl+c")
        self.assert_refused("cancelled", job.result, DEADLINE)
        self.assertEqual(client.evaluate("6 * 7", timeout=DEADLINE).value, 42)

    def test_quit_during_a_call_answers_closed(self):
        client = self.connect()
        job = client.evaluate_async("while True: pass")
        self.window.wait_until_running()
        self.window.process.terminate()
        self.assert_refused("closed", job.result, DEADLINE)
        self.window.exit_code()
        self.assertFalse(os.path.exists(self.socket))


class LinkAtEachStartTest(RefusalTest, WindowTest):
    """The setting `link_address`: the window listens from its start, without an option of the command line."""

    def keep_address(self, address):
        user = os.path.join(self.folder, "user")
        os.makedirs(user, exist_ok=True)
        with open(os.path.join(user, "settings.toml"), "w", encoding="utf-8") as file:
            file.write(f'link_address = "{address}"\n')

    def arguments(self):
        self.socket = os.path.join(self.folder, "kept.socket")
        self.keep_address(self.socket)
        return ()

    def test_the_window_listens_where_the_setting_says_and_peers_connect(self):
        self.window.wait_for_text("link: 0 connected", "status")
        with gimbal_link.connect(self.socket, "solver", timeout=DEADLINE) as client:
            client.call("object.add", kind="cube", name="box", timeout=DEADLINE)
            self.assert_refused("not_permitted", client.evaluate, "1", timeout=DEADLINE)
            self.window.wait_for_text("link: 1 connected", "status")
            self.window.wait_for_text("box", "outliner")
        self.window.choose_in_menus("Live link")
        self.window.wait_for_text("Listens at " + self.socket, "dialog")
        self.window.wait_for_text("[x] Listen at each start of the program", "dialog")

    def test_an_address_where_nobody_can_listen_is_named_in_a_note(self):
        self.window.ask_to_close()
        self.assertEqual(self.window.exit_code(), 0)
        self.keep_address("192.168.1.1:4040")
        self.window = self.open()
        self.window.wait_for_text("The live link does not listen: the address `192.168.1.1:4040`", "notes")
        self.assertNotIn("link:", self.window.text("status"))


class ClosedLinkTest(WindowTest):
    def test_nothing_listens_until_the_user_opens_it(self):
        self.assertNotIn("link:", self.window.text("status"))
        self.window.choose_in_menus("Live link")
        self.window.wait_for_text("It does not listen: nobody can connect.", "dialog")
        self.window.wait_for_text("[ ] Listen at each start of the program", "dialog")
