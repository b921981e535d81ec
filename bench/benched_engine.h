// An engine and a wait for its events, for the benchmarks of the engine.
#pragma once
#include <functional>
#include <variant>

#include "base/platform/wake_up.h"
#include "gimbal/console/engine.h"
#include "tests/support/test_paths.h"

namespace gimbal::console {

// Thread: the benchmark's, which plays the UI.
class BenchedEngine {
protected:
    BenchedEngine() {
        wait_for<EngineReady>([](const EngineReady&) { return true; });
    }
    ~BenchedEngine() { engine_.quit(2); }
    template <class Event>
    void wait_for(const std::function<bool(const Event&)>& wanted) {
        for (;;) {
            ConsoleEvent event;
            while (engine_.try_dequeue_event(event))
                if (const auto* typed = std::get_if<Event>(&event); typed && wanted(*typed)) return;
            woken_.wait();
        }
    }
    void spin() {
        const RunId run = engine_.submit_cell("while True: pass");
        wait_for<RunStarted>([=](const RunStarted& started) { return started.run == run; });
    }
    void stop() {
        engine_.stop();
        wait_for<RunEnded>([](const RunEnded&) { return true; });
    }

private:
    EngineOptions options() {
        EngineOptions made;
        made.launcher = test_python();
        made.search_paths = {test_console()};
        made.wake = [this] { woken_.notify(); };
        return made;
    }
    WakeUp woken_;  // declared before the engine, which notifies it until its end

protected:
    Engine engine_{options()};
};

}  // namespace gimbal::console
