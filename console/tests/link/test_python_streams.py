"""Streams and shared memory of the Python package: who owns a segment, and what a reader gets."""
import array
import gc
import os
import socket
import threading
import unittest
from unittest import mock

from link_helpers import DEADLINE, wait_for
from link_support import LinkTest, RawClient

import gimbal_link
from gimbal_link import arrays, frames, shared, streams

LAYOUT = {"z": ("float32", (4,))}


class RefusalTest(LinkTest):
    def test_without_a_handler_a_writer_reads_in_its_log_that_it_is_refused(self):
        self.serve()
        first, second = self.connect(), self.connect()
        first.send("z", {"z": array.array("f", [1])}, kind="array")
        with self.assertLogs("gimbal_link", "WARNING") as logged:
            self.assertTrue(second.update("z", {"z": array.array("f", [2])}, kind="array"))
            wait_for(lambda: logged.output, "the warning")
        self.assertIn("another connection writes `z`; choose another name", logged.output[0])


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

    def publish(self, writer, number):
        with writer.frame() as memory:
            memoryview(memory["z"]).cast("B")[:] = array.array("f", [number] * 4).tobytes()

    def test_a_late_share_of_a_live_name_ends_it_and_its_old_writer_is_told(self):
        server, client = self.serve(), self.connect()
        old = client.share("s", LAYOUT)
        self.publish(old, 7)
        wait_for(lambda: server.streams.info("s").frame == 1, "the frame")
        with mock.patch.object(client._connection._outbox, "write_to", lambda *_: False):  # the socket is full
            self.assert_refused("deadline", client.share, "s", LAYOUT, timeout=0.05)
        client.ping()
        self.assertEqual(server.streams.info("s").state, "ended")
        with old.frame() as memory:
            memory["z"]
        self.assertFalse(old.publish())
        new = client.share("s", LAYOUT)
        old.close()
        del old
        gc.collect()
        self.publish(new, 8)
        wait_for(lambda: server.streams.info("s").frame == 1, "the frame of the new writer")
        self.assertEqual(server.streams.info("s").state, "live")

    def test_a_share_that_was_never_sent_leaves_the_old_writer(self):
        server = self.serve(limits=gimbal_link.Limits(open_calls=1))
        client = self.connect()
        old = client.share("s", LAYOUT)
        first = client.call_async("until_cancelled")
        self.assert_refused("deadline", client.share, "s", LAYOUT, timeout=0.02)
        self.assert_refused("deadline", client.share, "other", LAYOUT, timeout=0.02)
        self.assertEqual(client.info()["open_calls_out"], 1)
        first.cancel()
        self.assert_refused("cancelled", first.result, DEADLINE)
        client.ping()
        self.publish(old, 7)
        wait_for(lambda: server.streams.info("s").frame == 1, "the frame")
        self.assertEqual(server.streams.info("s").state, "live")
        self.assertIsNone(server.streams.info("other"))
        old.close()
        wait_for(lambda: server.streams.info("s").state == "ended", "the end")

    def test_a_share_that_takes_the_name_of_a_writer_tells_it(self):
        server, client = self.serve(), self.connect()
        old = client.share("s", LAYOUT)
        new = client.share("s", LAYOUT)
        old.begin()
        self.assertFalse(old.publish())
        old.close()
        self.publish(new, 8)
        wait_for(lambda: server.streams.info("s").frame == 1, "the frame")
        self.assertEqual(server.streams.info("s").state, "live")

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


class LockTest(LinkTest):
    """Long work holds no lock that another thread needs."""

    def blocked(self, target):
        """The function at `target` waits until the event is set; the semaphore counts its calls."""
        called, go_on = threading.Semaphore(0), threading.Event()
        self.addCleanup(go_on.set)
        owner, name = target
        real = getattr(owner, name)

        def slow(*arguments):
            called.release()
            go_on.wait(DEADLINE)
            return real(*arguments)

        patch = mock.patch.object(owner, name, slow)
        patch.start()
        self.addCleanup(patch.stop)
        return called, go_on

    def in_thread(self, function, *arguments):
        result = []
        thread = threading.Thread(target=lambda: result.append(function(*arguments)), daemon=True)
        thread.start()
        return thread, result

    def test_a_frame_is_copied_without_the_lock_of_the_streams(self):
        server, client = self.serve(), self.connect()
        writer = client.share("s", LAYOUT)
        with writer.frame() as memory:
            memoryview(memory["z"]).cast("B")[:] = array.array("f", [7] * 4).tobytes()
        wait_for(lambda: server.streams.info("s").frame == 1, "the frame")
        called, go_on = self.blocked((shared.ReadSegment, "copy_newest"))
        readers = [self.in_thread(server.streams.latest, "s")]
        readers += [self.in_thread(server.streams.wait_for, "s", 0, DEADLINE)]
        for _ in readers:
            self.assertTrue(called.acquire(timeout=DEADLINE))
        client.send("other", {"z": array.array("f", [1])}, timeout=DEADLINE)
        writer.close()
        client.send("s", {"z": array.array("f", [1])}, timeout=DEADLINE)  # the name has another content by now
        go_on.set()
        for thread, result in readers:
            thread.join()
            self.assertEqual(memoryview(result[0].arrays["z"]).tolist(), [7] * 4)
            self.assertEqual((result[0].serial, result[0].frame, result[0].dropped), (1, 1, 0))

    def test_a_mesh_is_checked_without_the_lock_of_the_connection(self):
        server, client = self.serve(), self.connect()
        mesh = {"positions": memoryview(bytes(12)).cast("f", (1, 3))}
        called, go_on = self.blocked((gimbal_link.connection, "check_mesh_to_send"))
        update, _ = self.in_thread(client.update, "m", mesh)
        send, _ = self.in_thread(client.send, "n", mesh)
        for _ in (update, send):
            self.assertTrue(called.acquire(timeout=DEADLINE))
        self.assertEqual(client.call("add", a=1, timeout=DEADLINE).value, 1)
        go_on.set()
        for thread in (update, send):
            thread.join()
        wait_for(lambda: server.streams.info("m"), "the mesh")

    def test_a_stream_that_is_read_is_not_copied_again(self):
        self.serve()
        client = self.connect()
        empty = memoryview(array.array("f"))
        client.send("s", {"z": array.array("f", [1, 2]), "empty": empty})
        with mock.patch("gimbal_link.peer.pack", wraps=arrays.pack) as packing:
            back = client.read("s").arrays
        self.assertEqual(memoryview(back["z"]).tolist(), [1, 2])
        self.assertEqual(len(back["empty"]), 0)
        self.assertEqual({type(call.args[1]) for call in packing.call_args_list}, {arrays.Packed})


