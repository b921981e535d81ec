"""Streams and shared memory of the Python package: who owns a segment, and what a reader gets."""
import array
import gc
import os
import socket
import unittest
from unittest import mock

from link_support import LinkTest, RawClient, wait_for  # makes gimbal_link importable

from gimbal_link import frames, shared

LAYOUT = {"z": ("float32", (4,))}


class SegmentTest(LinkTest):
    def test_a_share_that_leaves_after_its_deadline_sends_its_own_descriptor(self):
        server, client = self.serve(), self.connect()
        outbox = client._connection._outbox
        outbox.write_to = lambda *_: False  # the socket is full
        self.assert_refused("deadline", client.share, "s", LAYOUT, timeout=0.05)
        others = [open(os.devnull) for _ in range(8)]  # take the number, should it be free
        del outbox.write_to
        try:
            client.ping()
            self.assertEqual(server.streams.info("s").state, "ended")
        finally:
            for file in others:
                file.close()

    def test_the_descriptor_of_a_refused_segment_is_closed_once(self):
        server, failed, close = self.serve(), [], os.close

        def closing(number):
            try:
                close(number)
            except OSError as error:
                failed.append(error)

        share = {"type": "share", "name": "s", "kind": "array", "slots": 2, "slot_bytes": 64}
        share["arrays"] = [{"dtype": "float32", "name": "z", "shape": [4], "offset": 0}]
        file = os.memfd_create("unsealed")
        self.addCleanup(os.close, file)
        with mock.patch("os.close", closing), RawClient(server.addresses[0]) as raw:
            for id in range(1, 4):
                text = b"".join(frames.encode({**share, "id": id}))
                socket.send_fds(raw.socket, [text], [file])
                self.assertEqual(raw.hear("error", "result")["code"], "not_sealed")
            gc.collect()
        self.assertEqual(failed, [])

    def test_a_segment_that_nobody_has_any_more_has_no_name(self):
        segment = shared.WrittenSegment(shared.geometry_of(LAYOUT, 2), named=True)
        path = "/dev/shm" + segment.name
        self.assertTrue(os.path.exists(path))
        del segment
        gc.collect()
        self.assertFalse(os.path.exists(path))

    def test_a_writer_that_is_dropped_ends_its_stream(self):
        server, client = self.serve(), self.connect()
        for named in (False, True):
            writer = client.share("s", LAYOUT, named=named)
            with writer.frame() as memory:
                memoryview(memory["z"]).cast("B")[:] = array.array("f", [7] * 4).tobytes()
            del writer, memory
            gc.collect()
            wait_for(lambda: server.streams.info("s").state == "ended", "the end")
            self.assertEqual(memoryview(server.streams.latest("s").arrays["z"]).tolist(), [7] * 4)


if __name__ == "__main__":
    unittest.main()
