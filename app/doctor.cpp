#include "app/doctor.h"

#include <cstdio>

#include "app/engine_options.h"
#include "gimbal/console/environment/describe_python.h"
#include "gimbal/console/headless.h"

namespace gimbal::app {
namespace {

constexpr const char* live_report = "import sys\n"
                                    "from gimbal_console.runtime import python_report\n"
                                    "sys.exit(python_report.main())\n";

void print(const char* name, const std::string& value) { std::printf("%-18s%s\n", name, value.c_str()); }

void print_choice(const console::EnvironmentChoice& environment) {
    if (!environment.named.by.empty()) print("environment of", environment.named.by);
    const std::string problem = environment.problem_sentence();
    if (!problem.empty()) print("problem", problem);
}

int run_live_report(console::EngineOptions options) {
    console::HeadlessJob job;
    job.kind = console::JobKind::code;
    job.what = live_report;
    return console::run_headless(std::move(options), std::move(job));
}

}  // namespace

int run_doctor(const CommandLine& command, const Resources& resources, const console::EnvironmentChoice& environment,
               const char* version) {
    console::EngineOptions options = engine_options(resources, environment);
    const console::PythonDescription python = console::describe_python(options);
    print("Gimbal", version);
    print("user folder", command.user_dir.string());
    print_choice(environment);
    for (const std::string& line : console::lines_of(python)) std::printf("%s\n", line.c_str());
    std::fflush(stdout);
    if (!python.failure.empty()) return 1;
    const int code = run_live_report(std::move(options));
    return environment.problem.empty() ? code : 1;
}

}  // namespace gimbal::app
