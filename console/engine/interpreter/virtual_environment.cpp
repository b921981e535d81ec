// Finds what is wrong with an environment from its files, because CPython ignores a wrong one or ends the process.
#include "gimbal/console/python/python.h"
#include "gimbal/console/environment/virtual_environment.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <map>
#include <sstream>

#include "engine/interpreter/interpreter.h"
#include "engine/interpreter/python_files.h"
#include "gimbal/console/base/private_files.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::console {

namespace fs = std::filesystem;

namespace {
constexpr std::string_view name_prefix = "python";
constexpr std::size_t most_bytes = 1 << 20;  // of pyvenv.cfg or a script

using Settings = std::map<std::string, std::string>;  // of pyvenv.cfg

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r"), last = text.find_last_not_of(" \t\r");
    return first == std::string_view::npos ? std::string() : std::string(text.substr(first, last - first + 1));
}

std::string in_small_letters(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

Settings settings_in(const std::string& text) {
    Settings settings;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (const auto equals = line.find('='); equals != std::string::npos)
            settings[in_small_letters(trimmed(line.substr(0, equals)))] = trimmed(line.substr(equals + 1));
    return settings;
}

std::string value_of(const Settings& settings, const std::string& key) {
    const auto found = settings.find(key);
    return found == settings.end() ? std::string() : found->second;
}

// The first parts of "3.11.2.final.0", which is how virtualenv writes a version.
std::string first_parts(std::string_view version, int parts) {
    std::size_t end = 0;
    for (; end < version.size() && (version[end] != '.' || --parts > 0); ++end) {}
    return std::string(version.substr(0, end));
}

// "3.11" for "python3.11"; empty for "python3" and "python".
std::string version_in_name(const std::string& name) {
    const std::string rest = name.starts_with(name_prefix) ? name.substr(name_prefix.size()) : "";
    return rest.find('.') == std::string::npos ? "" : rest;
}

// The version of the folder lib/python3.X, if there is none for this Python.
std::string version_of_packages(const fs::path& folder) {
    std::error_code failed;
    std::string other;
    for (fs::directory_iterator entry(folder / "lib", failed), end; !failed && entry != end; entry.increment(failed)) {
        const std::string version = version_in_name(entry->path().filename().string());
        if (version == python_tag) return {};
        if (!version.empty()) other = version;
    }
    return other;
}

std::string make_with(const fs::path& folder, const char* option = "") {
    return std::string("python") + python_tag + " -m venv " + option + in_shell_quotes(folder.string());
}

std::string remake(const fs::path& folder) { return "; make it anew with " + make_with(folder, "--clear "); }

// "; /home/me/venv is one" for a path inside it, such as that of its interpreter.
std::string environment_around(const fs::path& path) {
    std::error_code unreadable;
    for (fs::path folder = path; folder.has_relative_path(); folder = folder.parent_path())
        if (fs::exists(folder / "pyvenv.cfg", unreadable)) return "; " + folder.string() + " is one";
    return {};
}

std::string why_not_a_folder(const fs::path& folder) {
    std::error_code unreadable;
    const fs::file_status status = fs::status(folder / "pyvenv.cfg", unreadable);
    if (status.type() == fs::file_type::none) return "it cannot be read: " + unreadable.message();
    if (fs::exists(status)) return {};
    const std::string around = environment_around(folder);
    if (fs::exists(folder, unreadable) && !fs::is_directory(folder, unreadable))
        return "it is a file and not the folder of an environment" + around;
    if (!fs::is_directory(folder, unreadable)) return "there is no such folder; make it with " + make_with(folder);
    if (fs::exists(folder / "conda-meta", unreadable))
        return "it is an environment of conda, which is not a virtual environment; make one with " +
               make_with("FOLDER");
    for (const char* inside : {".venv", "venv"})
        if (fs::exists(folder / inside / "pyvenv.cfg", unreadable))
            return "it has no pyvenv.cfg, so it is not a virtual environment; " + (folder / inside).string() +
                   " is one";
    if (!around.empty()) return "it has no pyvenv.cfg, so it is not a virtual environment" + around;
    return "it has no pyvenv.cfg, so it is not a virtual environment; make one with " + make_with(folder / ".venv");
}

// Python would not start, or would wait for ever.
std::string why_unreadable(const fs::path& folder, const std::string& text, const std::error_code& error) {
    if (error) return "its pyvenv.cfg " + read_problem(error, most_bytes) + remake(folder);
    return is_utf8(text) ? "" : "its pyvenv.cfg is not UTF-8, so Python cannot read it" + remake(folder);
}

std::string why_another_python(const fs::path& folder, const std::string& made_by, const Settings& settings) {
    const std::string ours = ", and this program has Python " + python_version();
    if (const std::string kind = in_small_letters(value_of(settings, "implementation"));
        !kind.empty() && kind != "cpython")
        return "it was made by " + value_of(settings, "implementation") + ", and this program has CPython " +
               python_version() + remake(folder);
    if (!made_by.empty() && first_parts(made_by, 2) != python_version_built_for)
        return "it was made by Python " + made_by + ours + remake(folder);
    if (const std::string other = version_of_packages(folder); !other.empty())
        return "its packages are those of Python " + other + ours + remake(folder);
    return {};
}

std::string why_no_interpreter(const VirtualEnvironment& found, const Settings& settings) {
    std::error_code ignored;
    const std::string again = remake(found.folder);
    if (fs::is_symlink(found.python, ignored) && !fs::exists(found.python, ignored))
        return "its bin/python links to " + end_of_links(found.python).string() + ", which is gone" + again;
    if (!is_program(found.python)) return "it has no bin/python that can be started" + again;
    const std::string now = version_in_name(fs::canonical(found.python, ignored).filename().string());
    if (!now.empty() && now != python_tag)
        return "its bin/python is now Python " + now + ", and this program has Python " + python_version() + again;
    if (const std::string home = value_of(settings, "home"); !home.empty() && !fs::is_directory(home, ignored))
        return "the Python that has made it, in " + home + ", is gone" + again;
    return {};
}

// Of an environment made with --copies, pyvenv.cfg names the folder.
fs::path base_of(const fs::path& python, const Settings& settings) {
    std::error_code ignored;
    const fs::path home = value_of(settings, "home"), named = home / (std::string(name_prefix) + python_tag);
    const bool is_copy = !fs::is_symlink(python, ignored);
    return fs::canonical(is_copy && !home.empty() && is_program(named) ? named : python, ignored);
}

// The interpreter that a script of the folder names in its first lines. Empty: none, or a shell.
fs::path interpreter_of(const fs::path& script) {
    std::error_code unreadable;
    std::istringstream file(read_regular_file(script, most_bytes, unreadable));
    std::string first, second;
    std::getline(file, first);
    if (first == "#!/bin/sh") {  // a path that is too long for a first line, or has spaces
        std::getline(file, second);
        const auto begin = second.find('"'), end = second.find('"', begin + 1);
        return end == std::string::npos ? fs::path() : fs::path(second.substr(begin + 1, end - begin - 1));
    }
    return first.starts_with("#!/") ? fs::path(trimmed(first.substr(2))) : fs::path();
}

std::string why_moved(const fs::path& folder) {
    std::error_code failed;
    const fs::path named = interpreter_of(folder / "bin" / "pip").parent_path();
    if (named.empty() || fs::equivalent(named, folder / "bin", failed)) return {};
    return "it was moved: its scripts, such as bin/pip, start the Python in " + named.string() +
           "; use python -m pip instead, or make it anew";
}

fs::path whole_path(const fs::path& folder) {
    std::error_code ignored;
    const fs::path absolute = fs::absolute(folder, ignored), normal = absolute.lexically_normal();
    // "link/.." is the folder above the one that the link names.
    const bool is_other = fs::exists(absolute, ignored) && !fs::equivalent(absolute, normal, ignored);
    return without_end_slash(is_other ? fs::canonical(absolute, ignored) : normal);
}
}  // namespace

