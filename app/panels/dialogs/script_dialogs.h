// The dialogs that scripts and plug-ins ask for: a question with buttons, a message, a file.
#pragma once
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "api/host.h"
#include "app/panels/dialogs/question.h"

namespace gimbal::app {

class FileBrowser;

// One at a time, in the order of asking, and never above a dialog of the program. A dialog that nobody waits for any
// more is closed. Thread: UI.   GIL: never.
class ScriptDialogs {
public:
    explicit ScriptDialogs(FileBrowser& browser) : browser_(browser) {}
    void ask(UserRequest request, UserAnswer answer);
    bool is_open() const { return question_.is_open(); }  // the file browser knows by itself
    void draw(const PanelStyle& style, bool others_open);
    std::vector<std::string> rows() const { return question_.rows(); }

private:
    struct Dialog {
        UserRequest what;
        UserAnswer answer;
    };
    void forget_cancelled();
    void show(const UserQuestion& question);
    void show(const FileQuestion& question);
    void answer(std::optional<std::string> text);  // of the dialog that is shown, which is over
    void close();                                  // the dialog that is shown

    FileBrowser& browser_;
    Question question_;
    std::list<Dialog> dialogs_;  // the first one is shown, or will be
    bool shown_ = false;
    std::shared_ptr<bool> browsing_;  // the file browser's request has a copy, until it is over
};

}  // namespace gimbal::app
