#include "engine/headless/headless_program.h"

#include <cstdio>

#include "gimbal/console/python/errors.h"
#include "engine/headless/main_program.h"
#include "engine/python/uncaught.h"
#include "gimbal/console/stop_words.h"

namespace gimbal::console {

namespace {
// Prints each rung of a Stop once, and the last one again every five seconds.
class StopMessages {
public:
    explicit StopMessages(const std::string& program) : program_(program) {}
    void print(const RunStopping& stopping) {
        const std::string words = stop_words(stopping);
        if (words.empty()) return;
        const bool is_new = stopping.run != last_.run || stopping.rung != last_.rung;
        if (!is_new && stopping.seconds - last_.seconds < 5) return;
        last_ = stopping;
        const std::string hint = stopping.rung == StopRung::in_c_code ? "Ctrl-\\ ends the program"
                                                                      : stop_hint(stopping, "Ctrl-C");
        std::fprintf(stderr, "%s: %s, for %.1f s%s%s\n", program_.c_str(), words.c_str(), stopping.seconds,
                     hint.empty() ? "" : "; ", hint.c_str());
    }

private:
    const std::string& program_;
    RunStopping last_{};
};
}  // namespace

int HeadlessProgram::run() {
    GIMBAL_ON(script);
    MainProgram program(job_, name_);
    if (!program.load()) return 2;
    if (!PyErr_Occurred() && job_.before) {  // the host's own code imports nothing from the current folder
        guarded(job_.before);
        if (PyErr_Occurred()) parts_.reports.print_traceback("start-up");
    }
    if (!PyErr_Occurred()) program.put_first_path();
    if (!PyErr_Occurred() && has_console()) {
        terminal_.run();
    } else if (!PyErr_Occurred()) {  // one run, and so one undo step of the host
        auto run = std::make_shared<Run>();
        run->kind = RunKind::file;
        run->title = program.title();
        parts_.execution.execute_program(run, [&] { program.run(parts_.runner); });
    }
    return end_by_pending_error();
}

int HeadlessProgram::end_by_pending_error() {
    GIMBAL_ON(script);
    {
        PendingError kept;
        flush_standard_streams();  // before a traceback, which goes to the same terminal
    }
    PyRef exception = take_exception();
    if (!exception) return 0;
    died_by_interrupt_ = PyErr_GivenExceptionMatches(exception.get(), PyExc_KeyboardInterrupt);
    return end_by_error(std::move(exception));
}

void serve_host(EventChannel& events, WakeUp& woken, const std::atomic<bool>& ended, const std::string& program) {
    GIMBAL_ON(ui);
    StopMessages messages(program);
    for (bool last = false; !last;) {
        last = ended.load();  // before the last look at the queue
        ConsoleEvent event;
        while (events.try_dequeue(event)) {
            if (const auto* stopping = std::get_if<RunStopping>(&event)) messages.print(*stopping);
            if (const auto* call = std::get_if<UiFunction>(&event)) (*call->function)();
        }
        if (!last) woken.wait();
    }
}

}  // namespace gimbal::console
