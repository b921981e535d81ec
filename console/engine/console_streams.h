// The streams of the console: text written goes to the UI, and lines read come from it.
#pragma once
#include "gimbal/console/python/gil.h"

#include <mutex>

#include "engine/input/input_line.h"
#include "engine/output/output_thread.h"
#include "engine/output/result_sink.h"
#include "engine/output/stray_errors.h"
#include "gimbal/console/options.h"

namespace gimbal::console {

// Thread: any, unless a member says otherwise.   GIL: not needed, unless a member says otherwise.
class ConsoleStreams {
public:
    ConsoleStreams(const EngineOptions& options, EventChannel& events, const RunNames& names);

    // Captures the descriptors if the host wants it. Thread: UI, before Python starts
    void begin();
    // Sets sys.stdout and the like. False: a Python error is set. Thread: script. GIL: held
    bool install();
    // The same for the sub-interpreter that is attached; its lines begin with the label. Thread: home of it
    bool install_in_interpreter(const char* label);
    // The window is closing: later text goes to the terminal that started the program. Thread: script
    void speak_to_terminal();
    void end();  // gives the descriptors back; waits for the output thread

    OutputChannel& output() { return output_; }
    InputLine& input() { return input_; }
    void set_size(int columns, int rows) { results_.set_size(columns, rows); }

private:
    const EngineOptions& options_;
    OutputChannel output_;
    const KnownRuns known_runs_;
    WindowResults results_;
    DescriptorCapture capture_;
    OutputThread thread_;
    InputLine input_;
    std::mutex ending_;  // held while the output thread is joined
};

// Sets sys.NAME and sys.__NAME__, which scripts use to end a redirection. False, also if `stream` is empty: a
// Python error is set. Thread: script. GIL: held
bool set_stream(const char* name, const PyRef& stream);

}  // namespace gimbal::console
