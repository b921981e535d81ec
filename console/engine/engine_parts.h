// The parts of an engine, in the order in which they need each other.
#pragma once
#include "engine/console_streams.h"

#include "engine/assist/assist.h"
#include "engine/headless/headless_program.h"
#include "engine/progress_reports.h"
#include "engine/runs/run_control.h"
#include "engine/runs/run_execution.h"
#include "engine/script_thread.h"
#include "engine/session/session.h"
#include "engine/stop/stop_listeners.h"
#include "gimbal/console/run_model.h"

namespace gimbal::console {

// Each part guards its own state. Engine, ScriptThread and run_headless() connect them.
struct EngineParts {
    EngineParts(Engine& engine, EngineOptions options, const HeadlessJob* job);

    bool has_console() const { return !program || program->has_console(); }  // otherwise python3's rules alone
    void close_session();                                                    // not as a crash
    bool leave_script();                                                     // returns false

    const EngineOptions options;
    std::unique_ptr<Session> session;  // made before the descriptors are captured; null: none is kept
    RunNames run_names;
    RunModel run_model;
    EventChannel events;
    ConsoleStreams streams;
    InterruptGate gate;
    RunQueue runs;
    StopListeners listeners;
    Supervisor supervisor;
    AsyncLoop loop;
    CodeRunner runner;
    HostReports reports;
    RunExecution execution;
    RunControl control;
    std::unique_ptr<HeadlessProgram> program;  // null: the engine of a window
    PythonThread handlers;
    Assist assist;
    ProgressReports progress;
    ScriptThread script;
};

}  // namespace gimbal::console
