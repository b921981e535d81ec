"""The exchange of docs/link.md, byte for byte, with the Python server; and with the Python client's bytes."""
import socket
import unittest

import link_support
from gimbal_link import frames
from gimbal_link.arrays import pack


class ProtocolTest(link_support.LinkTest):
    def test_the_server_answers_the_documented_bytes(self):
        parts = link_support.documented_exchange()
        self.assertEqual([who for who, _ in parts], [">", "<"] * 3)
        server = self.serve()
        server._host.name = "adder"
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(link_support.DEADLINE)
            client.connect(server.addresses[0])
            for who, content in parts:
                if who == ">":
                    client.sendall(content)
                else:
                    got = b""
                    while len(got) < len(content):
                        got += client.recv(len(content) - len(got))
                    self.assertEqual(got, content)

    def test_the_package_writes_the_documented_bytes(self):
        import array

        z = {"z": pack("z", array.array("f", [1, 2, 3]))}
        header = {"type": "update", "id": 2, "name": "z", "frame": 1, "kind": "array"}
        written = b"".join(frames.encode(header, z))
        self.assertEqual(written, link_support.documented_exchange()[4][1])

    def test_a_header_that_is_no_small_json_object_is_refused(self):
        deep = b'{"a":' + b"[" * 100_000
        numbers = (b'{"a":NaN}', b'{"a":1e999}', b'{"a":9223372036854775808}')
        for text in (b"", b"[]", b"1", b"{", *numbers, b'"\xff"', deep):
            self.assert_refused("bad_message", frames.decode, text)
        self.assertEqual(frames.decode(b'{"a":[9223372036854775807,0.5,"[[["]}'), {"a": [2**63 - 1, 0.5, "[[["]})

    def test_what_a_header_cannot_hold_is_refused_before_it_is_sent(self):
        for value in (float("nan"), 2**63, {1: 2}, object(), {"a": b"bytes"}):
            self.assert_refused("bad_argument", frames.encode, {"value": value})


if __name__ == "__main__":
    unittest.main()
