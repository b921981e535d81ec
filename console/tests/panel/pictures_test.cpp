// Pictures in the scrollback: their rows, their textures, and words for pictures that cannot be shown.
#include "panel/view/picture_shelf.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "tests/panel/panel_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

// Defines Image(width, height), which encodes a PNG, and kinds of it.
const std::string image_class = R"(
import struct, sys, zlib
class Image:
    depth, colour, bits = 8, 2, 24
    def __init__(self, width, height): self.size = width, height
    def _repr_png_(self):
        width, height = self.size
        chunk = lambda kind, data: (struct.pack('>I', len(data)) + kind + data
                                    + struct.pack('>I', zlib.crc32(kind + data)))
        header = struct.pack('>IIBBBBB', width, height, self.depth, self.colour, 0, 0, 0)
        rows = zlib.compress((b'\0' + bytes((width * self.bits + 7) // 8)) * height, 1)
        return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', rows) + chunk(b'IEND', b'')
class OneBit(Image):
    depth, colour, bits = 1, 0, 1
class Torn(Image):
    def _repr_png_(self): return super()._repr_png_()[:60]
)";

struct WithImages : PanelUnderTest {
    WithImages() {
        engine.submit_source(
            image_class + "import builtins; builtins.Image, builtins.OneBit, builtins.Torn = Image, OneBit, Torn\n",
            "images.py");
        settle();
        press(key::letter('L'), key::control);
    }
    int rows_between(const std::string& above, const std::string& below) const { return row_of(below) - row_of(above); }
    void wait_for_textures(std::size_t count) {
        wait_until("textures", [&] { return textures.size() == count; });
    }
};

}  // namespace

TEST_CASE("a picture has its rows at once, and its texture after decoding") {
    WithImages p;
    p.run(U"Image(320, 200)\n'after'\n");
    CHECK(p.rows_between("[picture 320 x 200]", ">>> 'after'") == 11);  // 200 pixels and the margins, in rows of 20
    p.wait_for_textures(1);
    CHECK(p.textures.begin()->second == std::pair(320, 200));
    CHECK(p.rows_between("[picture 320 x 200]", ">>> 'after'") == 11);
    CHECK(p.rows()[static_cast<std::size_t>(p.row_of("[picture")) + 1].empty());
}

TEST_CASE("a large picture is scaled down to the width and to a maximum height") {
    WithImages p;
    p.run(U"Image(3000, 1000)\n'after'\n");
    CHECK(p.rows_between("[picture 3000 x 1000]", ">>> 'after'") == 13);
    p.wait_for_textures(1);
    CHECK(p.textures.begin()->second == std::pair(1500, 500));  // halved by the decoder
    p.press(key::letter('L'), key::control);
    p.run(U"Image(100, 5000)\n'after'\n");
    CHECK(p.rows_between("[picture 100 x 5000]", ">>> 'after'") == 13);
}

TEST_CASE("bytes that are not a PNG, end early or claim too many pixels give a line of words") {
    WithImages p;
    p.run(U"Torn(320, 200)\n");
    p.wait_for("[picture 320 x 200: the PNG is broken]\n>>> ");
    bool shown = true;
    CHECK(PictureShelf::words("hello", shown) == "[picture: 5 bytes, not a PNG]");
    CHECK_FALSE(shown);
    std::string header("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x40\0\0\0\x40\0\x08\x02\0\0\0\0\0\0\0", 33);
    CHECK(PictureShelf::words(header, shown) == "[picture 16384 x 16384: too large to be shown]");
    CHECK_FALSE(shown);
    CHECK(p.textures.empty());
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // these have terabytes of address space
TEST_CASE("decoding reports that memory does not hold the pixels") {
    WithImages p;
    TemporaryFolder folder;
    const std::filesystem::path file = folder.path / "large.png";
    p.run(U"size = open('" + file.u32string() + U"', 'wb').write(OneBit(5600, 5600)._repr_png_())\n");
    std::ifstream stream(file, std::ios::binary);
    const std::string png{std::istreambuf_iterator<char>(stream), {}};
    constexpr rlim_t megabyte = 1 << 20;
    for (const rlim_t spare : {100, 200}) {  // too little for the decoder, and for the copy of its pixels
        rlimit whole;
        getrlimit(RLIMIT_AS, &whole);
        rlim_t pages = 0;
        std::ifstream("/proc/self/statm") >> pages;
        const rlimit little{pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + spare * megabyte, whole.rlim_max};
        setrlimit(RLIMIT_AS, &little);
        const DecodedPng decoded = decode_png(1, png);
        setrlimit(RLIMIT_AS, &whole);
        CHECK(decoded.no_memory);
        CHECK(decoded.rgba.empty());
    }
    CHECK(decode_png(1, png).width == 1400);
}
#endif

TEST_CASE("the memory of textures is limited, and the oldest pictures say that they were dropped") {
    WithImages p;
    p.run(U"import sys\nfor i in range(6): sys.displayhook(Image(2000, 2000))\n\n");
    p.wait_until("the last", [&] { return p.textures.size() == 4 && p.textures.contains(6); });
    p.wheel(100);
    CHECK(p.shows("[picture 2000 x 2000, dropped]\n[picture 2000 x 2000, dropped]\n[picture 2000 x 2000]\n\n"));
}

TEST_CASE("a texture is freed at the next frame after its line was dropped or the console was cleared") {
    WithImages p;
    p.run(U"Image(30, 20)\n");
    p.wait_for_textures(1);
    p.step();
    p.panel.clear();  // after the panel was drawn: the draw list of this frame names the texture
    CHECK(p.textures.size() == 1);
    p.step();
    CHECK(p.textures.empty());
    p.run(U"Image(30, 20)\n");
    p.wait_for_textures(1);
    p.run(U"for i in range(200_000): print(i)\n\n").step();
    CHECK(p.textures.empty());
}

TEST_CASE("without textures from the host a picture is a line of words") {
    PanelUnderTest p;
    ConsolePanel plain(p.engine, {}, {});
    ConsoleEvent event = Picture{1, std::make_shared<const std::string>(
                                        "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x40\0\0\0\x40\x08\x02\0\0\0\0\0\0\0", 33)};
    plain.handle(event);
    ImGuiWithoutWindow& imgui = ImGuiWithoutWindow::shared();
    imgui.frame([&] { plain.draw(p.rect, imgui.style, {}, true, 1); });
    CHECK(plain.rows()[1].text == "[picture 64 x 64]");
    CHECK(plain.rows()[2].text == ">>> ");
}
