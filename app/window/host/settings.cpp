#include "app/settings.h"

#include <unistd.h>

#include <stdexcept>
#include <system_error>
#include <utility>

#include "gimbal/console/base/private_files.h"

namespace gimbal::app {

Settings::Settings(std::filesystem::path file) : file_(std::move(file)) {
    const std::filesystem::path folder = file_.parent_path();
    std::error_code ignored;
    console::make_private_folders(folder, ignored);
    if (!std::filesystem::is_directory(folder, ignored) || ::access(folder.c_str(), W_OK) != 0)
        problem_ = "The folder " + folder.string() +
                   " cannot be written: settings and history are not kept. Choose another with --user-dir.";
    try {
        content_ = read_settings(file_);
    } catch (const std::exception& error) { set_aside(error.what()); }
}

void Settings::set_aside(const std::string& why) {
    const std::filesystem::path aside = broken_name(file_);
    std::error_code failed;
    std::filesystem::rename(file_, aside, failed);
    problem_ = file_.string() + ": " + why + ". " +
               (failed ? std::string("It cannot be renamed") : "It is kept as " + aside.filename().string()) +
               "; the window starts with its defaults.";
}

std::string Settings::save() {
    if (!changed()) return {};
    const SettingsContent changes = take_changes();
    std::string error = write_settings(file_, changes, content_);
    if (!error.empty()) not_written(changes);
    return error;
}

SettingsContent Settings::take_changes() { return std::exchange(changes_, {}); }

void Settings::not_written(const SettingsContent& changes) { changes_.merge_older(changes); }

double Settings::number(const std::string& key, double fallback) const {
    const auto found = content_.numbers.find(key);
    return found == content_.numbers.end() ? fallback : found->second;
}

void Settings::set_number(const std::string& key, double value) {
    const auto [place, added] = content_.numbers.try_emplace(key, value);
    if (!added && place->second == value) return;
    place->second = changes_.numbers[key] = value;
}

std::string Settings::text(const std::string& key) const {
    const auto found = content_.texts.find(key);
    return found == content_.texts.end() ? std::string() : found->second;
}

void Settings::set_text(const std::string& key, const std::string& value) {
    if (text(key) == value) return;
    content_.texts[key] = changes_.texts[key] = value;
}

std::vector<std::string> Settings::recent_files() const { return content_.recent; }

void Settings::add_recent_file(const std::string& path) {
    if (!content_.recent.empty() && content_.recent.front() == path) return;
    content_.add_recent(path);
    changes_.add_recent(path);
}

std::string Settings::problem() const { return problem_; }

}  // namespace gimbal::app
