// The display hook: laid-out text, bounded large values, pictures, and messages about a broken repr.
#include "tests/engine/engine_fixture.h"

#include <doctest/doctest.h>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
struct Shown : WithEngine {
    std::string result_of(const std::string& source) {
        const RunEnded ended = subject.submit_and_wait(source);
        CHECK(ended.state == RunState::done);
        const auto* whole = subject.find<LongResult>([&](const LongResult& result) { return result.run == ended.run; });
        return whole ? *whole->text : subject.output_of(ended.run, Stream::result);
    }
    std::string note() {
        return subject.output_of(subject.find<RunEnded>([](const RunEnded&) { return true; })->run, Stream::host);
    }
    std::shared_ptr<const std::string> picture() {
        const auto* found = subject.find<Picture>([](const Picture&) { return true; });
        return found ? found->png : nullptr;
    }
};

std::size_t longest_line(const std::string& text) {
    std::size_t longest = 0, begin = 0;
    for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
        longest = std::max(longest, end - begin);
    return longest;
}
}  // namespace

TEST_CASE_FIXTURE(Shown, "a container that fits a line is shown by its repr, without an import") {
    CHECK(result_of("{'b': [1, 2], 'a': (3,)}") == "{'b': [1, 2], 'a': (3,)}\n");
    CHECK(result_of("import sys; 'pprint' in sys.modules") == "False\n");
}

TEST_CASE_FIXTURE(Shown, "a longer container is laid out in the width of the console and keeps its order") {
    const std::string source = "{'second': list(range(60)), 'first': ['a rather long word %d' % i for i in range(8)]}";
    const std::string wide = result_of(source);
    CHECK(wide.starts_with("{'second': [0,"));
    CHECK(wide.find("\n 'first': [") != std::string::npos);
    CHECK(longest_line(wide) <= 80);
    subject.engine.set_size(40);
    CHECK(longest_line(result_of(source)) <= 40);
    subject.engine.set_size(80);
}

TEST_CASE_FIXTURE(Shown, "a long string stays one line, and a value without a layout keeps its repr") {
    CHECK(result_of("'word ' * 40").find('\n') == result_of("'word ' * 40").size() - 1);
    CHECK(result_of("class Long:\n    def __repr__(self): return 'x' * 200\nLong()") == std::string(200, 'x') + "\n");
}

TEST_CASE_FIXTURE(Shown,
                  "ten million numbers are shown as head and tail, with the count of the rest and how to see all") {
    const std::string text = result_of("list(range(10_000_000))");
    CHECK(text.starts_with("[0, 1, 2,"));
    CHECK(text.find("... 9,999,000 more ...") != std::string::npos);
    CHECK(text.ends_with("9999999]\n"));
    CHECK(text.size() < 20000);
    CHECK(note() == "… 9,999,000 items left out; print(repr(_)) shows all\n");
    CHECK(result_of("len(_)") == "10000000\n");
}

TEST_CASE_FIXTURE(Shown, "large dicts, sets, strings and nested containers are bounded") {
    CHECK(result_of("dict.fromkeys(range(100_000))").find("... 99,000 more ...: ...") != std::string::npos);
    CHECK(result_of("set(range(100_000))").size() < 20000);
    CHECK(result_of("'x' * 10_000_000").find("' ... 9,900,000 characters ... '") != std::string::npos);
    CHECK(result_of("[['x' * 50] * 900 for i in range(900)]").size() < 600000);
    CHECK(result_of("from collections import deque; deque(range(1_000_000))").size() < 1100000);
}

TEST_CASE_FIXTURE(Shown, "a value that contains itself and a deeply nested one are shown") {
    CHECK(result_of("a = [1]; a.append(a); a") == "[1, [...]]\n");
    CHECK(result_of("d = []\nfor i in range(100_000): d = [d]\nd").find("...") != std::string::npos);
}

TEST_CASE_FIXTURE(Shown, "a repr that raises is reported with its error and line, and _ is the value") {
    const std::string text = result_of("class Odd:\n    def __repr__(self):\n        return 1 / 0\nOdd()");
    CHECK(text.starts_with("<repr of Odd raised ZeroDivisionError: division by zero (line 3 of <cell "));
    CHECK(result_of("type(_).__name__") == "'Odd'\n");
}

TEST_CASE_FIXTURE(Shown, "one item whose repr raises does not hide the others") {
    const std::string text = result_of("class Odd:\n    def __repr__(self): raise ValueError('no')\n[1, Odd(), 3]");
    CHECK(text.starts_with("[1,"));
    CHECK(text.find("<repr of Odd raised ValueError: no (line 2 of <cell ") != std::string::npos);
    CHECK(text.ends_with("3]\n"));
}

