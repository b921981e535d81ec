// One table of bound functions for several engines in a row, and a callable that Python still has when its engine ends.
#include "gimbal/console/python/bind.h"
#include "gimbal/console/python/call.h"

#include <atomic>

#include "tests/hosts/host.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
std::atomic<int> living{0};
struct State {
    State() { ++living; }
    State(const State&) { ++living; }
    ~State() { --living; }
};
struct Box {
    int content = 0;
};
const bind::Module boxes("boxes", "", [](bind::Module& m) {
    m.exception<std::bad_alloc>("Full", "", "MemoryError");
    m.type<Box>("Box")
        .constructor<gil::keeps>(bind::make<Box, int>, bind::arg("content"))
        .property<gil::keeps>("content", &Box::content);
    m.function<gil::releases>(
        "fill",
        [](const Box& box) -> Box {
            if (box.content > 9) throw std::bad_alloc();
            return {box.content + 1};
        },
        bind::arg("box"));
});

void use(int round) {
    EngineOptions options = host_options();
    options.extensions = {boxes.extension()};
    Host host(std::move(options));
    EXPECT(host.run("import boxes, inspect\n"
                    "box = boxes.fill(boxes.Box(1))\n"
                    "assert box.content == 2 and str(inspect.signature(boxes.fill)) == '(box)'\n"
                    "try: boxes.fill(boxes.Box(10))\n"
                    "except boxes.Full as full: assert isinstance(full, MemoryError)\n"
                    "else: assert False\n") == RunState::done);
    EXPECT(host.run("import sys\ndef keep(function): sys.kept = function") == RunState::done);
    auto kept = host.engine.call<void>(
        {.where = Where::handlers}, "__main__", "keep",
        bind::Function::of<gil::keeps>("callback", [state = State(), round] { return round; }));
    EXPECT(wait_until([&] { return kept.ready(); }));
    EXPECT(host.engine.quit(30));
}
}  // namespace

int main() {
    for (int round = 0; round < 3; ++round) use(round);
    EXPECT(living == 0);  // each callable has ended with its interpreter
    // Without an interpreter a callable is still a value.
    auto made = bind::Function::of<gil::keeps>("late", [state = State()] { return 1; });
    auto copy = made;
    made = copy = {};
    EXPECT(living == 0);
    return result();
}
