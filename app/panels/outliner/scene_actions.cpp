// Starts the commands of gestures.
#include "app/panels/outliner/scene_actions.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

void select_objects(AppContext& context, std::span<const ObjectId> ids) {
    GIMBAL_ON(ui);
    if (ids.empty()) return context.window.run_command("object.deselect_all", {});
    const ScenePtr scene = context.document.snapshot();
    if (ids.size() > 1 && ids.size() == scene->object_count()) {
        ObjectId last;  // becomes active by select_all
        scene->for_each([&](ObjectId id, const Object&) { last = id; });
        if (ids.back() == last) return context.window.run_command("object.select_all", {});
    }
    std::vector<std::string> names;
    for (const ObjectId id : ids)
        if (const Object* object = scene->find(id)) names.push_back(object->name);
    if (!names.empty()) context.window.run_command("object.select", {{"name", std::move(names)}});
}

void set_visible(AppContext& context, const std::string& name, bool visible) {
    GIMBAL_ON(ui);
    context.window.run_command("object.set_visible", {{"name", name}, {"visible", visible}});
}

void rename_object(AppContext& context, const std::string& name, const std::string& new_name) {
    GIMBAL_ON(ui);
    context.window.run_command("object.rename", {{"name", name}, {"new_name", new_name}});
}

void save_meshes_to(AppContext& context, const std::string& path, document::Arguments how) {
    GIMBAL_ON(ui);
    how["path"] = path;
    how["selected_only"] = !context.document.selection().empty();
    context.window.run_command("io.save", std::move(how));
}

bool acts_on_meshes(const document::Command& command) {
    return command.name.starts_with("mesh.") && !command.of_script();
}

}  // namespace gimbal::app
