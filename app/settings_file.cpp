#include "app/settings_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <thread>
#include <toml++/toml.h>
#include <utility>

#include "gimbal/console/base/atomic_file.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/base/private_files.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t recent_limit = 12;
constexpr const char* explanation =
    "# What Gimbal's window remembers. It writes this file whenever something changes; keys that it does not know "
    "stay,\n"
    "# comments do not. A line that is removed while no window is open gets its default.\n"
    "#   recent_files              the newest first; File > Recent shows them\n"
    "#   link_address              where the live link listens from the start; empty: it does not\n"
    "#   python_environment        folder of the virtual environment that Python uses; empty: none\n"
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
constexpr double lock_seconds = 2;

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
    try {
        return toml::parse(text, path);
    } catch (const toml::parse_error& error) {
        std::ostringstream why;
        why << "line " << error.source().begin.line << ": " << error.description();
        throw std::runtime_error(why.str());
    }
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

SettingsContent content_of(const toml::table& root) {
    SettingsContent content;
    if (const toml::table* numbers = root["numbers"].as_table()) read_into(content.numbers, *numbers);
    if (const toml::array* recent = root["recent_files"].as_array()) read_into(content.recent, *recent);
    for (const char* key : {environment_setting, link_setting})
        if (const auto text = root[key].value<std::string>()) content.texts[key] = *text;
    return content;
}

// A missing file is empty.
std::string read_text(const fs::path& file) {
    std::error_code unreadable;
    std::string text = console::read_regular_file(file, most_bytes, unreadable);
    if (unreadable == std::errc::no_such_file_or_directory || unreadable == std::errc::not_a_directory) return {};
    if (unreadable) throw std::runtime_error(console::read_problem(unreadable, most_bytes));
    return text;
}

// After blanks and quotes. The comment at the head of the file names all keys.
bool begins_a_line(std::string_view text, const std::string& key) {
    for (std::size_t at = 0; (at = text.find(key, at)) != std::string_view::npos; ++at) {
        const std::size_t before = text.substr(0, at).find_last_not_of(" \t\"'");
        if (before == std::string_view::npos || text[before] == '\n') return true;
    }
    return false;
}

toml::table read_table(const fs::path& file) { return parsed(read_text(file), file.string()); }

// Keeps what else is in `root`.
std::string text_of(toml::table root, const SettingsContent& content) {
    if (!root["numbers"].is_table()) root.insert_or_assign("numbers", toml::table{});
    toml::table& numbers = *root["numbers"].as_table();
    for (const auto& [key, value] : content.numbers) numbers.insert_or_assign(key, value);
    toml::array recent;
    for (const std::string& path : content.recent) recent.push_back(path);
    root.insert_or_assign("recent_files", std::move(recent));
    for (const auto& [key, value] : content.texts) root.insert_or_assign(key, value);
    std::ostringstream text;
    text << explanation << root << "\n";
    return text.str();
}

// Reading, merging and writing must not meet those of another window. One that hangs is not waited for.
console::Descriptor locked_folder(const fs::path& folder) {
    console::Descriptor lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const auto began = console::Clock::now();
    while (lock && ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0 && console::seconds_since(began) < lock_seconds)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return lock;
}

// Returns the present contents of the file. Returns nothing if it has gone, or if it cannot be parsed and was renamed
// to .broken.
std::optional<toml::table> present(const fs::path& file) {
    std::error_code ignored;
    if (!fs::exists(file, ignored)) return std::nullopt;
    try {
        return read_table(file);
    } catch (const std::exception&) {
        fs::rename(file, broken_name(file), ignored);
        return std::nullopt;
    }
}

}  // namespace

fs::path broken_name(const fs::path& file) { return file.string() + ".broken"; }

void SettingsContent::add_recent(const std::string& path) {
    if (!console::is_utf8(path)) return;  // TOML is UTF-8
    std::erase(recent, path);
    recent.insert(recent.begin(), path);
    if (recent.size() > recent_limit) recent.resize(recent_limit);
}

void SettingsContent::merge(const SettingsContent& newer) {
    for (const auto& [key, value] : newer.numbers) numbers[key] = value;
    for (const auto& [key, value] : newer.texts) texts[key] = value;
    for (auto path = newer.recent.rbegin(); path != newer.recent.rend(); ++path) add_recent(*path);
}

SettingsContent read_settings(const fs::path& file) { return content_of(read_table(file)); }

std::string read_setting(const fs::path& file, const std::string& key) {
    const std::string text = read_text(file);
    if (!begins_a_line(text, key)) return {};
    return parsed(text, file.string())[key].value_or(std::string());
}

std::string write_settings(const fs::path& file, const SettingsContent& changes, const SettingsContent& whole) {
    std::string why;
    try {
        std::error_code ignored;
        console::make_private_folders(file.parent_path(), ignored);
        const console::Descriptor lock = locked_folder(file.parent_path());
        std::optional<toml::table> root = present(file);
        SettingsContent content = root ? content_of(*root) : whole;
        content.merge(changes);
        console::write_file_atomically(file, text_of(std::move(root).value_or(toml::table{}), content),
                                       console::private_file_mode);
        return {};
    } catch (const std::system_error& error) { why = error.code().message(); } catch (const std::exception& error) {
        why = error.what();
    }
    return "cannot write " + file.string() + ": " + why + "; the settings stay as they were";
}

}  // namespace gimbal::app
