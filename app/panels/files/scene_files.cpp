// The window's command runner reads and writes the files.
#include "app/panels/files/scene_files.h"

#include <utility>

#include "api/document/scene_file/scene_file.h"
#include "app/app_context.h"
#include "app/panels/files/file_browser.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace fs = std::filesystem;

SceneFiles::SceneFiles(AppContext& context, FileBrowser& browser) : context_(context), browser_(browser) {
    add_commands();
}

void SceneFiles::add_commands() {
    const auto add = [this](const char* name, const char* label, auto perform) {
        context_.commands.add({.name = name, .label = label, .perform = perform});
    };
    add("file.new_scene", "New scene", [this] { new_scene(); });
    add("file.open_scene", "Open scene\xE2\x80\xA6", [this] { open(); });
    add("file.save_scene", "Save scene", [this] { save(); });
    add("file.save_scene_as", "Save scene as\xE2\x80\xA6", [this] { save_as(); });
}

bool SceneFiles::unsaved() const {
    const document::Document& document = context_.document;
    return document.modified() && !(document.object_count() == 0 && document.scene_file().empty());
}

std::string SceneFiles::name_and_mark() const {
    const document::Document& document = context_.document;
    const std::string file = document.scene_file().empty() ? document.file_name() : document.scene_file();
    const std::string name = fs::path(file).filename().string(), mark = " \xE2\x80\xA2";
    if (!name.empty()) return unsaved() ? name + mark : name;
    // A mark does not appear while a script runs, or the scene of the example at the start would look like the user's.
    marked_ = unsaved() && (marked_ || !context_.engine.runs().busy());
    return marked_ ? "Unsaved scene" + mark : "";
}

void SceneFiles::ask_unsaved_then(std::function<void()> go_on) {
    GIMBAL_ON(ui);
    if (!unsaved()) return go_on();
    const fs::path file = context_.document.scene_file();
    browser_.close();  // only one dialog at a time
    question_.ask("Unsaved scene",
                  (file.empty() ? "The scene" : file.filename().string()) + " has changes that are not saved.",
                  {{"Save", [this, go_on] { save(go_on); }}, {"Discard", go_on}, {"Cancel", {}}});
}

void SceneFiles::new_scene() {
    GIMBAL_ON(ui);
    ask_unsaved_then([this] { context_.window.run_command("scene.new", {}); });
}

void SceneFiles::open() {
    GIMBAL_ON(ui);
    browser_.open({.mode = FileBrowser::Mode::open,
                   .title = "Open scene",
                   .extensions = {document::scene_extension},
                   .accepted = [this](const fs::path& path) { open(path); }});
}

void SceneFiles::open(const fs::path& path) {
    GIMBAL_ON(ui);
    ask_unsaved_then([this, path] { context_.window.load_scene(path.string()); });
}

void SceneFiles::save(std::function<void()> then) {
    GIMBAL_ON(ui);
    const std::string file = context_.document.scene_file();
    if (file.empty()) return save_as(std::move(then));
    context_.window.save_scene(file, std::move(then));
}

void SceneFiles::save_as(std::function<void()> then) {
    GIMBAL_ON(ui);
    const fs::path present = context_.document.scene_file().empty() ? context_.document.file_name()
                                                                    : context_.document.scene_file();
    const std::string name = present.empty() ? "scene" : present.stem().string();
    browser_.open(
        {.mode = FileBrowser::Mode::save,
         .title = "Save scene",
         .extensions = {document::scene_extension},
         .suggested_name = name + document::scene_extension,
         .accepted = [this, then](const fs::path& path) { context_.window.save_scene(path.string(), then); }});
}

}  // namespace gimbal::app
