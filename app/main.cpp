// The program gimbal: with a window, or headless.
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <system_error>

#include "app/command_line.h"
#include "app/doctor.h"
#include "app/headless.h"
#include "app/python_choice.h"
#include "app/resources.h"
#include "app/window_library.h"
#include "gimbal/console/engine.h"
#include "gimbal/console/thread_role.h"

using namespace gimbal;

namespace {

bool has_display() {
    const char* display = std::getenv("DISPLAY");
    return display && *display;
}

// Reports a system error, with a remedy if there is one.
void tell(const std::exception& error) {
    std::fprintf(stderr, "gimbal: %s\n", error.what());
    const auto* refused = dynamic_cast<const std::system_error*>(&error);
    rlimit limit{};
    if (refused && refused->code() == std::errc::too_many_files_open && getrlimit(RLIMIT_NOFILE, &limit) == 0)
        std::fprintf(stderr, "gimbal: the limit of open files is %llu; `ulimit -n 256` raises it\n",
                     static_cast<unsigned long long>(limit.rlim_cur));
}

// False: the user has named an environment that cannot be used. One that is only remembered is not worth the start.
bool accept(const console::EnvironmentChoice& environment, const app::CommandLine& command) {
    const std::string problem = environment.problem_sentence();
    if (problem.empty() || command.doctor) return true;
    const bool refused = environment.named.by == app::venv_option;
    std::fprintf(stderr, "gimbal: %s%s\n", problem.c_str(), refused ? "" : ". The base Python is used");
    return !refused;
}

}  // namespace

int main(int argc, char** argv) {
    const auto [command, exit_code] = app::parse_command_line(argc, argv, GIMBAL_VERSION);
    if (!command) return exit_code;
    console::reserve_standard_descriptors();
    console::block_asynchronous_signals();  // before any other thread exists
    try {
        const app::Resources resources = app::find_resources();
        const console::EnvironmentChoice environment = app::choose_python(*command);
        if (!accept(environment, *command)) return 2;
        if (command->doctor) return app::run_doctor(*command, resources, environment, GIMBAL_VERSION);
        if (!command->headless && has_display()) {
            console::set_thread_role(console::ThreadRole::ui);
            return app::window_library().run_application(
                {app::with_absolute_files(*command), resources, GIMBAL_VERSION, environment});
        }
        if (!command->headless)
            std::fputs("gimbal: no display here, so this is the console in the terminal; for the window set DISPLAY (a "
                       "desktop, ssh -X, or xvfb-run)\n",
                       stderr);
        return app::run_without_window(*command, resources, environment);
    } catch (const std::exception& error) {
        tell(error);
        return 1;
    }
}
