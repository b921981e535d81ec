// A small TOML file: a table [numbers] and the list of recent files.
#include "app/settings.h"

#include <unistd.h>

#include <sstream>
#include <system_error>
#include <toml++/toml.h>

#include "gimbal/console/base/atomic_file.h"

namespace gimbal::app {
namespace {

constexpr std::size_t recent_limit = 12;

}  // namespace

Settings::Settings(std::filesystem::path file) : file_(std::move(file)) {
    const std::filesystem::path folder = file_.parent_path();
    std::error_code ignored;
    std::filesystem::create_directories(folder, ignored);
    if (!std::filesystem::is_directory(folder, ignored) || ::access(folder.c_str(), W_OK) != 0)
        problem_ = "The folder " + folder.string() +
                   " cannot be written: settings and history are not kept. Choose another with --user-dir.";
    if (!std::filesystem::exists(file_, ignored)) return;
    try {
        const toml::table root = toml::parse_file(file_.string());
        if (const toml::table* numbers = root["numbers"].as_table())
            for (const auto& [key, value] : *numbers)
                if (const auto number = value.value<double>()) numbers_[std::string(key.str())] = *number;
        if (const toml::array* recent = root["recent_files"].as_array())
            for (const toml::node& entry : *recent)
                if (const auto path = entry.value<std::string>()) recent_.push_back(*path);
        if (recent_.size() > recent_limit) recent_.resize(recent_limit);
    } catch (const toml::parse_error& error) {
        const std::filesystem::path aside = file_.string() + ".broken";
        std::ostringstream text;
        text << file_.string() << ", line " << error.source().begin.line << ": " << error.description()
             << ". It is kept as " << aside.filename().string() << "; the window starts with its defaults.";
        problem_ = text.str();
        std::filesystem::rename(file_, aside, ignored);
    }
}

std::string Settings::save() {
    const std::optional<std::string> text = take_text();
    const std::string error = text ? write(file_, *text) : std::string();
    changed_ = !error.empty();
    return error;
}

std::optional<std::string> Settings::take_text() {
    if (!std::exchange(changed_, false)) return std::nullopt;
    toml::table numbers;
    for (const auto& [key, value] : numbers_) numbers.insert_or_assign(key, value);
    toml::array recent;
    for (const std::string& path : recent_) recent.push_back(path);
    const toml::table root{{"numbers", numbers}, {"recent_files", recent}};

    std::ostringstream text;
    text << "# What Gimbal's window remembers. The program writes this file when a setting changes.\n" << root << "\n";
    return text.str();
}

std::string Settings::write(const std::filesystem::path& file, const std::string& text) {
    std::error_code ignored;
    std::filesystem::create_directories(file.parent_path(), ignored);
    try {
        console::write_file_atomically(file, text);
        return {};
    } catch (const std::system_error& error) {
        return "cannot write " + file.string() + ": " + error.code().message() + "; the settings stay as they were";
    }
}

double Settings::number(const std::string& key, double fallback) const {
    const auto found = numbers_.find(key);
    return found == numbers_.end() ? fallback : found->second;
}

void Settings::set_number(const std::string& key, double value) {
    const auto [place, added] = numbers_.try_emplace(key, value);
    if (!added && place->second == value) return;
    place->second = value;
    changed_ = true;
}

std::vector<std::string> Settings::recent_files() const { return recent_; }

void Settings::add_recent_file(const std::string& path) {
    if (!recent_.empty() && recent_.front() == path) return;
    std::erase(recent_, path);
    recent_.insert(recent_.begin(), path);
    if (recent_.size() > recent_limit) recent_.resize(recent_limit);
    changed_ = true;
}

std::string Settings::problem() const { return problem_; }

}  // namespace gimbal::app
