// A crashed session is reported at the next start, with its run, its line and its output. A clean end is not.
#include <doctest/doctest.h>

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

#include "engine/session/crash_handler.h"
#include "engine/session/crash_words.h"
#include "engine/session/journal.h"
#include "engine/session/output_ring.h"
#include "gimbal/console/crash_report.h"
#include "tests/engine/process.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace fs = std::filesystem;

namespace {
// Under the sanitizers, whose signal handlers stay, the journal alone reports a crash.
constexpr bool reports = crash_reports_are_kept;

struct SessionFolder {
    fs::path folder;
    SessionFolder() {
        std::string name = (fs::temp_directory_path() / "gimbal-session-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
        folder = name;
    }
    ~SessionFolder() {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
    fs::path sessions() const { return folder / "sessions"; }

    Ended run(std::vector<std::string> codes) const {
        codes.insert(codes.begin(), {"session", sessions().string()});
        return run_process(subject(codes));
    }
    void age(std::chrono::seconds by) const {  // as if it had written that long ago
        for (const auto& entry : fs::recursive_directory_iterator(sessions()))
            if (entry.is_regular_file()) fs::last_write_time(entry, entry.last_write_time() - by);
    }
    std::optional<CrashReport> take() const { return take_crash_report(sessions(), "Test"); }
    std::string words() const {
        std::string all;
        if (const auto crash = take())
            for (const std::string& line : crash->words) all += line + "\n";
        return all;
    }
    std::size_t count() const {
        return fs::exists(sessions()) ? static_cast<std::size_t>(std::distance(fs::directory_iterator(sessions()), {}))
                                      : 0;
    }
};

std::string text_of(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
}  // namespace

TEST_CASE_FIXTURE(SessionFolder, "a session that ends cleanly leaves no files and no report") {
    const Ended ended = run({"print('fine')", "1/0"});
    CHECK(ended.code == 0);
    CHECK(count() == 0);
    CHECK_FALSE(take());
}

TEST_CASE_FIXTURE(SessionFolder, "a segmentation fault is reported once, with the run, the line and the last output") {
    const Ended ended = run({"x = 1", "print('the last words')\nimport ctypes\nctypes.string_at(0)"});
    if (reports) CHECK(ended.code == 128 + SIGSEGV);
    const auto crash = take();
    REQUIRE(crash);
    CAPTURE(crash->words.front());
    const std::string began = reports ? "Test ended unexpectedly just now ("
                                      : "Test ended unexpectedly, last active just now (";
    CHECK(crash->words.front().starts_with(began));
    CHECK(has(crash->words.front(), "while running cell 2: print('the last words')"));
    CHECK(crash->code.source == "print('the last words')\nimport ctypes\nctypes.string_at(0)");
    const std::string report = text_of(crash->file);
    CHECK(has(report, "ctypes.string_at(0)"));
    CHECK(has(report, "cell 1: x = 1  done"));
    CHECK(crash->words.back() == "  it wrote last: the last words");
    if (reports) {
        CHECK(has(crash->words.front(), "(segmentation fault)"));
        REQUIRE(crash->words.size() >= 3);
        CHECK(has(crash->words[1], "  in string_at, "));
        CHECK(crash->words[2] == "  from <cell 2>, line 3: ctypes.string_at(0)");
        CHECK(crash->code.line == 3);
        CHECK(has(report, "Current thread"));
        CHECK(has(ended.err, "Fatal Python error: Segmentation fault"));
        CHECK(has(ended.err, "crashed (SIGSEGV) while running cell 2: print('the last words')"));
    }
    CHECK_FALSE(take());
    CHECK(newest_crash_report(sessions()) == crash->file);
}

TEST_CASE_FIXTURE(SessionFolder, "os._exit and SIGKILL are reported by the run that never ended") {
    for (const auto& [code, status] :
         {std::pair{"import os; os._exit(3)", 3}, {"import os; os.kill(os.getpid(), 9)", 128 + SIGKILL}}) {
        CHECK(run({code}).code == status);
        const std::string told = words();
        CAPTURE(told);
        CHECK(has(told, "no crash report: os._exit, or ended from outside"));
        CHECK(has(told, "while running cell 1: import os"));
    }
}

TEST_CASE_FIXTURE(SessionFolder,
                  "the report says when a session crashed, and of one that was killed when it last wrote") {
    run({"import os; os.kill(os.getpid(), 9)"});
    age(std::chrono::minutes(6));
    auto crash = take();
    REQUIRE(crash);
    CAPTURE(crash->words.front());
    CHECK(crash->words.front().starts_with("Test ended unexpectedly, last active 6 minutes ago (no crash report"));
    CHECK(has(text_of(crash->file), "Test ended unexpectedly, last active on 20"));
    if (!reports) return;
    run({"import os; os.abort()"});
    age(std::chrono::minutes(6));
    crash = take();
    REQUIRE(crash);
    CHECK(crash->words.front().starts_with("Test ended unexpectedly 6 minutes ago (abort)"));
    CHECK(has(text_of(crash->file), "Test ended unexpectedly on 20"));
}

TEST_CASE_FIXTURE(SessionFolder, "output just before the end is not lost") {
    run({"import os\nprint('whole line')\nprint('no line end', end='')\nos._exit(1)"});
    const auto left = take();
    REQUIRE(left);
    CHECK(has(text_of(left->file), "whole line\nno line end"));
    if (!reports) return;
    const Ended ended = run_process(subject(
        {"session-captured", sessions().string(),
         "import os\nprint('from ' + 'Python')\nos.write(1, b'.' * 60000 + b'from a ' + b'descriptor')\nos.abort()"}));
    CHECK(has(ended.err, "crashed (SIGABRT) while running cell 1"));  // on the stderr of the shell
    const auto crash = take();
    REQUIRE(crash);
    CHECK(has(text_of(crash->file), "from Python"));
    CHECK(has(text_of(crash->file), "from a descriptor"));
}

TEST_CASE_FIXTURE(SessionFolder, "the process dies by the same signal as without the handler") {
    for (const auto& [code, status, words_wanted] :
         {std::tuple{"import os; os.abort()", 128 + SIGABRT, "(abort)"},
          {"import signal; signal.pthread_kill(__import__('threading').get_ident(), signal.SIGFPE)", 128 + SIGFPE,
           "(floating point exception)"},
          // A stack overflow in a recursion of C code that no version of CPython limits.
          {"link = iter(())\nfor _ in range(2_000_000): link = filter(None, link)\nnext(link)", 128 + SIGSEGV,
           "(segmentation fault)"}}) {
        CAPTURE(std::string(code));
        const Ended ended = run({code});
        if (reports) CHECK(ended.code == status);
        const std::string told = words();
        CAPTURE(told);
        CHECK(has(told, "while running cell 1: " + std::string(code).substr(0, 6)));
        if (reports) CHECK(has(told, words_wanted));
    }
}

TEST_CASE_FIXTURE(SessionFolder, "the report of a crash in a Python thread names the line of that thread") {
    run({"import ctypes, threading\ndef fall():\n    ctypes.string_at(0)\nt = "
         "threading.Thread(target=fall)\nt.start()\nt.join()"});
    const std::string told = words();
    CAPTURE(told);
    CHECK(has(told, "while running cell 1"));
    if (reports) CHECK(has(told, "  from fall, <cell 1>, line 3: ctypes.string_at(0)"));
}

TEST_CASE_FIXTURE(SessionFolder,
                  "a crash of a native thread is reported, and the report says that no run was current") {
    for (const std::string where : {"ui", "worker", "handlers"}) {
        CAPTURE(where);
        const Ended ended = run_process(subject({"session-crash", sessions().string(), where, "x = 1"}));
        if (reports) CHECK(ended.code == 128 + SIGSEGV);
        const std::string told = words();
        CAPTURE(told);
        CHECK(has(told, "while nothing ran, after cell 1: x = 1"));
        if (reports) CHECK(has(ended.err, "crashed (SIGSEGV) while nothing ran"));
    }
}

TEST_CASE_FIXTURE(SessionFolder, "a stack overflow is reported in every thread of the host") {
    for (const std::string where : {"ui", "worker", "handlers"}) {
        CAPTURE(where);
        const Ended ended = run_process(subject({"session-overflow", sessions().string(), where, "x = 1"}));
        if (reports) CHECK(ended.code == 128 + SIGSEGV);
        const std::string told = words();
        CAPTURE(told);
        CHECK(has(told, "while nothing ran, after cell 1: x = 1"));
        if (reports) CHECK(has(told, "(segmentation fault)"));
    }
}

TEST_CASE_FIXTURE(SessionFolder, "a stack overflow is reported in a thread of Python and of a library") {
    const std::string overflow = "def fall(*given):\n    link = iter(())\n"
                                 "    for _ in range(2_000_000): link = filter(None, link)\n    next(link)\n";
    const std::string python =
        "import threading\nthread = threading.Thread(target=fall)\nthread.start()\nthread.join()";
    const std::string library = "import ctypes\nbody = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(fall)\n"
                                "thread = ctypes.c_ulong()\nlibc = ctypes.CDLL(None)\n"
                                "libc.pthread_create(ctypes.byref(thread), None, body, None)\n"
                                "libc.pthread_join(thread, None)";
    for (const std::string& code : {python, library}) {
        CAPTURE(code);
        const Ended ended = run({overflow, code});
        if (reports) CHECK(ended.code == 128 + SIGSEGV);
        const std::string told = words();
        CAPTURE(told);
        CHECK(has(told, "while running cell 2: import "));
        if (!reports) continue;
        CHECK(has(told, "(segmentation fault)"));
        CHECK(has(told, "  in fall, <cell 1>, line 4: next(link)"));
    }
}

TEST_CASE_FIXTURE(SessionFolder, "a crash while a file is loaded names the file") {
    run_process(subject({"session-crash", sessions().string(), "worker", "x = 1", "/a/dragon.ply"}));
    const auto crash = take();
    REQUIRE(crash);
    CAPTURE(crash->words.front());
    CHECK(crash->words.front().ends_with(") while loading dragon.ply"));
    CHECK(has(text_of(crash->file), "loading /a/dragon.ply  did not end"));
}

TEST_CASE_FIXTURE(SessionFolder, "the journal keeps what has not ended when it is shortened") {
    Journal journal;
    REQUIRE(journal.create(folder / "journal", {"window", {}}) == 0);
    Run run;
    run.id = 7;
    run.file_name = "<cell 7>";
    CHECK(journal.run_begins(run) == 0);
    CHECK(journal.file_begins(1, "loading", "/first.ply") == 0);
    for (std::uint64_t id = 2; id < 40'000; ++id) {
        CHECK(journal.file_begins(id, "saving", "/other.ply") == 0);
        CHECK(journal.file_ended(id) == 0);
    }
    CHECK(fs::file_size(folder / "journal") < 2 * Journal::most_bytes);
    const JournalRead read = Journal::read(folder / "journal");
    CHECK(read.head.kind == "window");
    REQUIRE(read.current());
    CHECK(read.current()->id == 7);
    CHECK(read.files.front().file == "/first.ply");
    CHECK_FALSE(read.files.front().ended);
    CHECK(read.files.back().ended);
}

TEST_CASE_FIXTURE(SessionFolder, "a script may use faulthandler itself") {
    for (const std::string taken : {"faulthandler.disable()", "faulthandler.enable(open('/dev/null', 'w'))"}) {
        CAPTURE(taken);
        const Ended ended = run({"import faulthandler; " + taken, "import ctypes; ctypes.string_at(0)"});
        if (reports) CHECK(ended.code == 128 + SIGSEGV);
        const std::string told = words();
        CAPTURE(told);
        CHECK(has(told, "while running cell 2: import ctypes"));
        if (reports) CHECK(has(told, "(segmentation fault)"));
    }
}

TEST_CASE_FIXTURE(SessionFolder, "a forked child that crashes or exits does not end the session") {
    const Ended ended = run({"import os, signal\npid = os.fork()\nif pid == 0:\n    os.kill(os.getpid(), "
                             "signal.SIGSEGV)\nprint(os.waitpid(pid, 0)[1] & 127)",
                             "pid = os.fork()\nif pid == 0: os._exit(0)\nos.waitpid(pid, 0)", "print('still here')"});
    CHECK(ended.code == 0);
    CHECK(has(ended.out, "still here"));
    CHECK(count() == 0);
}

TEST_CASE_FIXTURE(SessionFolder, "two programs at once do not disturb each other") {
    Process first(subject({"session", sessions().string(), "import os; os.write(1, b'up'); input()"}));
    first.wait_for_output("up");
    run({"import os; os._exit(1)"});
    const std::string told = words();
    CHECK(has(told, "os._exit(1)"));
    CHECK(count() == 2);
    CHECK_FALSE(take());  // the first program still runs
    first.send(SIGKILL);
    first.wait();
    CHECK(has(words(), "os.write(1, b'up')"));
}

TEST_CASE_FIXTURE(SessionFolder, "old reports are removed") {
    for (std::size_t i = 0; i < reports_kept + 2; ++i) {
        run({"import os; os._exit(1)"});
        CHECK(take());
    }
    CHECK(count() == reports_kept);
}

TEST_CASE_FIXTURE(SessionFolder, "a folder that cannot be made costs only the session and is reported once") {
    std::ofstream(sessions()) << "a file in its place";
    const Ended ended = run({"print('works')", "print('works')"});
    CHECK(ended.code == 0);
    const auto first = ended.out.find("no crash report can be made of this session: ");
    REQUIRE(first != std::string::npos);
    CHECK(ended.out.find("no crash report", first + 20) == std::string::npos);
    CHECK(has(ended.out, "works\nworks"));
}

TEST_CASE_FIXTURE(SessionFolder, "the ring keeps the end of the text, from the beginning of a line") {
    OutputRing ring;
    REQUIRE(ring.create(folder / "ring") == 0);
    ring.append("first\n");
    CHECK(OutputRing::read(folder / "ring") == "first\n");
    for (int i = 0; i < 200000; ++i) ring.append("line " + std::to_string(i) + "\n");
    const std::string text = OutputRing::read(folder / "ring");
    CHECK(text.size() <= OutputRing::capacity);
    CHECK(text.size() > OutputRing::capacity - 20);
    CHECK(text.starts_with("line "));
    CHECK(text.ends_with("line 199998\nline 199999\n"));
    ring.append(std::string(3 * OutputRing::capacity, 'x') + "end");
    CHECK(OutputRing::read(folder / "ring").ends_with("xend"));
}

TEST_CASE_FIXTURE(SessionFolder, "the ring loses no text of several threads") {
    OutputRing ring;
    REQUIRE(ring.create(folder / "ring") == 0);
    {
        std::vector<std::jthread> writers;
        for (char c : {'a', 'b', 'c', 'd'})
            writers.emplace_back([&ring, c] {
                for (int i = 0; i < 1000; ++i) ring.append(std::string(9, c) + "\n");
            });
    }
    const std::string text = OutputRing::read(folder / "ring");
    REQUIRE(text.size() == 40000);
    for (std::size_t at = 0; at < text.size(); at += 10) CHECK(text.substr(at, 9) == std::string(9, text[at]));
}

TEST_CASE("plain_text() removes escape sequences and overwritten text and returns UTF-8") {
    CHECK(plain_text("\x1b[31mred\x1b[0m \x1b]x") == "red x");
    CHECK(plain_text("head\n 10%\r 20%\r\nend") == "head\n 20%\nend");
    CHECK(plain_text(std::string_view("a\0b", 3)) == "ab");
    CHECK(plain_text("\xC3\xA9 \xFF \xC3") == "\xC3\xA9 \xEF\xBF\xBD \xEF\xBF\xBD");
}

TEST_CASE("how_long_ago() gives rounded times") {
    CHECK(how_long_ago(5) == "just now");
    CHECK(how_long_ago(61) == "1 minute ago");
    CHECK(how_long_ago(185) == "3 minutes ago");
    CHECK(how_long_ago(7300) == "2 hours ago");
    CHECK(how_long_ago(3 * 86400) == "3 days ago");
}
