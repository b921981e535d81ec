#include "engine/console_streams.h"

#include <unistd.h>

#include <algorithm>

#include "engine/input/input_stream.h"
#include "engine/output/display_hook.h"
#include "engine/output/early_exit.h"
#include "engine/output/output_stream.h"
#include "engine/output/stray_errors.h"
#include "engine/output/terminal_size.h"
#include "engine/output/thread_starts.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

bool set_stream(const char* name, const PyRef& stream) {
    return stream && PySys_SetObject(name, stream.get()) == 0 &&
           PySys_SetObject(("__" + std::string(name) + "__").c_str(), stream.get()) == 0;
}

ConsoleStreams::ConsoleStreams(const EngineOptions& options, EventChannel& events, const RunNames& names)
    : options_(options),
      output_(events, std::max(options.output_backlog, OutputChannel::default_pending_limit)),
      known_runs_{output_.current_run, names},
      results_(events, output_),
      capture_(output_),
      thread_(output_, capture_),
      input_(events) {}

void ConsoleStreams::begin() {
    if (!options_.capture_output) return;
    if (options_.capture_descriptors) capture_.take();
    thread_.start();
}

bool ConsoleStreams::install() {
    GIMBAL_ON(script);
    if (!options_.capture_output) return true;
    const bool descriptors = capture_.taken();
    return set_stream("stdout", make_output_stream(output_, Stream::out, descriptors ? STDOUT_FILENO : -1)) &&
           set_stream("stderr", make_output_stream(output_, Stream::err, descriptors ? STDERR_FILENO : -1)) &&
           set_stream("stdin", make_input_stream(input_, output_)) &&
           set_stream("displayhook", make_display_hook(results_)) && watch_thread_starts(output_.current_run) &&
           watch_stray_errors(known_runs_) && watch_early_exit(output_) &&
           (!descriptors || follow_console_size(results_));
}

bool ConsoleStreams::install_in_interpreter(const char* label) {
    if (!options_.capture_output) return true;
    const bool descriptors = capture_.taken();
    return set_stream("stdout", make_output_stream(output_, Stream::out, descriptors ? STDOUT_FILENO : -1, label)) &&
           set_stream("stderr", make_output_stream(output_, Stream::err, descriptors ? STDERR_FILENO : -1, label)) &&
           set_stream("stdin", PyRef::borrow(Py_None)) && watch_thread_starts(output_.current_run) &&
           watch_stray_errors(known_runs_) && watch_early_exit(output_);
}

void ConsoleStreams::speak_to_terminal() {
    GIMBAL_ON(script);
    if (!options_.capture_output) return;
    output_.flush_all();
    end();
    output_.redirect_to_descriptors();
}

void ConsoleStreams::end() {
    std::lock_guard lock(ending_);
    thread_.finish();
    capture_.give_back();
}

}  // namespace gimbal::console
