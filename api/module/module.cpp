// Makes the module `_gimbal`, with its state in the module and its types bound to it.
#include "gimbal/console/python/awaitable.h"
#include "api/module/binding/binding.h"

#include <algorithm>
#include <new>

#include "api/module/actions.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/rows.h"
#include "api/module/binding/types.h"
#include "api/module/event_hub.h"
#include "api/module/link_functions.h"
#include "api/module/script_commands.h"
#include "api/module/types/mesh_handle.h"

namespace gimbal::module {

using console::PyRef;

ModuleState::ModuleState(ModuleParts& parts, ScriptContext& the_script)
    : context(parts.context),
      script(the_script),
      document(*parts.context.document),
      exports(parts.exports),
      events(*parts.events),
      actions(*parts.actions),
      script_commands(*parts.script_commands),
      start_guard(*parts.start_guard),
      link_functions(parts.link_functions) {}
ModuleState::~ModuleState() = default;

int ModuleState::traverse(visitproc visit, void* arg) {
    for (const PyRef& type : types) Py_VISIT(type.get());
    Py_VISIT(mesh_file_error.get());
    Py_VISIT(scene_file_error.get());
    Py_VISIT(transaction_of_context.get());
    return events.traverse(visit, arg);
}

void ModuleState::clear() {
    events.clear();
    actions.clear();
    script_commands.clear();
    link_functions->clear();
    mesh_file_error = scene_file_error = transaction_of_context = PyRef();
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

PyObject* new_type(PyObject* module, const char* name, std::size_t size, const char* doc,
                   std::vector<PyType_Slot> slots) {
    GIMBAL_GIL_HELD();
    if (size == sizeof(PyObject)) {
        slots.push_back(slot(Py_tp_traverse, traverse_type));
        slots.push_back(slot(Py_tp_dealloc, free_plain));
    }
    slots.push_back({Py_tp_doc, const_cast<char*>(doc)});
    slots.push_back({0, nullptr});
    const bool has_new = std::ranges::any_of(slots, [](const PyType_Slot& row) { return row.slot == Py_tp_new; });
    const unsigned flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
                           (has_new ? 0u : Py_TPFLAGS_DISALLOW_INSTANTIATION);
    PyType_Spec spec{name, static_cast<int>(size), 0, flags, slots.data()};
    return checked(PyType_FromModuleAndSpec(module, &spec, nullptr));
}

PyTypeObject* live_type(const ModuleState& module, TypeId id) {
    if (PyTypeObject* type = module.type(id)) return type;
    raise(PyExc_RuntimeError, "gimbal is no longer available: the program is ending");
}

PyObject* new_instance(ModuleState& module, TypeId id) {
    GIMBAL_GIL_HELD();
    PyTypeObject* type = live_type(module, id);
    return checked(type->tp_alloc(type, 0));
}

namespace {

// One heap type of the module.
struct TypeRow {
    TypeId id;
    MakeType* make;
    const char* public_name;  // the name of the type in the module
    const char* instance;     // the name of its only instance, or nullptr
};
constexpr TypeRow type_rows[] = {
    {TypeId::object, make_object_type, "Object", nullptr},
    {TypeId::mesh, make_mesh_type, "Mesh", nullptr},
    {TypeId::vertices, make_vertices_type, "Vertices", nullptr},
    {TypeId::triangles, make_triangles_type, "Triangles", nullptr},
    {TypeId::colours, make_colours_type, "Colours", nullptr},
    {TypeId::scene, make_scene_type, "Scene", "scene"},
    {TypeId::objects, make_objects_type, "Objects", nullptr},
    {TypeId::io, make_io_type, "Io", "io"},
    {TypeId::view, make_view_type, "View", "view"},
    {TypeId::camera, make_camera_type, "Camera", nullptr},
    {TypeId::app, make_app_type, "App", "app"},
    {TypeId::ui, make_ui_type, "Ui", "ui"},
    {TypeId::event, make_event_type, "Event", nullptr},
    {TypeId::link_bytes, make_link_bytes_type, "LinkBytes", nullptr},
    {TypeId::undo_step, make_undo_step_type, "UndoStep", nullptr},
    {TypeId::transaction, make_transaction_type, "Transaction", nullptr},
    {TypeId::undo_stack, make_undo_stack_type, "UndoStack", "undo_stack"},
};

// The module's block holds a pointer to the state, because CPython zeroes and frees the block as plain bytes.
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

constexpr char module_doc[] =
    "The C++ half of the package `gimbal`: the document, the view and the application. Use `import gimbal`.";

void add(PyObject* module, const char* name, PyObject* value) {
    if (PyModule_AddObjectRef(module, name, value) < 0) throw console::PythonErrorSet();
}

void add_type(ModuleState& state, PyObject* module, const TypeRow& row) {
    PyRef type = PyRef::steal(row.make(module, state));
    state.types[static_cast<std::size_t>(row.id)] = type;
    add(module, row.public_name, type.get());
    if (!row.instance) return;
    PyRef instance = PyRef::steal(new_instance(state, row.id));
    add(module, row.instance, instance.get());
}

void add_record(ModuleState& state, PyObject* module, TypeId id, PyStructSequence_Desc* description, const char* name) {
    PyRef type = PyRef::steal(checked(reinterpret_cast<PyObject*>(PyStructSequence_NewType(description))));
    state.types[static_cast<std::size_t>(id)] = type;
    add(module, name, type.get());
}

void set_method(PyTypeObject* type, PyMethodDef& method) {
    const PyRef descriptor = PyRef::steal(checked(PyDescr_NewMethod(type, &method)));
    PyObject* object = reinterpret_cast<PyObject*>(type);
    if (PyObject_SetAttrString(object, method.ml_name, descriptor.get()) < 0) throw console::PythonErrorSet();
}

// The functions of the module itself. Their table outlives the module, as CPython needs it.
const bind::Module& functions() {
    static const bind::Module table("_gimbal", module_doc, [](bind::Module& rows) {
        for (const auto add_rows : {add_command_rows, add_event_rows, add_link_rows, add_mesh_rows, add_plugin_rows,
                                    add_script_command_rows, add_undo_rows, add_user_file_rows})
            add_rows(rows);
    });
    return table;
}

void fill(ModuleState& state, PyObject* module) {
    for (const TypeRow& row : type_rows) add_type(state, module, row);
    add_record(state, module, TypeId::spread, spread_desc(), "Spread");
    add_record(state, module, TypeId::frame_stats, frame_stats_desc(), "FrameStats");
    add_record(state, module, TypeId::saved_file, saved_file_desc(), "SavedFile");
    add_record(state, module, TypeId::step_info, step_info_desc(), "StepInfo");
    add_record(state, module, TypeId::changes, changes_desc(), "Changes");
    static PyMethodDef show{"__repr__", saved_file_repr, METH_NOARGS, nullptr};
    set_method(state.type(TypeId::saved_file), show);
    static PyMethodDef show_changes{"__str__", changes_text, METH_NOARGS, nullptr},
        has_changes{"__bool__", changes_truth, METH_NOARGS, nullptr};
    set_method(state.type(TypeId::changes), show_changes);
    set_method(state.type(TypeId::changes), has_changes);
    state.transaction_of_context = PyRef::steal(checked(PyContextVar_New("gimbal.transaction", nullptr)));
    state.mesh_file_error = PyRef::steal(checked(PyErr_NewExceptionWithDoc(
        "gimbal.MeshFileError",
        "A mesh file cannot be read or written. The message names the file, the error and the remedy.\n\n"
        "As with open(), a missing file raises FileNotFoundError and an unreadable one PermissionError.",
        PyExc_ValueError, nullptr)));
    add(module, "MeshFileError", state.mesh_file_error.get());
    state.scene_file_error = PyRef::steal(
        checked(PyErr_NewExceptionWithDoc("gimbal.SceneFileError",
                                          "A scene file cannot be read, or the name for a new one does not fit. The "
                                          "message names the file, the error and "
                                          "the remedy.",
                                          PyExc_ValueError, nullptr)));
    add(module, "SceneFileError", state.scene_file_error.get());
    const PyRef job = console::awaitable_type();
    add(module, "Job", checked(job.get()));
    if (!functions().add_to(module)) throw console::PythonErrorSet();
}

}  // namespace

PyModuleDef module_definition(PyModuleDef_Slot* slots) {
    return {PyModuleDef_HEAD_INIT, "_gimbal",    module_doc, sizeof(ModuleState*), nullptr, slots,
            traverse_module,       clear_module, free_module};
}

int fill_module(PyObject* module, ModuleParts& parts, ScriptContext& script) {
    GIMBAL_GIL_HELD();
    return console::translate_exceptions([&] {
        ModuleState* state = new ModuleState(parts, script);
        state_slot(module) = state;  // free_module owns it from here on
        fill(*state, module);
        state->events.attach(*state);
        return 0;
    });
}

PyObject* create_module(ModuleParts& parts, ScriptContext& script) {
    GIMBAL_GIL_HELD();
    static PyModuleDef definition = module_definition(nullptr);
    PyRef module = PyRef::steal(PyModule_Create(&definition));
    if (!module || fill_module(module.get(), parts, script) < 0) return nullptr;
    return module.release();
}

}  // namespace gimbal::module