TEST_CASE_FIXTURE(Shown, "a repr that returns no string, recurses without end or exits does no harm") {
    CHECK(result_of("class Odd:\n    def __repr__(self): return 5\nOdd()") ==
          "<repr of Odd raised TypeError: __repr__ returned non-string (type int)>\n");
    CHECK(result_of("class Odd:\n    def __repr__(self): return repr(self)\nOdd()")
              .starts_with("<repr of Odd raised RecursionError: maximum"));
    CHECK(result_of("class Odd:\n    def __repr__(self): raise Exception(self)\n    __str__ = __repr__\nOdd()")
              .starts_with("<repr of Odd raised Exception"));
    const RunEnded ended = subject.submit_and_wait("class Odd:\n    def __repr__(self): raise SystemExit(3)\nOdd()");
    CHECK(ended.error.is_system_exit);
}

TEST_CASE_FIXTURE(Shown, "stop ends an endless repr, also inside a container, and _ is the value") {
    for (const char* shown : {"Slow()", "[Slow()] * 50", "list(range(5000)) + [Slow()]"}) {
        const RunId run = subject.engine.submit_cell(
            std::string("class Slow:\n    def __repr__(self):\n        print('begun')\n        ") + endless_loop +
            "\n" + shown);
        subject.wait_until("the repr",
                           [&] { return subject.output_of(run, Stream::out).find("begun") != std::string::npos; });
        subject.engine.stop();
        CHECK(subject.wait_for_end(run).state == RunState::interrupted);
        CHECK(result_of("_ is not None") == "True\n");
    }
}

TEST_CASE_FIXTURE(Shown, "stop ends an endless look-up of _repr_png_") {
    const RunId run = subject.engine.submit_cell(
        std::string("class Slow(type):\n    def __getattr__(self, name):\n        print('begun')\n        ") +
        endless_loop + "\nclass Value(metaclass=Slow): pass\nValue()");
    subject.wait_until("the look-up",
                       [&] { return subject.output_of(run, Stream::out).find("begun") != std::string::npos; });
    subject.engine.stop();
    CHECK(subject.wait_for_end(run).state == RunState::interrupted);
    CHECK(result_of("_ is not None") == "True\n");
    CHECK(result_of("class Odd(type):\n    def __getattr__(self, name): raise ValueError(name)\n"
                    "class Value(metaclass=Odd): pass\nValue()")
              .starts_with("<__main__.Value object"));
}

TEST_CASE_FIXTURE(Shown, "an object with _repr_png_ posts a picture and no text; its class does not") {
    const std::string image = "class Image:\n    def _repr_png_(self): return b'\\x89PNG' + bytes(1000)\n";
    CHECK(result_of(image + "Image()") == "");
    REQUIRE(picture() != nullptr);
    CHECK(picture()->size() == 1004);
    subject.forget();
    CHECK(result_of(image + "Image").starts_with("<class '__main__.Image'>"));
    CHECK(picture() == nullptr);
}

TEST_CASE_FIXTURE(Shown, "a matplotlib figure is drawn by its savefig") {
    CHECK(result_of(
              "import sys, types\nfigure = sys.modules['matplotlib.figure'] = types.ModuleType('matplotlib.figure')\n"
              "class Figure:\n    def savefig(self, file, format): file.write(b'as ' + format.encode())\n"
              "figure.Figure = Figure\nFigure()") == "");
    REQUIRE(picture() != nullptr);
    CHECK(*picture() == "as png");
    subject.submit_and_wait("del sys.modules['matplotlib.figure']");
}

TEST_CASE_FIXTURE(Shown, "the repr is shown if the picture fails") {
    const std::string text = "    def __repr__(self): return 'an image'\n";
    CHECK(result_of("class Image:\n    def _repr_png_(self): return 1 / 0\n" + text + "Image()") == "an image\n");
    CHECK(result_of("class Image:\n    def _repr_png_(self): return 'no bytes'\n" + text + "Image()") == "an image\n");
    CHECK(result_of("class Image:\n    def _repr_png_(self): return None\n" + text + "Image()") == "an image\n");
    CHECK(picture() == nullptr);
}

TEST_CASE_FIXTURE(Shown, "pictures that the UI has not taken are bounded in memory") {
    CHECK(
        result_of(
            "class Image:\n    def _repr_png_(self): return bytes(1 << 20)\n    def __repr__(self): return 'no room'\n"
            "import sys\nfor i in range(200): sys.displayhook(Image())")
            .find("no room") != std::string::npos);
}
