// Gestures in panels as commands, so that the Info log shows the Python line that repeats each.
#pragma once
#include <span>
#include <string>

#include "app/app_context.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
void select_objects(AppContext& context,
                    std::span<const ObjectId> ids);  // exactly these; the last one becomes active
void set_visible(AppContext& context, const std::string& name, bool visible);
void rename_object(AppContext& context, const std::string& name, const std::string& new_name);
// The selected objects, or all if none is selected, with these arguments of io.save.
void save_meshes_to(AppContext& context, const std::string& path, document::Arguments how);
bool acts_on_meshes(const document::Command& command);  // it has a form in Properties and an item in the Mesh menu

}  // namespace gimbal::app
