// Runs cells in an engine in a separate process, for code that may break more than its run.
#pragma once
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/engine/process.h"

namespace gimbal::console::test {

// `cells` are arguments of engine_subject: cells, `<ANSWER`, `$stop`, `@FILE`. `out` has the text of the console and
// the text that the process wrote to the descriptors.
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

// A script in a temporary folder.
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
