// A small TOML file: a table [numbers] and the list of recent files.
#include "app/settings.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <toml++/toml.h>

#include "gimbal/console/base/atomic_file.h"
#include "gimbal/console/base/private_files.h"

namespace gimbal::app {
namespace {

constexpr std::size_t recent_limit = 12;
constexpr const char* explanation =
    "# What Gimbal's window remembers. It writes this file whenever something changes, so edit it while no window is\n"
    "# open. A line that is removed gets its default.\n"
    "#   recent_files              the newest first; File > Recent shows them\n"
    "# In [numbers]:\n"
    "#   scale                     size of the interface, 0.5 to 4; without it, that of the monitor\n"
    "#   text_size                 size of code in pixels, before the scale\n"
    "#   console_scrollback_lines  lines that the console keeps, 1,000 to 10,000,000\n"
    "#   layout.left, right        where the columns end, as fractions of the width\n"
    "#   layout.view, editor, outliner   where the upper panel of a column ends, as fractions of its height\n"
    "#   layout.shows_PANEL        1: the panel is shown, 0: View > Panels has hidden it\n"
    "#   layout.unfolded           1: the right column is shown in a narrow window, too\n"
    "#\n";
constexpr std::size_t most_bytes = 1 << 20;
constexpr int most_dots = 32;  // of a name; toml++ makes one nested table of each part and frees them by recursion

// The last character of the string that begins at `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
    const char quote = text[at];
    const std::string three(3, quote), mark = text.substr(at).starts_with(three) ? three : std::string(1, quote);
    for (at += mark.size(); at < text.size(); ++at) {
        if (text[at] == '\\' && quote == '"') ++at;
        else if (text.substr(at).starts_with(mark)) return at + mark.size() - 1;
        else if (text[at] == '\n' && mark.size() == 1) return at;
    }
    return text.size();
}

// Whether a name has too many parts.
bool is_nested_too_deeply(std::string_view text) {
    int dots = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '#') i = std::min(text.find('\n', i), text.size()) - 1;
        else if (c == '"' || c == '\'') i = end_of_string(text, i);
        else if (c == '\n' || c == ',' || c == '=') dots = 0;
        else if (c == '.' && ++dots > most_dots) return true;
    }
    return false;
}

toml::table parsed(const std::string& text, const std::string& path) {
    if (is_nested_too_deeply(text)) throw std::runtime_error("a name has more than 32 parts");
    return toml::parse(text, path);
}

void read_into(std::map<std::string, double>& numbers, const toml::table& table) {
    for (const auto& [key, value] : table)
        if (const auto number = value.value<double>(); number && std::isfinite(*number))
            numbers[std::string(key.str())] = *number;
}

void read_into(std::vector<std::string>& texts, const toml::array& array) {
    for (const toml::node& entry : array)
        if (const auto text = entry.value<std::string>(); text && texts.size() < recent_limit) texts.push_back(*text);
}

}  // namespace

Settings::Settings(std::filesystem::path file) : file_(std::move(file)) {
    const std::filesystem::path folder = file_.parent_path();
    std::error_code ignored;
    console::make_private_folders(folder, ignored);
    if (!std::filesystem::is_directory(folder, ignored) || ::access(folder.c_str(), W_OK) != 0)
        problem_ = "The folder " + folder.string() +
                   " cannot be written: settings and history are not kept. Choose another with --user-dir.";
    std::error_code unreadable;
    const std::string text = console::read_regular_file(file_, most_bytes, unreadable);
    if (unreadable == std::errc::no_such_file_or_directory || unreadable == std::errc::not_a_directory) return;
    if (unreadable) {
        set_aside(console::read_problem(unreadable, most_bytes));
        return;
    }
    try {
        const toml::table root = parsed(text, file_.string());
        if (const toml::table* numbers = root["numbers"].as_table()) read_into(numbers_, *numbers);
        if (const toml::array* recent = root["recent_files"].as_array()) read_into(recent_, *recent);
    } catch (const toml::parse_error& error) {
        std::ostringstream why;
        why << "line " << error.source().begin.line << ": " << error.description();
        set_aside(why.str());
    } catch (const std::exception& error) { set_aside(error.what()); }
}

void Settings::set_aside(const std::string& why) {
    const std::filesystem::path aside = file_.string() + ".broken";
    std::error_code failed;
    std::filesystem::rename(file_, aside, failed);
    problem_ = file_.string() + ": " + why + ". " +
               (failed ? std::string("It cannot be renamed") : "It is kept as " + aside.filename().string()) +
               "; the window starts with its defaults.";
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
    text << explanation << root << "\n";
    return text.str();
}

std::string Settings::write(const std::filesystem::path& file, const std::string& text) {
    std::error_code ignored;
    console::make_private_folders(file.parent_path(), ignored);
    try {
        console::write_file_atomically(file, text, console::private_file_mode);
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
