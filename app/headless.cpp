#include "app/headless.h"

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>

#include "api/document/commands/commands.h"
#include "api/document/scene/document.h"
#include "api/document/scene_file/scene_file.h"
#include "api/document/work/job.h"
#include "api/live_link/document_link.h"
#include "api/module/module_link.h"
#include "app/engine_options.h"
#include "app/headless_host.h"
#include "app/window_library.h"
#include "gimbal/console/crash_report.h"
#include "gimbal/console/engine.h"
#include "gimbal/console/headless.h"

namespace gimbal::app {

namespace {

// What daemon threads and their jobs on the worker pool may still use when main() has returned. So it is never
// destroyed.
struct Session {
    document::Document document;
    document::CommandRegistry registry;
    HeadlessHost host{document, [] { return window_library().make_offscreen_renderer(); }};
    live_link::DocumentLink link{document, registry, host};
};

// Waits for the job. The signals are blocked until Python takes them (main.cpp), so a signal that ends the program is
// looked for here. One that is ignored, as under nohup, stays ignored.
void wait_or_end(const document::Job& job) {
    sigset_t ending;
    sigemptyset(&ending);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction present {};
        if (::sigaction(number, nullptr, &present) == 0 && present.sa_handler != SIG_IGN) sigaddset(&ending, number);
    }
    while (!job.wait_for(0.05)) {
        const timespec at_once{};
        const int number = ::sigtimedwait(&ending, nullptr, &at_once);
        if (number <= 0) continue;
        ::signal(number, SIG_DFL);
        ::pthread_sigmask(SIG_UNBLOCK, &ending, nullptr);
        ::raise(number);
    }
}

// Loads the meshes of --open before the first line of the script runs. Returns false after an error was printed.
bool open_meshes(const CommandLine& command, document::Document& document, const document::CommandRegistry& registry) {
    for (const auto& mesh : command.meshes) {
        document::CommandResult result;
        const char* command_name = document::is_scene_name(mesh) ? "scene.load" : "io.load";
        wait_or_end(*document::run_command(document, registry, command_name, {{"path", mesh.string()}},
                                           [&](const document::CommandResult& ended) { result = ended; }));
        if (!result.done()) {
            std::fprintf(stderr, "gimbal: %s\n", result.message.c_str());
            return false;
        }
    }
    return true;
}

// Begins to listen before the first line of the script runs, and says where. Returns false after an error was printed.
bool open_link(const CommandLine& command, LiveLink& link) {
    if (command.link.empty()) return true;
    try {
        link.listen({command.link, command.link_evaluate, {}});
    } catch (const std::exception& error) {
        std::fprintf(stderr, "gimbal: --link: %s\n", error.what());
        return false;
    }
    for (const std::string& address : link.state().addresses)
        std::fprintf(stderr, "gimbal: the link listens at %s\n", address.c_str());
    return true;
}

console::HeadlessJob job_for(const CommandLine& command) {
    console::HeadlessJob job;
    job.argv = command.arguments;
    job.interpreter_options = command.python_options;
    if (command.code) {
        job.kind = console::JobKind::code;
        job.what = *command.code;
    } else if (command.module) {
        job.kind = console::JobKind::module;
        job.what = *command.module;
    } else if (command.script && *command.script != "-") {
        job.kind = console::JobKind::file;
        job.what = command.script->string();
    } else if (command.script || !isatty(STDIN_FILENO)) {
        job.kind = console::JobKind::standard_input;
        if (command.script) job.what = command.script->string();
    }
    return job;
}

// The window and the console in a terminal keep their sessions in the same folder.
void tell_last_crash(const std::filesystem::path& sessions) {
    const auto crash = console::take_crash_report(sessions, "Gimbal");
    if (!crash) return;
    for (const std::string& line : crash->words) std::fprintf(stderr, "%s\n", line.c_str());
    std::fprintf(stderr, "  the report: %s\n", crash->file.c_str());
}

}  // namespace

int run_without_window(const CommandLine& command, const Resources& resources,
                       const console::EnvironmentChoice& environment) {
    static Session& session = *new Session();
    auto& [document, registry, host, link] = session;
    if (!open_meshes(command, document, registry) || !open_link(command, link)) return 1;
    module::ModuleLink module(
        {&document, &registry, &host, command.user_dir, resources.scripts_dir, command.safe_mode, &link});

    console::EngineOptions options = engine_options(resources, environment);
    module.connect(options);
    options.capture_output = false;
    options.handle_quit_signals = false;
    console::HeadlessJob job = job_for(command);
    if (job.kind == console::JobKind::terminal) options.session_dir = command.user_dir / "sessions";
    job.before = [&] { module.start_scripts_and_plugins(); };
    if (!options.session_dir.empty()) tell_last_crash(options.session_dir);
    const int code = console::run_headless(std::move(options), std::move(job));
    link.close("the program ends");
    document::WorkerPool::end_shared();  // a daemon thread may have left a job there
    host.end();
    return code;
}

}  // namespace gimbal::app
