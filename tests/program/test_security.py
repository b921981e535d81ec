"""Walks the table of docs/security.md: what listens, and who may."""
import os
import re
import socket
import stat

from link_support import SOURCE, LinkTest, gimbal_link
from program import DEADLINE_S


def rows_of_the_table():
    with open(os.path.join(SOURCE, "docs", "security.md"), encoding="utf-8") as page:
        part = page.read().partition("## 1 What listens")[2].partition("## 2")[0]
    cells = [[cell.strip() for cell in line.strip("|\n ").split("|")] for line in part.splitlines() if line[:1] == "|"]
    return cells[2:]  # without the head


def listening_sockets(pid):
    """What the process listens to: paths and ports."""
    own = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            target = os.readlink(f"/proc/{pid}/fd/{name}")
        except FileNotFoundError:
            continue
        own.update(re.findall(r"socket:\[(\d+)\]", target))
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        with open(f"/proc/{pid}/net/{table}", encoding="ascii") as lines:
            for line in list(lines)[1:]:
                fields = line.split()
                if fields[9] in own and (fields[3] == "0A" or table.startswith("udp")):
                    found.append(fields[1])
    with open(f"/proc/{pid}/net/unix", encoding="utf-8") as lines:
        for line in list(lines)[1:]:
            fields = line.split()
            if fields[6] in own and fields[3] == "00010000":  # it accepts connections
                found.append(fields[7] if len(fields) > 7 else "without a name")
    return found


class WhatListens(LinkTest):
    def test_each_row_names_one_of_these_tests(self):
        known = ("live link, Unix socket", "live link, TCP", "live link, Python", "inspect socket", "a console in")
        rows = rows_of_the_table()
        self.assertEqual(len(rows), len(known))
        for row, name in zip(rows, known):
            self.assertTrue(row[0].startswith(name), row[0])
            self.assertEqual(len(row), 5)
            self.assertEqual(row[4].startswith("off"), not name.startswith("a console"), row)

    def test_with_default_settings_nothing_listens(self):
        process, _ = self.serve(then="input()")
        self.assertEqual(listening_sockets(process.pid), [])
        self.assertEqual(os.listdir(self.run_time), [])

    def test_the_unix_socket_is_the_users_alone(self):
        process, addresses = self.serve("--link")
        folder = os.path.join(self.run_time, "gimbal-link")
        self.assertEqual(addresses, [os.path.join(folder, "gimbal.socket")])
        self.assertEqual(listening_sockets(process.pid), addresses)
        self.assertEqual(stat.S_IMODE(os.stat(folder).st_mode), 0o700)
        self.assertEqual(stat.S_IMODE(os.stat(addresses[0]).st_mode), 0o600)

    def test_a_folder_that_others_may_enter_is_refused(self):
        os.mkdir(os.path.join(self.run_time, "gimbal-link"), 0o755)
        os.chmod(os.path.join(self.run_time, "gimbal-link"), 0o755)
        code, _, err = self.run_gimbal("--headless", "--link", "-c", "print(1)")
        self.assertEqual(code, 1)
        self.assertIn("gimbal-link", err)

    def test_tcp_is_the_loopback_interface_and_refuses_who_has_no_token(self):
        process, addresses = self.serve("--link=127.0.0.1:0")
        port = int(addresses[0].rpartition(":")[2])
        self.assertEqual(listening_sockets(process.pid), [f"0100007F:{port:04X}"])
        token = os.path.join(self.run_time, "gimbal-link", f"tcp-{port}.token")
        self.assertEqual(stat.S_IMODE(os.stat(token).st_mode), 0o600)
        with open(token, encoding="ascii") as file:
            secret = file.read()
        self.assertRegex(secret, "^[0-9a-f]{64}\n$")
        for place in ("cmdline", "environ"):
            with open(f"/proc/{process.pid}/{place}", "rb") as file:
                self.assertNotIn(secret.strip().encode(), file.read())
        self.assertEqual(self.connect(addresses[0]).call("double", x=2).value, 4)
        forged = os.path.join(self.folder, "forged.token")
        with open(os.open(forged, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
            file.write("0" * 64 + "\n")
        options = {"token_file": forged, "timeout": DEADLINE_S}
        self.assert_refused("not_authenticated", gimbal_link.connect, addresses[0], **options)
        with socket.create_connection(("127.0.0.1", port), DEADLINE_S) as stranger:
            stranger.sendall(b"GET / HTTP/1.1\r\n\r\n" + bytes(64))
            while stranger.recv(4096):  # an error, then the end
                pass
        self.assertEqual(self.connect(addresses[0]).call("double", x=3).value, 6)

    def test_another_host_is_refused_with_the_sentence_how(self):
        for host in ("0.0.0.0", "192.168.1.1", "example.org"):
            code, _, err = self.run_gimbal("--headless", f"--link={host}:4040", "-c", "print(1)")
            self.assertEqual(code, 1)
            self.assertIn("ssh -L", err)

    def test_python_of_peers_is_off(self):
        _, addresses = self.serve("--link")
        client = self.connect(addresses[0])
        self.assert_refused("not_permitted", client.evaluate, "open('evaluated', 'w')")
        self.assertFalse(os.path.exists(os.path.join(self.folder, "evaluated")))