VirtualEnvironment read_environment(const fs::path& folder) {
    VirtualEnvironment found;
    found.folder = whole_path(folder);
    found.python = found.folder / "bin" / "python";
    found.problem = why_not_a_folder(found.folder);
    if (!found.problem.empty()) return found;
    std::error_code unreadable;
    const std::string text = read_regular_file(found.folder / "pyvenv.cfg", most_bytes, unreadable);
    found.problem = why_unreadable(found.folder, text, unreadable);
    if (!found.problem.empty()) return found;
    const Settings settings = settings_in(text);
    const std::string info = value_of(settings, "version_info"), version = value_of(settings, "version");
    found.made_by = first_parts(info.empty() ? version : info, 3);
    found.system_packages = in_small_letters(value_of(settings, "include-system-site-packages")) == "true";
    found.problem = why_another_python(found.folder, found.made_by, settings);
    if (found.problem.empty()) found.problem = why_no_interpreter(found, settings);
    if (!found.problem.empty()) return found;
    found.base_python = base_of(found.python, settings);
    found.site_packages = library_of(found.folder) / "site-packages";
    found.remark = why_moved(found.folder);
    return found;
}

std::string EnvironmentChoice::problem_sentence() const {
    if (problem.empty() || named.folder.empty()) return problem;
    return "The virtual environment " + named.folder.string() + " of " + named.by + " cannot be used: " + problem;
}

EnvironmentChoice choose_environment(const std::vector<NamedEnvironment>& in_order) {
    const auto named = std::ranges::find_if(in_order, [](const auto& one) { return !one.folder.empty(); });
    if (named == in_order.end()) return {};
    VirtualEnvironment found = read_environment(named->folder);
    return {{named->by, std::move(found.folder)}, std::move(found.problem)};
}

fs::path environment_of_shell() {
    const char* folder = std::getenv("VIRTUAL_ENV");
    return folder ? fs::path(folder) : fs::path();
}

}  // namespace gimbal::console
