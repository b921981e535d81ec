// Output of C code and child processes reaches the console in order, tagged, unmixed within a line and completely.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <thread>
#include <utility>

#include "base/native_text.h"
#include "engine/output/event_channel.h"
#include "engine/output/output.h"
#include "tests/engine/engine_fixture.h"
#include "tests/engine/process.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
const std::string begin = "import ctypes, os, subprocess, sys, threading, time\nlibc = ctypes.CDLL(None)\n";

// A few times the size of a pipe. ThreadSanitizer is ten times as slow.
const std::string rounds = signals_wait_for_a_call ? "4" : "20";

// The lines that the console got, each after its marks. The last line says how the engine ended.
std::string captured(std::vector<std::string> codes) {
    codes.front() = begin + codes.front();
    codes.insert(codes.begin(), "capture");
    return run_process(subject(std::move(codes))).out;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != text.npos; at = end + 1)
        lines.push_back(text.substr(at, end - at));
    return lines;
}

std::string taken(EventChannel& events) {
    std::string all;
    std::uint64_t dropped = 0;
    ConsoleEvent event;
    while (events.try_dequeue(event))
        if (auto* text = std::get_if<OutputText>(&event))
            for (const TextPiece& piece : text->block->take(dropped)) all += piece.text;
    return all;
}
}  // namespace

TEST_CASE("a line is posted when it is complete, so that lines of two paths do not mix") {
    EventChannel events({});
    OutputChannel output(events);
    output.write_python(Stream::out, "a");
    output.write_native(Stream::out, "b");
    std::jthread([&] { output.write_python(Stream::out, "c\nd"); }).join();
    output.write_python(Stream::err, "e\n");
    output.write_python(Stream::out, "f\n");
    output.write_native(Stream::out, "g\n");
    CHECK(taken(events) == "c\ne\naf\nbg\n");
}

// The output thread publishes incomplete lines by the clock, also while another thread is still reading a pipe.
TEST_CASE("a Python line does not overtake C output whose reading takes long") {
    EventChannel events({});
    OutputChannel output(events);
    struct SlowPipe final : NativeOutput {
        explicit SlowPipe(OutputChannel& to) : output(to) {}
        void catch_up() noexcept override {
            for (int i = 0; i < OutputChannel::ticks_until_published; ++i) output.publish_old_lines();
            output.write_native(Stream::out, std::exchange(text, ""));
        }
        OutputChannel& output;
        std::string text = "from C\n";
        void finish() noexcept override {}
    } pipe(output);
    output.set_native(&pipe);
    output.write_python(Stream::out, "after");  // print() writes the line and its newline separately
    output.write_python(Stream::out, "\n");
    CHECK(taken(events) == "from C\nafter\n");
}

TEST_CASE("an open line is reported at a carriage return, at a flush, and after a while") {
    EventChannel events({});
    OutputChannel output(events);
    output.write_python(Stream::out, "50%\r");
    CHECK(taken(events) == "50%\r");
    output.write_python(Stream::out, "kept");
    output.write_python(Stream::err, "other");
    output.flush(Stream::out);
    CHECK(taken(events) == "kept");
    CHECK(output.publish_old_lines());
    CHECK(taken(events) == "");
    CHECK(!output.publish_old_lines());
    CHECK(taken(events) == "other");
    output.write_python(Stream::out, "question? ");
    output.flush_all();
    CHECK(taken(events) == "question? ");
}

