// What a panel's gestures mean as commands, so that each is echoed as the Python line that does it again.
#pragma once
#include <span>
#include <string>

#include "app/app_context.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
void select_objects(AppContext& context,
                    std::span<const document::ObjectId> ids);  // these and no others, the last one active
void set_visible(AppContext& context, const std::string& name, bool visible);
void rename_object(AppContext& context, const std::string& name, const std::string& new_name);
void delete_selected(AppContext& context);
void add_primitive(AppContext& context, const std::string& kind);
void save_meshes_to(AppContext& context, const std::string& path);  // the selected ones, or all
bool acts_on_meshes(const document::Command& command);  // its form stands in Properties and its item in Mesh
void undo(AppContext& context);
void redo(AppContext& context);

}  // namespace gimbal::app
