// The script has the process's first thread, as in python3 (docs/design.md, section 4). A second thread plays the UI.
#include "gimbal/console/python/gil.h"
#include "gimbal/console/headless.h"

#include "base/platform/signals.h"
#include "engine/engine_parts.h"
#include "gimbal/console/engine.h"

namespace gimbal::console {

int run_headless(EngineOptions options, HeadlessJob job) {
    options.capture_output = false;
    options.handle_quit_signals = false;
    WakeUp woken;
    options.wake = [&woken] { woken.notify(); };
    Engine engine(std::move(options), &job);
    EngineParts& parts = *engine.parts_;
    NativeThread host;
    host.start({"host", 8u << 20, 0}, [&] {
        set_thread_role(ThreadRole::ui);
        serve_host(parts.events, woken, parts.script.ended(), parts.options.program_name);
    });
    parts.script.main();
    host.join();
    parts.give_back_process();
    return parts.program->died_by_interrupt() ? end_by_signal(SIGINT) : parts.script.exit_code();
}

}  // namespace gimbal::console
