// What a headless job runs, found and started as python3 does it: a file, a folder or an archive with a `__main__`,
// code, a module, or what standard input holds.
#pragma once
#include "gimbal/console/python/gil.h"

#include <filesystem>
#include <string>
#include <vector>

#include "engine/runs/code_runner.h"
#include "gimbal/console/engine.h"

namespace gimbal::console {

// The command line by which the launcher would do the same without us: sys.argv, sys.orig_argv and sys.flags come of
// it.
std::vector<std::string> python_command_line(const HeadlessJob& job, const std::filesystem::path& launcher);

// Each step returns with a Python error set, or none.
// Thread: script.   GIL: held.
class MainProgram {
public:
    explicit MainProgram(const HeadlessJob& job) : job_(job) {}

    bool load();            // false: the file cannot be opened, and that was said
    void put_first_path();  // sys.path[0]
    void run(CodeRunner& runner);
    std::string title() const;

private:
    bool is_importable() const;
    PyRef first_path() const;
    void run_module(const char* name, bool finds_argv0) const;

    const HeadlessJob& job_;
    std::string file_;         // absolute, as __file__
    bool holds_main_ = false;  // a folder or an archive: its `__main__` is imported
    PyRef source_;
};

}  // namespace gimbal::console
