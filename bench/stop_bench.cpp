// Measures Stop for several kinds of running code: from Engine::stop() to the event of the run's end.
// usage: stop_bench [REPEATS]. Prints a Markdown table. The floor is an empty cell, from submit to its end.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/platform/native_thread.h"
#include "bench/benched_engine.h"

using namespace gimbal::console;

namespace {
struct Case {
    const char* name;
    const char* code;
    bool waits;
    int presses = 1;
};

const Case cases[] = {
    {"pure loop", "while True: pass", false},
    {"`time.sleep`", "time.sleep(1000)", true},
    {"`socket.accept`", "with socket.create_server(('127.0.0.1', 0)) as server: server.accept()", true},
    {"`select`", "select.select([], [], [])", true},
    {"`Lock.acquire`", "lock = threading.Lock(); lock.acquire(); lock.acquire()", true},
    {"`Queue.get`", "queue.Queue().get()", true},
    {"`Event.wait`", "threading.Event().wait()", true},
    {"`Thread.join`",
     "gone = threading.Event(); other = threading.Thread(target=gone.wait); other.start()\ntry: other.join()\nfinally: "
     "gone.set()",
     true},
    {"`asyncio.sleep`, awaited", "await asyncio.sleep(1000)", true},
    {"`asyncio.sleep` in `asyncio.run`", "asyncio.run(asyncio.sleep(1000))", true},
    {"`input()`", "input()", true},
    {"`subprocess.run`", "subprocess.run(['sleep', '1000'])", true},
    {"catastrophic regex", "re.match(r'(a+)+b', 'a' * 60)", false},
    {"huge int", "3 ** (10 ** 9)", false},
    {"comprehension over C code", "[x for x in iter(int, 1)]", false},
    {"a generator with a `finally`",
     "def items():\n    try:\n        while True: yield 1\n    finally: cleaned = True\nfor item in items(): pass",
     false},
    {"a `with` block", "with contextlib.ExitStack() as stack:\n    stack.callback(list)\n    while True: pass", false},
    {"loop that catches `KeyboardInterrupt`, from the third press",
     "while True:\n    try: time.sleep(1000)\n    except KeyboardInterrupt: pass", true, 3},
    {"loop that catches `BaseException`, from the third press",
     "while True:\n    try: time.sleep(1000)\n    except BaseException: pass", true, 3},
};
constexpr const char* prelude = "import asyncio, contextlib, queue, re, select, socket, subprocess, threading, time";

char script_thread_state() {
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::string name, stat;
        std::getline(std::ifstream(task.path() / "comm"), name);
        std::getline(std::ifstream(task.path() / "stat"), stat);
        if (name == "script" && stat.rfind(')') != std::string::npos) return stat[stat.rfind(')') + 2];
    }
    return '?';
}

class Subject : BenchedEngine {
public:
    double seconds_of_nothing() {
        const auto began = Clock::now();
        wait_for_end(engine_.submit_cell("pass"));
        return seconds_since(began);
    }
    double seconds_to_stop(const Case& what) {
        const RunId run = engine_.submit_cell(what.code);
        wait_for<RunStarted>([=](const RunStarted& started) { return started.run == run; });
        for (int in_place = 0; in_place < 8; std::this_thread::sleep_for(std::chrono::milliseconds(2)))
            in_place = script_thread_state() == (what.waits ? 'S' : 'R') ? in_place + 1 : 0;
        for (int press = 1; press < what.presses; ++press) {
            engine_.stop();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        const auto pressed = Clock::now();
        engine_.stop();
        const RunState state = wait_for_end(run);
        const double seconds = seconds_since(pressed);
        if (state != RunState::interrupted) throw std::runtime_error(std::string(what.name) + " was not interrupted");
        return seconds;
    }
    void run(const char* code) { wait_for_end(engine_.submit_cell(code)); }

private:
    RunState wait_for_end(RunId run) {
        RunState state{};
        wait_for<RunEnded>([&](const RunEnded& ended) {
            state = ended.state;
            return ended.run == run;
        });
        return state;
    }
};

std::string figures(std::vector<double> seconds) {
    std::ranges::sort(seconds);
    char text[96];
    std::snprintf(text, sizeof text, "%.2f ms | %.2f ms", 1e3 * seconds[seconds.size() / 2], 1e3 * seconds.back());
    return text;
}

template <class Measured>
void row(std::FILE* table, const char* name, int repeats, Measured&& measured) {
    std::vector<double> seconds;
    for (int i = 0; i < repeats; ++i) seconds.push_back(measured());
    std::fprintf(table, "| %s | %s |\n", name, figures(std::move(seconds)).c_str());
    std::fflush(table);
}
}  // namespace

int main(int argc, char** argv) {
    const int repeats = argc > 1 ? std::atoi(argv[1]) : 50;
    std::FILE* table = fdopen(dup(STDOUT_FILENO), "w");  // because the engine captures the descriptor
    block_asynchronous_signals();
    std::fprintf(table, "| Stop of | median of %d | worst |\n| --- | --- | --- |\n", repeats);
    Subject subject;
    subject.run(prelude);
    row(table, "nothing: a cell `pass`, from submit to end", repeats, [&] { return subject.seconds_of_nothing(); });
    for (const Case& what : cases) row(table, what.name, repeats, [&] { return subject.seconds_to_stop(what); });
}