class StreamsTest(LinkTest):
    def frame(self, name, writer, number=1, kind="array", count=1):
        content = {"z" if kind == "array" else "positions": array.array("f", [number] * count)}
        return streams.Snapshot(name, kind, number, 0, content, writer)

    def test_a_refused_first_frame_of_a_new_writer_leaves_the_old_snapshot(self):
        store = streams.Streams(most_streams=2, most_bytes=40)
        store.update(self.frame("a", writer=1, number=5))
        store.update(self.frame("b", writer=2, number=6))
        store.writer_ended(2, "gone")
        store.writer_ended(1, "gone")
        for name in ("a", "b", "c"):
            self.assert_refused("bad_array", store.update, self.frame(name, 3, kind="positions"))
            self.assert_refused("too_large", store.update, self.frame(name, 3, count=11))
            geometry = shared.Geometry([arrays.Description("positions", "float32", (1, 3), 0)], 2, 64)
            segment = mock.Mock(geometry=geometry)
            self.assert_refused("bad_array", store.share, 3, name, "positions", segment)
        self.assertEqual([info.name for info in store.list()], ["a", "b"])
        self.assertEqual([store.latest(name).frame for name in ("a", "b")], [5, 6])

    def test_the_handler_gets_each_frame_once(self):
        store = streams.Streams(most_streams=2, most_bytes=40)
        self.assertIsNone(store.next_for_handler("a"))
        for number in (1, 2):
            store.update(self.frame("a", writer=1, number=number))
        self.assertEqual(store.next_for_handler("a").serial, 2)
        self.assertIsNone(store.next_for_handler("a"))
        self.assertEqual(store.latest("a").serial, 2)  # a reader still gets it
        store.writer_ended(1, "gone")
        self.assertIsNone(store.next_for_handler("a"))
        store.update(self.frame("a", writer=2))  # a new writer begins at any number
        self.assertEqual(store.next_for_handler("a").serial, 3)
        self.assertIsNone(store.next_for_handler("a"))

    def test_the_handler_gets_each_frame_in_shared_memory_once(self):
        store = streams.Streams(most_streams=2, most_bytes=40)
        content = mock.Mock(generation=0, copy_newest=lambda: (content.generation, {}))
        store.share(1, "a", "array", content)
        self.assertIsNone(store.next_for_handler("a"))
        for content.generation in (1, 3):
            store.published(1, "a")
            self.assertEqual(store.next_for_handler("a").serial, content.generation)
            self.assertIsNone(store.next_for_handler("a"))

    def test_a_second_turn_of_the_handler_without_a_new_frame_calls_it_not(self):
        seen = []
        server = self.serve(on_update=lambda snapshot: seen.append(snapshot.serial))
        client, host, z = self.connect(), server._host, {"z": array.array("f", [1])}
        for serial in (1, 2):
            client.send("s", z)
            wait_for(lambda: serial in seen and not host._due, "the frame")
            host.stream_changed("s")  # as when the frame came between the two steps of the turn before
            wait_for(lambda: not host._due, "the turn")
        self.assertEqual(seen, [1, 2])

    def test_the_stream_that_ended_first_gives_way(self):
        store = streams.Streams(most_streams=3, most_bytes=40)
        for writer, name in enumerate("abc"):
            store.update(self.frame(name, writer, count=3))
        self.assert_refused("too_many", store.update, self.frame("d", 3))
        for writer in (1, 2, 0):
            store.writer_ended(writer, "gone")
        store.update(self.frame("d", 3, count=4))  # fits, because what gives way is not counted
        self.assertEqual([info.name for info in store.list()], ["a", "c", "d"])
        store.update(self.frame("e", 3))
        self.assertEqual([info.name for info in store.list()], ["a", "d", "e"])
        store.update(self.frame("a", 3, count=5))  # of the same name, too
        self.assertEqual(store.latest("a").serial, 2)


if __name__ == "__main__":
    unittest.main()
