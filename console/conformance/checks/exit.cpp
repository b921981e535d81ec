// Row 14: the program ends in several ways while everything that this library offers is alive.
#include "gimbal/console/python/bind.h"

#include "conformance/host_under_test.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <thread>

#include "conformance/checks.h"
#include "conformance/own_process.h"
#include "gimbal/console/call/promise.h"
#include "gimbal/console/loop/pump.h"
#include "gimbal/console/loop/run_and_wait.h"

namespace gimbal::console::conformance {

namespace {
constexpr std::string_view in_time = "in time";  // without threads of the script, which would be left behind

const char* const everything = "import asyncio, threading, time\n"
                               "from gimbal_console import interpreters, timers\n"
                               "timers.every(0.001, len, 'x')\ntimers.call_later(3600, print)\n"
                               "other = interpreters.create()\n"
                               "other.exec('answer = 42')\n"
                               "def use(function): kept.append(function); return function()\n"
                               "kept = []\n"
                               "def counting():\n    while True: time.sleep(0.001)\n"
                               "for _ in range(threads): threading.Thread(target=counting, daemon=True).start()\n"
                               "async def ticking():\n    while True: await asyncio.sleep(0.001)\n"
                               "task = asyncio.create_task(ticking())\n"
                               "def handler(): return sum(range(100))\n"
                               "print('the last line')\n";

// The host may capture descriptor 1.
void print(ConsoleEvent& event, int to) {
    std::uint64_t dropped = 0;
    if (const auto* output = std::get_if<OutputText>(&event))
        for (const TextPiece& piece : output->block->take(dropped))
            [[maybe_unused]] const auto written = write(to, piece.text.data(), piece.text.size());
}

// Native threads that call Python until they are refused, timers, and what is pending. They may outlive the engine.
void start_native_work(Engine& engine, const Callable& handler) {
    engine.every(std::chrono::milliseconds(1), handler);
    const auto twice = bind::Function::of<gil::keeps>("twice", [] { return 2; });
    engine.call<int>({.where = Where::handlers}, "__main__", "use", twice).then(On::any, [](Result<int>) {});
    static Promise<int>& pending = *new Promise<int>(engine, "pending");
    pending.future().then(On::any, [](Result<int>) {});
    for (int i = 0; i < 4; ++i)
        std::thread([] {
            while (with_gil([] { PyRun_SimpleString("sum(range(10))"); })) {}
        }).detach();
    for (int i = 0; i < 4; ++i) engine.call<int>({.where = Where::handlers}, handler).then(On::any, [](Result<int>) {});
}
}  // namespace

int end_with_all_alive(const Job& job, const std::string& way) {
    const int output = dup(STDOUT_FILENO);
    auto engine = std::make_unique<Engine>(options_of(job));
    Loop loop = job.setup.loop ? job.setup.loop(*engine) : Loop{};
    const auto handle = [&](ConsoleEvent& event) {
        print(event, output);
        if (loop.handle) loop.handle(event);
    };
    wait_for_run(*engine,
                 engine->submit_cell((way == in_time ? "threads = 0\n" : "threads = 3\n") + std::string(everything)),
                 handle);
    const auto handler = wait_for_result(*engine, engine->eval<Callable>("handler"), handle);
    start_native_work(*engine, handler.value());
    auto queued = engine->eval<int>("1");
    const RunId spinning = engine->submit_cell(way == "script" ? "exit()" : "while True: unused = bytes(1000)");
    bool running = false;
    Pumped pumped;
    const auto note_start = [&](ConsoleEvent& event) {
        if (const auto* started = std::get_if<RunStarted>(&event)) running |= started->run == spinning;
        handle(event);
    };
    while (!running && pumped) pumped = pump(*engine, note_start, std::chrono::milliseconds(4));
    if (way == "SIGTERM") kill(getpid(), SIGTERM);
    while (way == "SIGTERM" && pumped) {
        pumped = pump(*engine, handle, std::chrono::milliseconds(4));
        if (loop.draw) loop.draw();
    }
    const bool finalised = engine->quit(way == "too late" ? 0 : 10);
    pump(*engine, handle, std::chrono::milliseconds(100));
    std::printf("quit %s\n", finalised ? "finalised" : "left Python behind");
    std::fflush(nullptr);
    if (!finalised) _exit(7);
    loop = {};
    engine.reset();
    return 7;
}

std::string exit_with_all_alive(const Job& job) {
    std::string ways;
    for (const char* way : {"in time", "too late", "script", "SIGTERM"}) {
        if (std::string_view(way) == "SIGTERM" && !options_of(job).handle_quit_signals) continue;
        const ProcessEnd end = run_this_program({job.program, "--child", "all_alive", way}, job.seconds / 2);
        const std::string what = std::string("the program that ends by \"") + way + "\" ";
        require(end.exit_code == 7, what + end.words() + "; it wrote: " + end.output);
        require(end.output.find("the last line\n") != std::string::npos, what + "has lost output");
        require(way != in_time || end.output.find("quit finalised\n") != std::string::npos,
                what + "has left Python behind: " + end.output);
        ways += (ways.empty() ? "" : ", ") + std::string(way);
    }
    return "ends by: " + ways;
}

}  // namespace gimbal::console::conformance
