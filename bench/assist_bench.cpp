// Measures the requests while typing, idle and while a script spins: from the request to the event with the answer.
// usage: assist_bench [REPEATS]. Prints a Markdown table. The floor is a request with an empty answer in the same
// state. The CPU time is that of the answering thread, because other programs affect it less.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/platform/native_thread.h"
#include "bench/benched_engine.h"

using namespace gimbal::console;

namespace {
class Subject : BenchedEngine {
public:
    using BenchedEngine::spin, BenchedEngine::stop;
    void run(const char* code) {
        const RunId run = engine_.submit_cell(code);
        wait_for<RunEnded>([=](const RunEnded& ended) {
            if (ended.run == run && ended.state != RunState::done) throw std::runtime_error(ended.error.text);
            return ended.run == run;
        });
    }
    template <class Answer>
    double seconds_to(const std::function<std::uint64_t(Engine&)>& ask,
                      const std::function<bool(const Answer&)>& whole) {
        std::this_thread::sleep_for(std::chrono::milliseconds(
            5));  // the time between two keys; without it the script has not taken the GIL again
        const auto asked = Clock::now();
        const std::uint64_t request = ask(engine_);
        bool good = false;
        wait_for<Answer>([&](const Answer& answer) {
            good = answer.request == request && whole(answer);
            return answer.request == request;
        });
        if (!good) throw std::runtime_error("the answer is incomplete");
        return seconds_since(asked);
    }
};

double assist_seconds() {
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::string name;
        double nanoseconds = 0;
        std::getline(std::ifstream(task.path() / "comm"), name);
        if (name == "assist" && std::ifstream(task.path() / "schedstat") >> nanoseconds) return nanoseconds * 1e-9;
    }
    return 0;
}

struct Figures {
    double median, p99;
};

Figures figures(std::vector<double> seconds) {
    std::ranges::sort(seconds);
    return {1e3 * seconds[seconds.size() / 2], 1e3 * seconds[seconds.size() * 99 / 100]};
}

using Measured = std::function<double()>;

Figures row(std::FILE* table, const std::string& name, int repeats, const Figures* floor, const Measured& measured) {
    std::vector<double> seconds;
    for (int i = 0; i < 3; ++i) measured();  // the first use imports and lists modules
    const double worked = assist_seconds();
    for (int i = 0; i < repeats; ++i) seconds.push_back(measured());
    const double work = (assist_seconds() - worked) / repeats;
    const Figures found = figures(std::move(seconds));
    std::fprintf(table, "| %s | %.2f ms | %.2f ms | %.1f | %.2f ms |\n", name.c_str(), found.median, found.p99,
                 floor ? found.median / floor->median : 1.0, 1e3 * work);
    std::fflush(table);
    return found;
}

Measured completing(Subject& subject, const std::string& source, std::size_t at_least) {
    return [&subject, source, at_least] {
        return subject.seconds_to<CompletionList>(
            [&](Engine& engine) { return engine.complete(source, source.size()); },
            [=](const CompletionList& list) { return list.items.size() >= at_least; });
    };
}

void rows(std::FILE* table, Subject& subject, int repeats, const std::string& state, bool has_numpy) {
    const Figures floor = row(table, "an empty answer, " + state, repeats, nullptr, completing(subject, "", 0));
    const auto measure = [&](const char* name, const Measured& measured) {
        row(table, name + (", " + state), repeats, &floor, measured);
    };
    if (has_numpy) measure("`numpy.`", completing(subject, "numpy.", 500));
    measure("`name_9`, of 10,000 names", completing(subject, "name_9", 1000));
    measure("`n`, of 10,000 names", completing(subject, "n", 2000));
    measure("call tip", [&] {
        return subject.seconds_to<CallTip>([](Engine& engine) { return engine.call_tip("print(1, ", 9); },
                                           [](const CallTip& tip) { return !tip.signature.empty(); });
    });
    measure("variables, of 10,000", [&] {
        return subject.seconds_to<VariableList>(
            [](Engine& engine) { return engine.variables(); },
            [](const VariableList& list) { return list.variables.size() > 100 && list.more; });
    });
}
}  // namespace

int main(int argc, char** argv) {
    const int repeats = argc > 1 ? std::atoi(argv[1]) : 200;
    std::FILE* table = fdopen(dup(STDOUT_FILENO), "w");  // because the engine captures the descriptor
    block_asynchronous_signals();
    std::fprintf(
        table,
        "| answer to | median of %d | p99 | median ÷ floor | processor, mean |\n| --- | --- | --- | --- | --- |\n",
        repeats);
    Subject subject;
    subject.run("globals().update((f'name_{number}', number) for number in range(10_000))");
    bool has_numpy = true;
    try {
        subject.run("import numpy");
    } catch (const std::runtime_error&) {
        has_numpy = false;  // this CPython has no numpy, so skip the row
    }
    rows(table, subject, repeats, "idle", has_numpy);
    subject.spin();
    rows(table, subject, repeats, "beside `while True: pass`", has_numpy);
    subject.stop();
}
