// `_gimbal`: made by PyModule_Create, with its state in the module and its types bound to it.
#include "api/module/binding/binding.h"

#include <new>

#include "api/module/actions.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/types.h"
#include "api/module/event_hub.h"

namespace gimbal {

using console::PyRef;

ModuleState::ModuleState(const ModuleContext& the_context, console::Engine& the_engine)
    : context(the_context),
      engine(the_engine),
      document(*the_context.document) {}
ModuleState::~ModuleState() = default;

int ModuleState::traverse(visitproc visit, void* arg) {
    for (const PyRef& type : types) Py_VISIT(type.get());
    Py_VISIT(mesh_file_error.get());
    return events ? events->traverse(visit, arg) : 0;
}

void ModuleState::clear() {
    if (events) events->clear();
    if (actions) actions->clear();
    mesh_file_error = PyRef();
    for (PyRef& type : types) type = PyRef();
}

int traverse_type(PyObject* self, visitproc visit, void* arg) {
    Py_VISIT(Py_TYPE(self));
    return 0;
}

void free_plain(PyObject* self) {
    PyTypeObject* type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    type->tp_free(self);
    Py_DECREF(type);
}

PyObject* new_instance(ModuleState& module, TypeId id) {
    PyTypeObject* type = module.type(id);
    if (!type) raise(PyExc_RuntimeError, "gimbal is gone: the program is ending");
    return checked(type->tp_alloc(type, 0));
}

namespace {

struct Topic {
    TypeId id;
    PyType_Spec* (*spec)();
    const char* public_name;  // of the type, in the module
    const char* instance;     // of its only instance, or nullptr
};
constexpr Topic topics[] = {
    {TypeId::object, object_spec, "Object", nullptr},
    {TypeId::mesh, mesh_spec, "Mesh", nullptr},
    {TypeId::vertices, vertices_spec, "Vertices", nullptr},
    {TypeId::triangles, triangles_spec, "Triangles", nullptr},
    {TypeId::scene, scene_spec, "Scene", "scene"},
    {TypeId::objects, objects_spec, "Objects", nullptr},
    {TypeId::io, io_spec, "Io", "io"},
    {TypeId::view, view_spec, "View", "view"},
    {TypeId::camera, camera_spec, "Camera", nullptr},
    {TypeId::app, app_spec, "App", "app"},
    {TypeId::ui, ui_spec, "Ui", "ui"},
    {TypeId::event, event_spec, "Event", nullptr},
};

// The state lies behind a pointer in the module's block, because CPython zeroes and frees that block as plain bytes.
ModuleState*& state_slot(PyObject* module) { return *static_cast<ModuleState**>(PyModule_GetState(module)); }

int traverse_module(PyObject* module, visitproc visit, void* arg) {
    ModuleState* state = state_slot(module);
    return state ? state->traverse(visit, arg) : 0;
}

int clear_module(PyObject* module) {
    if (ModuleState* state = state_slot(module)) state->clear();
    return 0;
}

void free_module(void* module) {
    ModuleState*& state = state_slot(static_cast<PyObject*>(module));
    if (state) state->clear();
    delete std::exchange(state, nullptr);
}

PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    "_gimbal",
    "The C++ half of the package `gimbal`: the document, the view and the application. Use `import gimbal`.",
    sizeof(ModuleState*),
    nullptr,
    nullptr,
    traverse_module,
    clear_module,
    free_module,
};

void add(PyObject* module, const char* name, PyObject* value) {
    if (PyModule_AddObjectRef(module, name, value) < 0) throw console::PythonErrorSet();
}

void add_topic(ModuleState& state, PyObject* module, const Topic& topic) {
    PyRef type = PyRef::steal(checked(PyType_FromModuleAndSpec(module, topic.spec(), nullptr)));
    state.types[static_cast<std::size_t>(topic.id)] = type;
    add(module, topic.public_name, type.get());
    if (!topic.instance) return;
    PyRef instance = PyRef::steal(new_instance(state, topic.id));
    add(module, topic.instance, instance.get());
}

void add_record(ModuleState& state, PyObject* module, TypeId id, PyStructSequence_Desc* description, const char* name) {
    PyRef type = PyRef::steal(checked(reinterpret_cast<PyObject*>(PyStructSequence_NewType(description))));
    state.types[static_cast<std::size_t>(id)] = type;
    add(module, name, type.get());
}

void fill(ModuleState& state, PyObject* module) {
    for (const Topic& topic : topics) add_topic(state, module, topic);
    add_record(state, module, TypeId::spread, spread_desc(), "Spread");
    add_record(state, module, TypeId::frame_stats, frame_stats_desc(), "FrameStats");
    state.mesh_file_error = PyRef::steal(checked(PyErr_NewExceptionWithDoc(
        "gimbal.MeshFileError",
        "A mesh file cannot be read or written; the text names the file, what is wrong and what to do.\n\n"
        "A missing file raises FileNotFoundError and a refused one PermissionError, as open() does.",
        PyExc_ValueError, nullptr)));
    add(module, "MeshFileError", state.mesh_file_error.get());
    for (PyMethodDef* functions : {command_functions(), event_functions(), plugin_functions()})
        if (PyModule_AddFunctions(module, functions) < 0) throw console::PythonErrorSet();
}

PyObject* create_module(const ModuleContext& context, console::Engine& engine) {
    PyRef module = PyRef::steal(PyModule_Create(&definition));
    if (!module) return nullptr;
    return console::translate_exceptions([&]() -> PyObject* {
        ModuleState* state = new ModuleState(context, engine);
        state_slot(module.get()) = state;  // from here free_module owns it
        state->events = EventHub::of(engine);
        state->actions = ActionTable::of(engine);
        fill(*state, module.get());
        state->events->attach(*state);
        return module.release();
    });
}

}  // namespace

console::Extension gimbal_extension(const ModuleContext& context) {
    return {"_gimbal", [context](console::Engine& engine) { return create_module(context, engine); }};
}

}  // namespace gimbal
