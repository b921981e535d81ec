"""The example `embed`: a console in a plain ImGui window."""
import signal
import struct
import time
import unittest
import zlib

from driven import ENDLESS_LOOP, DrivenExample, WithoutDisplay, wait_for


def red_png(width, height):
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\xff\0\0" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


class EmbedTest(DrivenExample):
    title = "embed"

    def start_endless_loop(self):
        self.enter(f"exec('open(\"started\", \"w\").close()\\n{ENDLESS_LOOP}')")
        self.wait_for_file("started")

    def test_it_completes_a_name_with_tab(self):
        pause = 0.0

        def completes():  # what is typed before the answer comes discards it, so each attempt leaves it more time
            nonlocal pause
            self.key("ctrl+c")
            self.type("open(str.__nam")
            self.key("Tab")
            time.sleep(pause)
            pause += 0.1
            self.enter(", 'w').close()")
            return self.appears("str", seconds=2)

        wait_for(completes, "a line whose name was completed")

    def test_ctrl_c_stops_a_loop(self):
        self.start_endless_loop()
        self.key("ctrl+c")
        self.enter("open('stopped', 'w').close()")
        self.wait_for_file("stopped")

    def test_it_shows_what_c_code_prints(self):
        self.enter("import ctypes; _ = ctypes.CDLL(None).puts(b'printed by C'); open('printed', 'w').close()")
        self.wait_for_file("printed")
        wait_for(lambda: "\nprinted by C" in self.last_run(), "the text of C in the console")

    def test_it_shows_a_picture(self):
        (self.folder / "red.png").write_bytes(red_png(300, 100))
        self.enter("class Red: _repr_png_ = lambda self: open('red.png', 'rb').read()")
        self.enter("Red()")
        wait_for(
            lambda: self.output_of("import", "-window", "root", "-depth", "8", "rgb:-").count(b"\xff\0\0" * 100) > 50,
            "a red rectangle on the screen",
        )

    def test_another_program_can_paste_what_was_copied(self):
        self.enter("'to be' + ' copied'")
        wait_for(lambda: "to be copied" in self.last_run(), "the copied text")

    def test_sigterm_ends_it_also_during_a_loop(self):
        self.start_endless_loop()
        self.process.send_signal(signal.SIGTERM)
        self.wait_for_exit_code(0)

    def test_closing_the_window_ends_it(self):
        self.ask_to_close()
        self.wait_for_exit_code(0)

    def test_dear_imgui_ends_in_order(self):
        # It then writes where its windows stand.
        places = self.folder / "imgui.ini"
        places.unlink(missing_ok=True)
        self.ask_to_close()
        self.wait_for_exit_code(0)
        self.assertIn("[Window][Python]", places.read_text())

    def test_closing_the_window_ends_a_loop(self):
        self.start_endless_loop()
        self.ask_to_close()
        self.wait_for_exit_code(0)


class EmbedWithoutDisplayTest(WithoutDisplay, unittest.TestCase):
    pass


if __name__ == "__main__":
    unittest.main()
