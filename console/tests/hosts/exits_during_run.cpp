// A host that returns from main() or calls exit() while a script runs ends, with its own exit code.
#include "tests/hosts/host.h"

#include <sys/wait.h>
#include <unistd.h>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
void run_endless(Host& host, const char* code) {
    const RunId run = host.engine.submit_cell(code);
    if (!host.wait_for<RunStarted>([=](const RunStarted& started) { return started.run == run; })) _exit(9);
}

int code_of(const std::function<void()>& program) {
    const pid_t child = fork();
    if (child == 0) {
        program();
        std::exit(3);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
}  // namespace

int main() {
    for (const char* code : {"while True: pass", "import time; time.sleep(1000)", "input()", "sum(range(10**11))"}) {
        EXPECT(code_of([=] {
                   Host host;  // destroyed during the run, as on a return from main()
                   run_endless(host, code);
               }) == 3);
        EXPECT(code_of([=] {
                   auto* host = new Host;  // never destroyed
                   run_endless(*host, code);
               }) == 3);
        EXPECT(code_of([=] {
                   static Host* host = nullptr;
                   host = new Host;
                   run_endless(*host, code);
                   std::atexit([] { delete host; });
               }) == 3);
    }
    return result();
}
