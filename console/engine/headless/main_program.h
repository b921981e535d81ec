// Finds and starts the program of a headless job as python3 does: a file, a folder or an archive with a `__main__`,
// code, a module, or standard input.
#pragma once
#include "gimbal/console/python/gil.h"

#include <filesystem>
#include <string>
#include <vector>

#include "engine/runs/code_runner.h"
#include "gimbal/console/headless.h"

namespace gimbal::console {

// The python3 command line of the job. sys.argv, sys.orig_argv and sys.flags are made from it.
std::vector<std::string> python_command_line(const HeadlessJob& job, const std::filesystem::path& launcher);

// A step that fails leaves a Python error set.
// Thread: script.   GIL: held.
class MainProgram {
public:
    MainProgram(const HeadlessJob& job, const std::string& host) : job_(job), host_(host) {}

    bool load();            // false: the file cannot be opened; a message was printed
    void put_first_path();  // sys.path[0]
    void run(CodeRunner& runner);
    std::string title() const;

private:
    bool is_importable() const;
    PyRef first_path() const;
    void run_module(const char* name, bool finds_argv0) const;

    const HeadlessJob& job_;
    const std::string& host_;  // the name of the host, for messages
    std::string file_;         // absolute, as __file__
    bool holds_main_ = false;  // a folder or an archive, whose `__main__` is imported
    PyRef source_;
};

}  // namespace gimbal::console
