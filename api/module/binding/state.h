// What one `_gimbal` module owns: its types, its handlers, its cached meshes, and the way to the document and the host.
#pragma once
#include "gimbal/console/python/gil.h"

#include <array>
#include <map>
#include <memory>
#include <string>

#include "api/module/module.h"

namespace gimbal {

class EventHub;
class ActionTable;

// The heap types, in the order in which module.cpp makes them.
enum class TypeId {
    object,
    mesh,
    vertices,
    triangles,
    scene,
    objects,
    io,
    view,
    camera,
    app,
    ui,
    event,
    spread,
    frame_stats,
    count
};

// Reached by the defining class (PyType_GetModuleState), never by PyState_FindModule.
// Thread: Python.   GIL: held; it guards all members.
struct ModuleState {
    ModuleState(const ModuleContext& the_context, console::Engine& the_engine);
    ~ModuleState();

    ModuleContext context;
    console::Engine& engine;
    document::Document& document;
    std::array<console::PyRef, static_cast<std::size_t>(TypeId::count)> types;
    console::PyRef mesh_file_error;
    std::map<std::string, document::MeshPtr, std::less<>>
        primitives;  // made once: a script may add 100,000 of one kind
    std::shared_ptr<EventHub> events;
    std::shared_ptr<ActionTable> actions;

    PyTypeObject* type(TypeId id) const {
        return reinterpret_cast<PyTypeObject*>(types[static_cast<std::size_t>(id)].get());
    }
    int traverse(visitproc visit, void* arg);
    void clear();
};

// The GIL policy of each bound function by qualified name ("Mesh.smooth"), for documentation and tests.
void note_policy(const char* owner, const char* name, bool releases);
const std::map<std::string, bool>& policies();

}  // namespace gimbal
