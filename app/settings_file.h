// The file of the settings: a small TOML file with a table [numbers], the list of recent files and a few texts.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gimbal::app {

inline constexpr const char* environment_setting = "python_environment";
inline constexpr const char* link_setting = "link_address";

struct SettingsContent {
    std::map<std::string, double> numbers;
    std::vector<std::string> recent;           // files, the newest first
    std::map<std::string, std::string> texts;  // UTF-8

    bool empty() const { return numbers.empty() && recent.empty() && texts.empty(); }
    void add_recent(const std::string& path);  // removes the oldest beyond the limit
    void merge(const SettingsContent& newer);
    void merge_older(SettingsContent older) {  // after a failed write of them
        older.merge(*this);
        *this = std::move(older);
    }
};

// The name under which a file that cannot be parsed is kept.
std::filesystem::path broken_name(const std::filesystem::path& file);

// Throws std::runtime_error with the reason if it cannot be read or parsed. A missing file is empty.
SettingsContent read_settings(const std::filesystem::path& file);

// One text of the file; "": none. Parses the file only if a line begins with the key, because each start without a
// window asks. Throws as read_settings does.
std::string read_setting(const std::filesystem::path& file, const std::string& key);

// Writes `changes` into what the file has by then, because several windows may share it. If the file has gone or cannot
// be parsed any more, `whole` takes the place of its contents. Keeps other keys and tables of the file. Returns "" or
// the error. Thread: any.
std::string write_settings(const std::filesystem::path& file, const SettingsContent& changes,
                           const SettingsContent& whole);

}  // namespace gimbal::app
