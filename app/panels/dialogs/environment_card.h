// Script > Python environment: which one is used, and the choice of another one for the next start of Python.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "app/app_context.h"
#include "app/panels/dialogs/question.h"

namespace gimbal::app {

class FileBrowser;

// The choice is kept in the settings. A process cannot change the environment of its Python, so it takes a restart.
// Thread: UI.   GIL: never.
class EnvironmentCard {
public:
    EnvironmentCard(AppContext& context, FileBrowser& browser) : context_(context), browser_(browser) {}
    void set_python(const console::EngineReady& python) { python_ = python; }
    void show() { show_with({}); }
    Question& question() { return question_; }
    const Question& question() const { return question_; }

private:
    void show_with(const std::string& news);
    void browse();
    void choose(std::filesystem::path folder);
    void use(const std::string& folder);  // "": the base
    bool waits_for_restart() const;
    std::string words_about_present() const;
    std::string words_about_next() const;

    AppContext& context_;
    FileBrowser& browser_;
    console::EngineReady python_;
    Question question_;
    bool chosen_ = false;  // since the start of the window
};

}  // namespace gimbal::app
