// What a panel's gestures mean as commands, so that each is echoed as the Python line that does it again.
#include "app/panels/outliner/scene_actions.h"

namespace gimbal::app {

using document::ObjectId;

void select_objects(AppContext& context, std::span<const ObjectId> ids) {
    if (ids.empty()) return context.window.run_command("object.deselect_all", {});
    const document::ScenePtr scene = context.document.snapshot();
    if (ids.size() > 1 && ids.size() == scene->object_count())
        return context.window.run_command("object.select_all", {});
    std::vector<std::string> names;
    for (const ObjectId id : ids)
        if (const document::Object* object = scene->find(id)) names.push_back(object->name);
    if (!names.empty()) context.window.run_command("object.select", {{"name", std::move(names)}});
}

void set_visible(AppContext& context, const std::string& name, bool visible) {
    context.window.run_command("object.set_visible", {{"name", name}, {"visible", visible}});
}

void rename_object(AppContext& context, const std::string& name, const std::string& new_name) {
    context.window.run_command("object.rename", {{"name", name}, {"new_name", new_name}});
}

void delete_selected(AppContext& context) {
    if (!context.document.selection().empty()) context.window.run_command("object.delete", {});
}

void add_primitive(AppContext& context, const std::string& kind) {
    context.window.run_command("object.add", {{"kind", kind}});
}

void save_meshes_to(AppContext& context, const std::string& path) {
    context.window.run_command("io.save", {{"path", path}, {"selected_only", !context.document.selection().empty()}});
}

bool acts_on_meshes(const document::Command& command) { return command.name.starts_with("mesh."); }

void undo(AppContext& context) { context.window.run_command("edit.undo", {}); }
void redo(AppContext& context) { context.window.run_command("edit.redo", {}); }

}  // namespace gimbal::app
