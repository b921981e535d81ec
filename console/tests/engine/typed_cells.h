// Cells typed one after the other into an engine with a process of its own, for code that may break more than a run.
#pragma once
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/engine/process.h"

namespace gimbal::console::test {

// `cells` in the words of engine_subject: cells, `<ANSWER`, `$stop`, `@FILE`. What the processes wrote to the
// descriptors and what the console shows are both in `out`.
inline Ended type_cells(std::vector<std::string> cells) {
    cells.insert(cells.begin(), "cells");
    return run_process(subject(std::move(cells)));
}

inline bool contains(const std::string& text, const std::string& wanted) {
    return text.find(wanted) != std::string::npos;
}

inline std::size_t count(const std::string& text, const std::string& wanted) {
    std::size_t found = 0;
    for (auto place = text.find(wanted); place != std::string::npos; place = text.find(wanted, place + 1)) ++found;
    return found;
}

// A script in a folder that goes with it.
class ScriptFile {
public:
    explicit ScriptFile(const std::string& text, const std::string& name = "script.py") {
        std::string folder = (std::filesystem::temp_directory_path() / "engine-test-XXXXXX").string();
        path_ = std::filesystem::path(mkdtemp(folder.data())) / name;
        std::ofstream(path_) << text;
    }
    ~ScriptFile() { std::filesystem::remove_all(path_.parent_path()); }
    ScriptFile(const ScriptFile&) = delete;
    ScriptFile& operator=(const ScriptFile&) = delete;
    const std::filesystem::path& path() const { return path_; }
    std::string typed() const { return "@" + path_.string(); }

private:
    std::filesystem::path path_;
};

}  // namespace gimbal::console::test
