#include "app/panels/dialogs/environment_card.h"

#include <utility>

#include "app/panels/files/file_browser.h"
#include "app/settings.h"
#include "gimbal/console/base/utf8.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* mark_of_environment = "pyvenv.cfg";

}  // namespace

bool EnvironmentCard::waits_for_restart() const {
    return chosen_ && context_.settings.text(environment_setting) != context_.environment.folder().string();
}

std::string EnvironmentCard::words_about_present() const {
    if (python_.python_version.empty()) return "Python is starting.";
    const std::string python = "Python " + python_.python_version + " uses ";
    const console::EnvironmentChoice& now = context_.environment;
    if (const std::string problem = now.problem_sentence(); !problem.empty())
        return problem + ".\n" + python + "the base in " + python_.prefix + ".";
    if (now.folder().empty()) return python + "no virtual environment, but the base in " + python_.prefix + ".";
    return python + "the virtual environment " + now.folder().string() + ", which " + now.named.by +
           (now.named.by.starts_with("the ") ? " name." : " names.");
}

std::string EnvironmentCard::words_about_next() const {
    const std::string next = context_.settings.text(environment_setting);
    if (!waits_for_restart()) return {};
    if (next.empty()) return "\nThe settings name none: Restart Python to use the base.";
    return "\nThe settings name " + next + ": Restart Python to use it.";
}

void EnvironmentCard::show_with(const std::string& news) {
    GIMBAL_ON(ui);
    std::vector<Question::Choice> choices;
    if (waits_for_restart()) choices.push_back({"Restart Python", [this] { context_.window.restart_with_settings(); }});
    choices.push_back({"Choose\xE2\x80\xA6", [this] { browse(); }});
    if (!context_.environment.folder().empty() || !context_.settings.text(environment_setting).empty())
        choices.push_back({"Use the base", [this] { use({}); }});
    choices.push_back({"Close", {}});
    question_.ask("Python environment", news + (news.empty() ? "" : "\n") + words_about_present() + words_about_next(),
                  std::move(choices));
}

void EnvironmentCard::browse() {
    browser_.open({.mode = FileBrowser::Mode::open,
                   .title = "Choose a virtual environment (a folder with a pyvenv.cfg)",
                   .extensions = {fs::path(mark_of_environment).extension().string()},
                   .folder_with = mark_of_environment,
                   .accepted = [this](const fs::path& path) { choose(path); }});
}

void EnvironmentCard::choose(fs::path folder) {
    if (folder.filename() == mark_of_environment) folder = folder.parent_path();
    const console::VirtualEnvironment chosen = console::read_environment(folder);
    if (!chosen.problem.empty()) return show_with(chosen.folder.string() + " cannot be used: " + chosen.problem + ".");
    if (!console::is_utf8(chosen.folder.string()))
        return show_with("The path of this folder is not UTF-8, so the settings cannot keep it. Start with --venv.");
    use(chosen.folder.string());
}

void EnvironmentCard::use(const std::string& folder) {
    context_.settings.set_text(environment_setting, folder);
    chosen_ = true;
    show_with({});
}

}  // namespace gimbal::app
