// Meshes by value: made from arrays, copied, and pickled as bytes.
#include "api/module/binding/rows.h"
#include "api/module/types/mesh_handle.h"

#include <pthread.h>

#include <cstring>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "api/module/binding/convert.h"
#include "api/module/types/mesh_input.h"

namespace gimbal::module {

using console::PyRef;
using document::Mesh;
using document::MeshPtr;

namespace {

// One for all values, because it is held only for the copy of a pointer. A fork waits for it: a child must not find it
// locked by a worker of its parent.
std::mutex& values_mutex() {
    static std::mutex& mutex = []() -> std::mutex& {
        static auto& made = *new std::mutex;  // workers may use it while the process ends
        ::pthread_atfork([] { made.lock(); }, [] { made.unlock(); }, [] { made.unlock(); });
        return made;
    }();
    return mutex;
}

}  // namespace

MeshValue::MeshValue(MeshPtr mesh) : mesh_(std::move(mesh)) { values_mutex(); }

MeshPtr MeshValue::get() const {
    const std::lock_guard lock(values_mutex());
    return mesh_;
}

bool MeshValue::replace(const MeshPtr& before, MeshPtr after) {  // which takes the old mesh, destroyed without the lock
    const std::lock_guard lock(values_mutex());
    if (mesh_ != before) return false;
    mesh_.swap(after);
    return true;
}

PyObject* new_value(ModuleState& module, TypeId type, MeshPtr mesh) {
    GIMBAL_GIL_HELD();
    auto value = std::make_unique<MeshValuePtr>(std::make_shared<MeshValue>(std::move(mesh)));
    PyObject* self = new_instance(module, type);
    reinterpret_cast<MeshHandle*>(self)->value = value.release();
    return self;
}

void free_mesh_handle(PyObject* self) {
    delete std::exchange(reinterpret_cast<MeshHandle*>(self)->value, nullptr);
    free_handle(self);
}

PyObject* new_mesh(PyTypeObject* type, PyObject* positional, PyObject* keywords) noexcept {
    static char vertices_name[] = "vertices", triangles_name[] = "triangles", colours_name[] = "colours";
    static char* names[] = {vertices_name, triangles_name, colours_name, nullptr};
    PyObject *vertices = nullptr, *triangles = nullptr, *colours = nullptr;
    if (!PyArg_ParseTupleAndKeywords(positional, keywords, "OO|O:Mesh", names, &vertices, &triangles, &colours))
        return nullptr;
    ModuleState& module = state_of_type(type);
    return call_body(module, gil::releases,
                     [&] { return new_value(module, TypeId::mesh, to_mesh(vertices, triangles, colours)); });
}

PyObject* copy_mesh(const Call& call) { return new_value(call.module, TypeId::mesh, mesh_of(call.self)); }

PyObject* deep_copy_mesh(const Call& call) {
    (void)take(call, "__deepcopy__", {"memo"});
    return copy_mesh(call);
}

namespace {

constexpr const char* maker = "mesh_from_bytes";

template <class Rows>
PyRef bytes_of(const Rows& rows) {
    return PyRef::steal(checked(PyBytes_FromStringAndSize(reinterpret_cast<const char*>(rows.data()),
                                                          static_cast<Py_ssize_t>(rows.size() * sizeof(rows[0])))));
}

template <class Row>
std::vector<Row> rows_of(const HeldBytes& held, const char* name) {
    const std::string_view bytes = held.content;
    if (bytes.size() % sizeof(Row) != 0)
        raise(PyExc_ValueError, std::string(name) + " has " + std::to_string(bytes.size()) +
                                    " bytes, which are no whole rows of " + std::to_string(sizeof(Row)));
    std::vector<Row> rows(bytes.size() / sizeof(Row));
    if (!bytes.empty()) std::memcpy(static_cast<void*>(rows.data()), bytes.data(), bytes.size());
    return rows;
}

PyRef mesh_from_bytes(const Call& call, HeldBytes vertices, HeldBytes triangles, HeldBytes lines, HeldBytes colours) {
    auto positions = rows_of<glm::vec3>(vertices, "vertices");
    auto corners = rows_of<document::Triangle>(triangles, "triangles");
    auto ends = rows_of<document::Line>(lines, "lines");
    auto painted = rows_of<glm::vec4>(colours, "colours");
    MeshPtr mesh;
    {
        Unlocked unlocked;  // the constructor checks every value
        mesh = std::make_shared<const Mesh>(std::move(positions), std::move(corners), std::move(ends),
                                            std::move(painted));
    }
    return PyRef::steal(new_value(call.module, TypeId::mesh, std::move(mesh)));
}

}  // namespace

PyObject* reduce_mesh(const Call& call) {
    const MeshPtr mesh = mesh_of(call.self);
    const PyRef native = PyRef::steal(checked(PyImport_ImportModule("_gimbal")));
    const PyRef make = PyRef::steal(checked(PyObject_GetAttrString(native.get(), maker)));
    return checked(Py_BuildValue("O(OOOO)", make.get(), bytes_of(mesh->positions()).get(),
                                 bytes_of(mesh->triangles()).get(), bytes_of(mesh->lines()).get(),
                                 bytes_of(mesh->colours()).get()));
}

PyObject* refuse_pickle(const Call& call) {
    raise(PyExc_TypeError, std::string("a ") + Py_TYPE(call.self)->tp_name +
                               " belongs to the scene of this process and cannot be pickled or copied: pass its mesh, "
                               "which is copied by value, or arrays");
}

void add_mesh_rows(bind::Module& rows) {
    rows.function<gil::partly>(maker, in_module(mesh_from_bytes),
                               "A mesh by value, from the rows of its tables as bytes: what pickle.dumps(mesh) keeps.",
                               arg("vertices"), arg("triangles"), arg("lines"), arg("colours"));
}

}  // namespace gimbal::module
