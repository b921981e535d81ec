// gimbal.io: loads and saves mesh files on a worker.
#include "api/document/io/mesh_io.h"

#include "api/module/binding/handle.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/module/binding/convert.h"
#include "api/module/binding/exports.h"
#include "api/module/binding/work.h"

namespace gimbal::module {
namespace {

using document::Job;
using document::Object;
using document::ObjectId;

// Returns 0, or errno if the file cannot be opened for reading. With O_NONBLOCK, a pipe does not block.
int why_unreadable(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) return errno;
    struct stat facts {};
    const bool folder = ::fstat(file, &facts) == 0 && S_ISDIR(facts.st_mode);
    ::close(file);
    return folder ? EISDIR : 0;
}

// Returns 0, or errno if the folder does not allow a new file, which is later renamed to `path`.
int why_unwritable(const std::filesystem::path& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode)) return EISDIR;
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
    if (::stat(folder.c_str(), &facts) != 0) return errno;
    if (!S_ISDIR(facts.st_mode)) return ENOTDIR;
    return ::access(folder.c_str(), W_OK | X_OK) == 0 ? 0 : errno;
}

std::vector<Object> objects_from(std::vector<document::NamedMesh>&& meshes) {
    std::vector<Object> objects;
    for (document::NamedMesh& named : meshes) {
        Object& object = objects.emplace_back();
        object.name = std::move(named.name);
        object.mesh = std::make_shared<const document::Mesh>(std::move(named.mesh));
    }
    return objects;
}

PyObject* load(const Call& call) {
    const auto [value] = take(call, "load", {"path"}, 1);
    const std::filesystem::path path = to_path(value, "path");
    document::Document& document = call.module.document;
    std::vector<ObjectId> ids;
    int refused = 0;
    run_native(call.module, "Load " + path.filename().string(), [&](Job& job) {
        if ((refused = why_unreadable(path)) != 0) return;
        std::vector<Object> objects = objects_from(document::load_meshes(path, job));
        job.poll();  // the last chance to cancel before the scene changes
        document::UndoStep step(document, job.label());
        ids = document.add_many(std::move(objects));
        document.select(ids);
        document.set_file_name(path.string());
    });
    if (refused) raise_os_error(refused, path);
    return new_object_list(call.module, ids);
}

PyObject* save(const Call& call) {
    const auto [value, wanted] = take(call, "save", {"path", "objects"}, 1);
    const std::filesystem::path path = to_path(value, "path");
    document::Document& document = call.module.document;
    const bool all = !wanted || wanted == Py_None;
    const std::vector<ObjectId> ids = all ? document.objects() : to_objects(call.module, wanted, "objects");
    if (ids.empty())
        raise(PyExc_ValueError,
              all ? "there is nothing to save: the scene is empty" : "there is nothing to save: objects is empty");
    for (ObjectId id : ids) call.module.exports->sync(id);  // numpy may have written into the vertices
    int refused = 0;
    run_native(call.module, "Save " + path.filename().string(), [&](Job& job) {
        if ((refused = why_unwritable(path)) != 0) return;
        std::vector<Object> objects;
        for (ObjectId id : ids) objects.push_back(document.get(id));
        document::save_meshes(path, objects, job);
    });
    if (refused) raise_os_error(refused, path);
    return none();
}

PyObject* get_readable(PyObject*) { return new_text_tuple(document::readable_extensions()); }
PyObject* get_writable(PyObject*) { return new_text_tuple(document::writable_extensions()); }

PyGetSetDef attributes[] = {
    attribute<get_readable>("readable", "The file extensions that load() reads (tuple of str, with the dot)."),
    attribute<get_writable>("writable", "The file extensions that save() writes (tuple of str, with the dot)."),
    {},
};

PyMethodDef methods[] = {
    method<load, gil::releases>(
        "load", "load($self, /, path)\n--\n\nLoad a mesh file into the scene and select its objects.\n\n"
                "Parameters\n----------\npath : str or os.PathLike; the extension gives the format: OBJ, STL, PLY or "
                "glTF (.gltf, .glb)\n\n"
                "Returns\n-------\nlist of gimbal.Object, one for each mesh in the file\n\nRaises\n------\n"
                "FileNotFoundError, PermissionError, IsADirectoryError : as open() does\n"
                "gimbal.MeshFileError : the file is empty, damaged, without triangles, or of an unknown "
                "format\nKeyboardInterrupt : the work was stopped\n\n"
                "Assimp reads the file on a worker, without the GIL."),
    method<save, gil::releases>(
        "save",
        "save($self, /, path, objects=None)\n--\n\nWrite objects to a mesh file, in scene space.\n\n"
        "Parameters\n----------\npath : str or os.PathLike; the extension gives the format (OBJ, STL, PLY, glTF)\n"
        "objects : gimbal.Object or an iterable of them; None writes all objects\n\nRaises\n------\n"
        "FileNotFoundError, PermissionError, IsADirectoryError : for the folder or the file\n"
        "gimbal.MeshFileError : the extension is unknown, or the disk is full\nValueError : nothing to "
        "save\nKeyboardInterrupt : the work was stopped\n\n"
        "Writes a temporary file and renames it, so a failure keeps the old file."),
    {},
};

}  // namespace

PyObject* make_io_type(PyObject* module, const ModuleState&) {
    return new_type(module, "gimbal.Io", sizeof(PyObject),
                    "Loads and saves mesh files. `gimbal.io` is its only instance.",
                    {slot(Py_tp_getset, attributes), slot(Py_tp_methods, methods)});
}

}  // namespace gimbal::module
