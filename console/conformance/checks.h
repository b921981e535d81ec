// The functions of the checks, each in its file in checks/.
#pragma once
#include <string>

#include "conformance/check.h"

namespace gimbal::console::conformance {

std::string use_results(const Job& job);
std::string run_where_it_is_asked(const Job& job);
std::string python_threads_go_on(const Job& job);
std::string native_threads_call(const Job& job);
std::string bind_a_module(const Job& job);
std::string pass_functions(const Job& job);
std::string keep_callables(const Job& job);
std::string keep_time(const Job& job);
std::string push_events(const Job& job);
std::string ask_the_ui_thread(const Job& job);
std::string await_native_work(const Job& job);
std::string use_interpreters(const Job& job);
std::string exit_with_all_alive(const Job& job);
std::string draw_beside_a_script(const Job& job);
std::string capture_output(const Job& job);
std::string spawn_workers(const Job& job);
std::string use_an_environment(const Job& job);
std::string import_numpy(const Job& job);
std::string exit_with_live_threads(const Job& job);

int end_with_all_alive(const Job& job, const std::string& way);  // a child

}  // namespace gimbal::console::conformance
