#include "app/window/host/shut_down.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>

#include "app/window/host/display_watch.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr double quit_seconds = 1.5, job_seconds = 0.2;  // for Python, and then for each job; about 2 s in all
constexpr double restart_seconds = 0.4;                  // for Python before a restart: the window is back soon
constexpr double settings_seconds = 0.3;
constexpr double keep_seconds = 1;  // for work on its way to the disk

[[noreturn]] void leave(int exit_code) {
    std::fflush(nullptr);
    _exit(exit_code);
}

}  // namespace

void ShutDown::close_window(int exit_code, Ending ending) {
    GIMBAL_ON(ui);
    const bool restart = ending == Ending::restart;
    parts_.window.hide();
    // Nobody could be asked about a scene that was not there yet.
    const bool asked = ending == Ending::asked && !parts_.work.restores_unsaved_scene();
    if (asked || !(restart || parts_.work.anything_unsaved())) parts_.work.forget();
    const bool ended = end_work(restart, restart ? restart_seconds : quit_seconds);
    if (restart) {
        const int error = parts_.start.start_again();
        std::fprintf(stderr, "gimbal: cannot start %s\n", std::strerror(error));
        leave(1);
    }
    if (!ended) leave(exit_code);
    watch_display([exit_code] { leave(exit_code); });  // from here on only destructors are left to run
}

void ShutDown::lose_display() {
    GIMBAL_ON(ui);
    // This runs inside a call of Xlib, so nothing that uses the connection is destroyed.
    end_work(false, quit_seconds);
    std::fputs("gimbal: the display has gone away, so the window was closed and what ran was stopped\n", stderr);
    leave(1);
}

bool ShutDown::end_work(bool restart, double python_seconds) {
    parts_.inspections.close();
    parts_.inspect_server.reset();
    parts_.ui.close();
    parts_.host.close();
    parts_.work.keep_now(restart);
    parts_.work.finish(settings_seconds);  // an older write of the settings must not come last
    const std::string not_saved = parts_.settings.save();
    parts_.workbench.console().keep_drafts();  // before quit(), because destructors may never run
    parts_.link.close("the program quits");
    parts_.commands.cancel_all();
    WorkerPool::shared().cancel_all();
    const bool python_ended = parts_.engine.quit(python_seconds);
    // quit() has given the signals back. The rest is bounded, and a signal must not end it halfway.
    for (const int number : {SIGTERM, SIGHUP, SIGPIPE}) std::signal(number, SIG_IGN);
    // Only now, because quit() gives stderr back to the terminal.
    if (!not_saved.empty()) std::fprintf(stderr, "gimbal: %s\n", not_saved.c_str());
    bool jobs_ended = true;
    for (const auto& one : parts_.commands.running()) jobs_ended &= one.job->wait_for(job_seconds);
    jobs_ended &= WorkerPool::shared().wait_until_idle(job_seconds);  // those that scripts have started
    parts_.work.keep_now(restart);                                    // what a script has changed while it ended
    const bool kept = parts_.work.finish(keep_seconds);
    return python_ended && jobs_ended && kept;
}

}  // namespace gimbal::app
