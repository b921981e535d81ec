// What a panel's gestures mean as commands, so that each is echoed as the Python line that does it again.
#include "app/panels/scene_actions.h"

#include <stdexcept>

namespace gimbal::app {

using document::ObjectId;

namespace {

constexpr std::size_t most_named = 200;                      // a range of more is selected without a line of its own

void travel(AppContext& context, bool (document::Document::*step)(), const char* nothing) {
    try {
        if (!(context.document.*step)()) context.notify(nothing, NoteLevel::info);
    } catch (const std::runtime_error& e) {                  // a script's step is open, or numpy looks at the vertices
        context.notify(e.what(), NoteLevel::warning);
    }
}

}  // namespace

void select_objects(AppContext& context, std::span<const ObjectId> ids, bool extend) {
    if (ids.size() > most_named) return context.document.select(ids, extend);
    const document::ScenePtr scene = context.document.snapshot();
    std::vector<std::string> names;
    for (const ObjectId id : ids)
        if (const document::Object* object = scene->find(id)) names.push_back(object->name);
    context.run("object.select", {{"names", names}, {"extend", extend}});
}

void set_visible(AppContext& context, const std::string& name, bool visible) {
    context.run("object.set_visible", {{"name", name}, {"visible", visible}});
}

void rename_object(AppContext& context, const std::string& name, const std::string& to) {
    context.run("object.rename", {{"name", name}, {"to", to}});
}

void delete_selected(AppContext& context) {
    if (!context.document.selection().empty()) context.run("object.delete", {});
}

void add_primitive(AppContext& context, const std::string& kind) { context.run("object.add", {{"kind", kind}}); }

void save_meshes_to(AppContext& context, const std::string& path) { context.run("io.save", {{"path", path}}); }

bool acts_on_meshes(const document::Command& command) { return command.name.starts_with("mesh."); }

void undo(AppContext& context) { travel(context, &document::Document::undo, "Nothing to undo."); }
void redo(AppContext& context) { travel(context, &document::Document::redo, "Nothing to redo."); }

}  // namespace gimbal::app
