// A Python that does not start is an event with a sentence. Nothing that was or is asked of it waits for ever.
#include "tests/hosts/host.h"

#include <signal.h>
#include <unistd.h>

#include "gimbal/console/python/gil.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
// What the process writes to stderr from here to text().
class StderrInFile {
public:
    StderrInFile() { dup2(fileno(file_), STDERR_FILENO); }
    std::string text() {
        std::fflush(stderr);
        dup2(saved_, STDERR_FILENO);
        std::rewind(file_);
        std::string text;
        for (int c; (c = std::fgetc(file_)) != EOF;) text += static_cast<char>(c);
        return text;
    }

private:
    int saved_ = dup(STDERR_FILENO);
    std::FILE* file_ = std::tmpfile();
};
}  // namespace

int main() {
    EngineOptions options = host_options();
    options.program_name = "my program";
    options.python_home = "/nowhere";
    options.capture_descriptors = true;
    StderrInFile written;
    Host host(options);
    int dropped = 0;
    const RunId early = host.engine.submit_cell("print(1)");
    host.engine.post_to_handlers(
        "early", [] { EXPECT(false); }, [&] { ++dropped; });
    const auto early_request = host.engine.complete("pri", 3);
    const bool has_failed = host.wait_for<EngineFailed>();
    EXPECT(written.text() == "my program: " + (has_failed ? host.find<EngineFailed>()->why : "") + "\n");
    EXPECT(has_failed);
    EXPECT(host.engine.state() == EngineState::failed);
    EXPECT(contains(host.find<EngineFailed>()->why, "python_home"));
    EXPECT(host.engine.runs().why_failed() == host.find<EngineFailed>()->why);
    const RunId late = host.engine.submit_file("/script.py");
    host.engine.post_to_handlers(
        "late", [] { EXPECT(false); }, [&] { ++dropped; });
    const auto late_request = host.engine.variables();
    for (const RunId run : {early, late}) {
        const auto is_run = [=](const RunEnded& ended) { return ended.run == run; };
        EXPECT(host.wait_for<RunEnded>(is_run));
        EXPECT(host.find<RunEnded>(is_run)->state == RunState::failed);
        EXPECT(contains(host.find<RunEnded>(is_run)->error.message, "Python cannot start"));
    }
    EXPECT(contains(host.text, "Python has not started\n"));  // below the cell; the sentence is that of EngineFailed
    EXPECT(!contains(host.text, "python_home"));
    EXPECT(host.wait_for<CompletionList>([=](const CompletionList& list) { return list.request == early_request; }));
    EXPECT(host.wait_for<VariableList>([=](const VariableList& list) { return list.request == late_request; }));
    EXPECT(wait_until([&] { return dropped == 2; }));
    EXPECT(!host.engine.runs().busy());
    EXPECT(!host.engine.is_busy());
    host.engine.stop();
    host.engine.stop_handler();
    host.engine.set_size(80);
    std::thread([] { EXPECT(!with_gil([] { EXPECT(false); })); }).join();
    kill(getpid(), SIGTERM);  // no thread of Python's is there to take it
    EXPECT(host.wait_for<QuitRequested>());
    EXPECT(host.engine.quit(30));
    EXPECT(host.engine.state() == EngineState::ended);
    return result();
}
