// The state of one `_gimbal` module: its types, its cached meshes, and references to what the application owns.
#pragma once
#include "gimbal/console/python/gil.h"

#include <array>
#include <map>
#include <string>

#include "api/module/module_parts.h"
#include "api/module/script_context.h"

namespace gimbal::module {

// The heap types.
enum class TypeId {
    object,
    mesh,
    vertices,
    triangles,
    colours,
    scene,
    objects,
    io,
    view,
    camera,
    app,
    ui,
    event,
    link_bytes,
    undo_step,
    transaction,
    undo_stack,
    spread,
    frame_stats,
    saved_file,
    step_info,
    changes,
    count
};

// Functions reach it through the module or the defining class (PyType_GetModuleState), never by PyState_FindModule.
// Thread: Python.   GIL: held; it guards all members.
struct ModuleState {
    ModuleState(ModuleParts& parts, ScriptContext& script);
    ~ModuleState();

    const ModuleContext& context;
    ScriptContext& script;
    document::Document& document;
    const std::shared_ptr<ExportLedger> exports;
    EventHub& events;
    ActionTable& actions;
    ScriptCommands& script_commands;
    StartGuard& start_guard;
    const std::shared_ptr<LinkFunctions> link_functions;
    std::array<console::PyRef, static_cast<std::size_t>(TypeId::count)> types;
    console::PyRef mesh_file_error, scene_file_error;
    console::PyRef transaction_of_context;  // a ContextVar with the token of the innermost open transaction
    std::map<std::string, document::MeshPtr, std::less<>>
        primitives;  // made once: a script may add 100,000 of one kind

    PyTypeObject* type(TypeId id) const {
        return reinterpret_cast<PyTypeObject*>(types[static_cast<std::size_t>(id)].get());
    }
    int traverse(visitproc visit, void* arg);
    void clear();
};

}  // namespace gimbal::module
