#include "app/window/host/shut_down.h"

#include <unistd.h>

#include <cstdio>

#include "app/window/host/display_watch.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr double quit_seconds = 1.5, job_seconds = 0.2;  // for Python, and then for each job; about 2 s in all

[[noreturn]] void leave(int exit_code) {
    std::fflush(nullptr);
    _exit(exit_code);
}

}  // namespace

void ShutDown::close_window(int exit_code) {
    GIMBAL_ON(ui);
    parts_.window.hide();
    if (!end_work()) leave(exit_code);
    watch_display([exit_code] { leave(exit_code); });  // from here on only destructors are left to run
}

void ShutDown::lose_display() {
    GIMBAL_ON(ui);
    // This runs inside a call of Xlib, so nothing that uses the connection is destroyed.
    end_work();
    std::fputs("gimbal: the display has gone away, and the window with it; what ran was stopped\n", stderr);
    leave(1);
}

bool ShutDown::end_work() {
    parts_.inspections.close();
    parts_.inspect_server.reset();
    parts_.ui.close();
    parts_.host.close();
    parts_.settings_writer.finish();
    const std::string not_saved = parts_.settings.save();
    parts_.workbench.console().keep_drafts();  // before quit(), because destructors may never run
    parts_.commands.cancel_all();
    WorkerPool::shared().cancel_all();
    const bool python_ended = parts_.engine.quit(quit_seconds);
    // Only now, because quit() gives stderr back to the terminal.
    if (!not_saved.empty()) std::fprintf(stderr, "gimbal: %s\n", not_saved.c_str());
    bool jobs_ended = true;
    for (const auto& running : parts_.commands.running()) jobs_ended &= running.job->wait_for(job_seconds);
    return python_ended && jobs_ended;
}

}  // namespace gimbal::app