TEST_CASE("a line without an end is posted in pieces, so that it is bounded") {
    EventChannel events({});
    OutputChannel output(events);
    for (int i = 0; i < 300; ++i) output.write_python(Stream::out, std::string(1000, 'x'));
    const std::size_t told = taken(events).size();
    CHECK(told > 300'000 - OutputChannel::open_line_limit - 1000);
    output.flush(Stream::out);
    CHECK(told + taken(events).size() == 300'000);
}

TEST_CASE("output of C code is bounded like that of Python") {
    EventChannel events({});
    OutputChannel output(events);
    const std::string lines(1'000'000, '\n');
    for (int i = 0; i < 20; ++i) output.write_native(Stream::err, lines);
    std::uint64_t dropped = 0;
    std::size_t kept = 0;
    ConsoleEvent event;
    while (events.try_dequeue(event)) {
        std::uint64_t in_block = 0;
        for (const TextPiece& piece : std::get<OutputText>(event).block->take(in_block)) kept += piece.text.size();
        dropped += in_block;
    }
    CHECK(kept <= OutputChannel::default_pending_limit);
    CHECK(kept + dropped == 20'000'000);
}

TEST_CASE("any bytes of C code become valid text, even when cut within a character") {
    NativeText text;
    CHECK(text.decode("a\xF0\x9F") == "a");
    CHECK(text.decode("\x98") == "");
    CHECK(text.decode("\x80 b\xC3") == "\xF0\x9F\x98\x80 b");
    CHECK(text.decode("c") == "\\xc3"
                              "c");
    CHECK(text.decode("\xFF\xED\xA0\x80\xC0\xAF\n") == "\\xff\\xed\\xa0\\x80\\xc0\\xaf\n");
    CHECK(text.decode(std::string_view("\0\xE2\x82\xAC", 4)) == std::string_view("\0\xE2\x82\xAC", 4));
    CHECK(text.decode("d\xE2\x82") == "d");
    CHECK(text.finish() == "\\xe2\\x82");
    CHECK(text.finish() == "");
    CHECK(text.decode("e") == "e");
}

TEST_CASE("a character that C code leaves unfinished belongs to its run") {
    const std::string out = captured(
        {"n = os.write(1, b'a\\xe2\\x82')", "n = os.write(1, b'b\\n')", "n = os.write(2, b'\\xc3')"});
    CHECK(out.starts_with("1 t0 native out a"));  // on a busy machine, it is shown before the run ends
    CHECK(out.ends_with("\\xe2\\x82|\n2 t0 native out b\n3 t0 native err \\xc3|\nfinalised at once\n"));
}

TEST_CASE_FIXTURE(WithEngine, "text without a newline is shown while the script runs on") {
    const RunId run = subject.engine.submit_cell(
        "import sys, time\nn = sys.stdout.write('half a line')\ntime.sleep(1000)");
    subject.wait_for_text("half a line");
    subject.engine.stop();
    subject.wait_for_end(run);
}

TEST_CASE("output of C code and Python on one thread keeps its order") {
    const std::string out = captured(
        {"for i in range(300):\n    n = libc.printf(b'a%d\\n', i); print('b', i, sep='')\n"
         "    n = os.write(1, b'c%d\\n' % i); print('d', i, sep='', flush=True); n = libc.printf(b'e%d\\n', i)\n5"});
    std::string wanted;
    for (int i = 0; i < 300; ++i)
        for (const char* mark :
             {"0 native out a", "1 python out b", "0 native out c", "1 python out d", "0 native out e"})
            wanted += "1 t" + std::string(mark) + std::to_string(i) + "\n";
    CHECK(out == wanted + "1 t1 python result 5\nfinalised at once\n");
}

TEST_CASE("output of C code and child processes to descriptors 1 and 2 is shown, and descriptor 0 is empty") {
    CHECK(captured({"n = libc.printf(b'held by stdio '); n = os.write(2, b'error\\n')\nprint(os.read(0, 1), "
                    "sys.stdout.fileno(), sys.stderr.fileno())"}) ==
          "1 t0 native err error\n1 t1 python out b'' 1 2\n1 t0 native out held by stdio |\nfinalised at once\n");
    CHECK(captured({"n = os.system('echo shell')\nn = subprocess.run(['echo', 'child'])\n"
                    "n = subprocess.run(['sh', '-c', 'echo to stderr >&2'], stdout=sys.stdout, stderr=sys.stderr)"}) ==
          "1 t0 native out shell\n1 t0 native out child\n1 t0 native err to stderr\nfinalised at once\n");
    CHECK(captured({"import faulthandler; faulthandler.dump_traceback()"})
              .find("native err   File \"<cell 1>\", line 3 in <module>\n") != std::string::npos);
}

TEST_CASE("the lines of a forked child are shown once") {
    const std::string out = captured(
        {"import warnings; warnings.simplefilter('ignore')\nprint('parent')\nif os.fork() == 0:\n    print('child', "
         "1)\n    sys.stdout.flush()\n    os._exit(0)\nn = os.wait()"});
    CHECK(out == "1 t1 python out parent\n1 t0 native out child 1\nfinalised at once\n");
}

TEST_CASE("simultaneous output of threads and C code is not mixed within a line") {
    const std::string out = captured({"class Slow:\n    def __str__(self): time.sleep(0); return 'whole'\n"
                                      "def prints(mark):\n    for i in range(300): print(mark, Slow(), Slow())\n"
                                      "def writes(fd):\n    for i in range(300): n = os.write(fd, b'C '), "
                                      "time.sleep(0), os.write(fd, b'whole whole\\n')\n"
                                      "threads = [threading.Thread(target=prints, args=m) for m in 'AB'] + "
                                      "[threading.Thread(target=writes, args=(fd,)) for fd in (1, 2)]\n"
                                      "for t in threads: t.start()\nfor t in threads: t.join()"});
    std::map<std::string, std::string> told;  // by path, named by the marks
    int whole = 0;
    for (const std::string& line : lines_of(out)) {
        if (line == "finalised at once") continue;
        std::size_t text = 0;
        for (int mark = 0; mark < 4; ++mark) text = line.find(' ', text) + 1;
        told[line.substr(0, text)] += line.substr(text);
        whole += line.substr(text + 1) == " whole whole";
    }
    CHECK(told.size() == 4);
    for (auto& [path, text] : told) {
        CAPTURE(path);
        std::erase(text, '|');  // ends a piece whose line goes on
        std::string expected;
        for (int i = 0; i < 300; ++i) expected += text.substr(0, 1) + " whole whole";
        CHECK(text == expected);
    }
    CHECK(whole > 3 * 300);  // a line left open for 40 ms is posted in two pieces, as happens on a loaded machine
}

TEST_CASE("output of a thread belongs to the run that started it, even after that run has ended") {
    const std::string out = captured(
        {"go = threading.Event()\ndef work():\n    n = go.wait(); print('late')\n"
         "    inner = threading.Thread(target=print, args=('inner',)); inner.start(); inner.join()\n"
         "t = threading.Thread(target=work); t.start()",
         "print('second'); go.set(); t.join()",
         "t = threading.Thread(target=print, args=('own',)); t.start(); t.join()"});
    CHECK(out == "2 t1 python out second\n1 t2 python out late\n1 t3 python out inner\n3 t4 python out own\nfinalised "
                 "at once\n");
}

TEST_CASE("a writer that holds the GIL and fills the pipe does not hang") {
    const std::string out = captured(
        {"holding = ctypes.PyDLL(None)\nline = b'x' * 99 + b'\\n'\n"
         "for i in range(" +
         rounds + "): n = holding.write(1, line * 50000, 5000000)\nn = sys.stdout.write('after\\n')"});
    const auto after = out.find("python out after\n");
    REQUIRE(after != std::string::npos);
    CHECK(out.find("native out", after) == std::string::npos);
    CHECK(out.ends_with("\nfinalised at once\n"));
}

TEST_CASE("threads can print while C code floods the pipe") {
    const std::string out = captured({"def flood():\n    for i in range(" + rounds +
                                      "): n = os.write(1, b'flood\\n' * 100000)\n"
                                      "t = threading.Thread(target=flood); t.start()\nn = 0\n"
                                      "while t.is_alive(): print('beside'); time.sleep(0.001)\nprint('over')"});
    CHECK(out.find("python out over\n") != std::string::npos);
    CHECK(out.ends_with("finalised at once\n"));
}

TEST_CASE("a child process that holds the pipe open does not delay the end") {
    const std::string out = captured({"child = subprocess.Popen(['sleep', '60']); print('started')",
                                      "import atexit; n = atexit.register(child.kill)"});
    CHECK(out.find("python out started\n") != std::string::npos);
    CHECK(out.ends_with("finalised at once\n"));
}

TEST_CASE("a script that closes the descriptors loses only the output to them") {
    CHECK(captured({"os.close(1); os.close(2)\nprint('still here')"}) ==
          "1 t1 python out still here\nfinalised at once\n");
}

TEST_CASE("output just before os._exit or a crash is not lost") {
    const Ended left = run_process(
        subject({"last-words", begin + "n = os.write(1, b'from C\\n'); n = libc.printf(b'in a buffer')\n"
                                       "print('from Python', end=''); os._exit(3)"}));
    CHECK(left.code == 3);
    for (const char* text : {"from C\n", "in a buffer", "from Python"}) CHECK(left.out.find(text) != std::string::npos);
    const Ended crashed = run_process(
        subject({"last-words", begin + "print('from Python'); n = os.write(2, b'from C\\n'); ctypes.string_at(0)"}));
    CHECK(crashed.code == 139);
    for (const char* text : {"from C\n", "from Python"}) CHECK(crashed.out.find(text) != std::string::npos);
}

TEST_CASE("os.get_terminal_size() and its callers get the size of the console") {
    const std::string out = captured(
        {"import shutil\nprint(*shutil.get_terminal_size((1, 1)), *os.get_terminal_size(2))\n"
         "try: os.get_terminal_size(0)\nexcept OSError: print('no terminal')\n"
         "try: os.get_terminal_size('x')\nexcept TypeError: print('no number')"});
    CHECK(out ==
          "1 t1 python out 80 24 80 24\n1 t1 python out no terminal\n1 t1 python out no number\nfinalised at once\n");
}

TEST_CASE("a script can close its own descriptors but not the program's, and a forked child can close all") {
    const std::string out = captured(
        {"import warnings; warnings.simplefilter('ignore')\n"
         "own = os.open('/dev/null', os.O_RDONLY)\nos.closerange(3, 100000)\n"
         "try: os.close(own)\nexcept OSError as error: print('closed', error.errno)\n"
         "for fd in range(3, 200):\n    try: os.close(fd)\n    except OSError: pass\n"
         "    try: os.dup2(1, fd, inheritable=False)\n    except OSError: pass\n"
         "os.closerange(3, 200)\n"
         "child = os.fork()\n"
         "if child == 0:\n    os.closerange(3, 200)\n    os._exit(len(os.listdir('/proc/self/fd')) > 5)\n"
         "print(os.waitpid(child, 0)[1])\ntime.sleep(0.1)",
         "os.close(fd=os.open('/dev/null', 0)); print('next')"});
    CHECK(out == "1 t1 python out closed 9\n1 t1 python out 0\n2 t1 python out next\nfinalised at once\n");
}
