// The file of the scene: new, open, save, and the question about a scene that is not saved.
#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "app/panels/dialogs/question.h"

namespace gimbal::app {

struct AppContext;
class FileBrowser;

// Thread: UI.   GIL: never.
class SceneFiles {
public:
    SceneFiles(AppContext& context, FileBrowser& browser);

    void new_scene();
    void open();                                   // asks for the file
    void open(const std::filesystem::path& path);  // both ask first about an unsaved scene
    // `then` is called once the scene is saved. Both ask for a path if the scene has none.
    void save(std::function<void()> then = {});
    void save_as(std::function<void()> then = {});
    // Asks Save / Discard / Cancel if the scene has changes that no file has, and calls `go_on` unless the answer is
    // Cancel. An empty scene without a file is nothing.
    void ask_unsaved_then(std::function<void()> go_on);
    bool unsaved() const;
    // The name of the scene's file, or of the mesh file that it came from; with "•" while the scene is not saved.
    std::string name_and_mark() const;

    Question& question() { return question_; }
    const Question& question() const { return question_; }

private:
    void add_commands();

    AppContext& context_;
    FileBrowser& browser_;
    Question question_;
    mutable bool marked_ = false;  // an unsaved scene without a file was shown as such last
};

}  // namespace gimbal::app
