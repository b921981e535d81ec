// gimbal.io: loads and saves mesh files and scene files on a worker.
#include "api/document/io/add_loaded.h"
#include "api/document/io/mesh_io.h"
#include "api/document/scene_file/scene_file.h"

#include "api/module/binding/handle.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>
#include <system_error>
#include <type_traits>

#include "api/module/binding/convert.h"
#include "api/module/binding/exports.h"
#include "api/module/binding/native_job.h"
#include "api/module/binding/work.h"

namespace gimbal::module {
namespace {

using console::PyRef;
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

document::FileSpace to_space(PyObject* up_axis, PyObject* scale, PyObject* unit) {
    document::FileSpace space;
    if (up_axis && up_axis != Py_None) {
        const std::string name = to_text(up_axis, "up_axis");
        if (name.empty()) raise(PyExc_ValueError, "up_axis must be 'Y' or 'Z', not ''");
        space.up_axis = document::up_axis_named(name);
    }
    if (scale) space.scale = to_double(scale, "scale");
    if (space.scale < document::smallest_file_scale || space.scale > document::largest_file_scale)
        raise(PyExc_ValueError, "scale must lie between 1e-09 and 1e+09, not " + text_of(scale));
    if (unit) space.unit = document::length_unit_of(to_text(unit, "unit"));
    return space;
}

PyObject* from_report(ModuleState& module, const document::FileReport& report) {
    PyRef record = PyRef::steal(checked(PyStructSequence_New(live_type(module, TypeId::saved_file))));
    PyStructSequence_SetItem(record.get(), 0, from_path(report.path));
    PyStructSequence_SetItem(record.get(), 1, from_text(report.format));
    PyStructSequence_SetItem(record.get(), 2, checked(PyLong_FromSize_t(report.objects)));
    PyStructSequence_SetItem(record.get(), 3, checked(PyLong_FromSize_t(report.vertices)));
    PyStructSequence_SetItem(record.get(), 4, checked(PyLong_FromSize_t(report.triangles)));
    PyStructSequence_SetItem(record.get(), 5, from_text(report.sentence("Saved")));
    return record.release();
}

using Ids = std::vector<ObjectId>;

// The work of a function, with its file. It runs on a worker, owns what it uses, and throws FileRefused for an errno.
template <class Run>
struct FileWork {
    std::filesystem::path path;
    Run run;
};

auto load_of(const Call& call, const char* function) {
    const auto [value, up_axis, scale, unit] = take(call, function, {"path", "up_axis", "scale", "unit"}, 1);
    const std::filesystem::path path = to_path(value, "path");
    return FileWork{path, [path, space = to_space(up_axis, scale, unit), &document = call.module.document](Job& job) {
                        if (const int refused = why_unreadable(path)) throw FileRefused(refused, path);
                        std::vector<Object> objects = document::load_meshes(path, job, space);
                        job.poll();  // the last chance to cancel before the scene changes
                        document::UndoStep step(document, job.label());
                        return document::add_loaded(document, std::move(objects), path);
                    }};
}

auto save_of(const Call& call, const char* function) {
    const auto [value, wanted, up_axis, scale, unit] = take(call, function,
                                                            {"path", "objects", "up_axis", "scale", "unit"}, 1);
    const std::filesystem::path path = to_path(value, "path");
    const document::FileSpace space = to_space(up_axis, scale, unit);
    document::Document& document = call.module.document;
    const bool all = !wanted || wanted == Py_None;
    const Ids ids = all ? document.objects() : to_objects(call.module, wanted, "objects");
    if (ids.empty())
        raise(PyExc_ValueError,
              all ? "there is nothing to save: the scene is empty" : "there is nothing to save: objects is empty");
    for (ObjectId id : ids) call.module.exports->sync(id);  // numpy may have written into the vertices
    return FileWork{path, [path, space, ids, &document](Job& job) {
                        std::error_code ignored;
                        if (std::filesystem::is_directory(path, ignored)) throw FileRefused(EISDIR, path);
                        std::vector<Object> objects;
                        for (ObjectId id : ids) objects.push_back(document.get(id));
                        try {
                            const document::FileReport report = document::save_meshes(path, objects, job, space);
                            document.report_saved(std::filesystem::absolute(path).string());
                            return report;
                        } catch (const document::MeshFileSystemError& error) {
                            throw FileRefused(error.code.value(), path);
                        }
                    }};
}

// An error of the system becomes the OSError of its number.
template <class Work>
auto scene_work(const Call& call, const char* function, Work work) {
    const auto [value] = take(call, function, {"path"}, 1);
    const std::filesystem::path path = to_path(value, "path");
    return FileWork{path, [path, &document = call.module.document, work](Job& job) {
                        try {
                            return work(document, path, job);
                        } catch (const std::system_error& error) { throw FileRefused(error.code().value(), path); }
                    }};
}

auto save_scene_of(const Call& call, const char* function) {
    call.module.exports->sync_all();  // what numpy has written belongs to the file
    return scene_work(call, function, [](document::Document& document, const std::filesystem::path& path, Job& job) {
        return document::save_scene(document, path, job);
    });
}

auto load_scene_of(const Call& call, const char* function) {
    return scene_work(call, function, [](document::Document& document, const std::filesystem::path& path, Job& job) {
        document::load_scene(document, path, job);
    });
}

// What the worker gives, as Python has it.
PyObject* to_object(ModuleState& module, const Ids& ids) { return new_object_list(module, ids); }
PyObject* to_object(ModuleState& module, const document::FileReport& report) { return from_report(module, report); }

std::string label_of(const char* verb, const std::filesystem::path& path) { return verb + path.filename().string(); }

// Runs the work on a worker and waits.
template <class Run>
PyObject* wait_for_file(const Call& call, const char* verb, FileWork<Run> work) {
    using T = std::invoke_result_t<Run&, Job&>;
    try {
        if constexpr (std::is_void_v<T>) {
            run_native(call.module, label_of(verb, work.path), std::move(work.run));
            return none();
        } else {
            std::optional<T> made;
            run_native(call.module, label_of(verb, work.path), [&](Job& job) { made.emplace(work.run(job)); });
            return to_object(call.module, *made);
        }
    } catch (const FileRefused& refused) { raise_os_error(refused.number, refused.path); }
}

template <class Run>
PyObject* start_file(const Call& call, const char* verb, FileWork<Run> work) {
    return start_native(call, label_of(verb, work.path), std::move(work.run),
                        [](ModuleState& module, const auto& made) { return PyRef::steal(to_object(module, made)); });
}

PyObject* load(const Call& call) { return wait_for_file(call, "Load ", load_of(call, "load")); }
PyObject* load_async(const Call& call) { return start_file(call, "Load ", load_of(call, "load_async")); }
PyObject* save(const Call& call) { return wait_for_file(call, "Save ", save_of(call, "save")); }
PyObject* save_async(const Call& call) { return start_file(call, "Save ", save_of(call, "save_async")); }
PyObject* save_scene(const Call& call) { return wait_for_file(call, "Save ", save_scene_of(call, "save_scene")); }
PyObject* save_scene_async(const Call& call) {
    return start_file(call, "Save ", save_scene_of(call, "save_scene_async"));
}
PyObject* load_scene(const Call& call) { return wait_for_file(call, "Open ", load_scene_of(call, "load_scene")); }
PyObject* load_scene_async(const Call& call) {
    return start_file(call, "Open ", load_scene_of(call, "load_scene_async"));
}

PyObject* get_readable(PyObject*) { return new_text_tuple(document::mesh_extensions()); }
PyObject* get_writable(PyObject*) { return new_text_tuple(document::mesh_extensions()); }

PyGetSetDef attributes[] = {
    attribute<get_readable>("readable", "The file extensions that load() reads (tuple of str, with the dot)."),
    attribute<get_writable>("writable", "The file extensions that save() writes (tuple of str, with the dot)."),
    {},
};

PyMethodDef methods[] = {
    method<load, gil::releases>(
        "load",
        "load($self, /, path, up_axis=None, scale=1.0, unit='m')\n--\n\nLoad a mesh file into the scene and select its "
        "objects.\n\n"
        "Parameters\n----------\npath : str or os.PathLike; the extension gives the format: OBJ, STL, PLY, OFF or "
        "glTF (.gltf, .glb)\n"
        "up_axis : 'Y' or 'Z', the file's axis that points up; None: Y for OBJ and glTF, Z for the others and\n"
        "    for an OBJ file that save() has written so\n"
        "scale : float, multiplies the file's lengths\n"
        "unit : 'm', 'cm', 'mm', 'km', 'in' or 'ft', of the file's lengths, which become metres\n\n"
        "Returns\n-------\nlist of gimbal.Object, one for each mesh in the file\n\nRaises\n------\n"
        "FileNotFoundError, PermissionError, IsADirectoryError : as open() does\n"
        "gimbal.MeshFileError : the file is empty, damaged, or of an unknown format\n"
        "ValueError : up_axis, scale or unit is none of these\nKeyboardInterrupt : the work was stopped\n\n"
        "Vertices keep the order of the file. A file with Y up is turned as Blender does it: an object is turned by "
        "90 degrees about X and its vertices keep the file's numbers; nodes and vertices of glTF are converted. The "
        "vertices of an OBJ file that save() has written are turned back, so each object is as it was. What save() "
        "writes, load() reads back with the same world positions, bit for bit, unless up_axis, scale or unit change "
        "them.\n\n"
        "Colours of vertices become mesh.colours, and the colour of a material object.colour; the view multiplies "
        "them, as glTF does. Point clouds and lines are objects without triangles. What an object cannot hold is left "
        "out, such as textures; gimbal.ops.io.load(path=path) returns a sentence that names it. A worker reads the "
        "file, without the GIL."),
    method<save, gil::releases>(
        "save",
        "save($self, /, path, objects=None, up_axis=None, scale=1.0, unit='m')\n--\n\nWrite objects to a mesh file, in "
        "scene "
        "space.\n\n"
        "Parameters\n----------\npath : str or os.PathLike; the extension gives the format (OBJ, STL, PLY, OFF, glTF)\n"
        "objects : gimbal.Object or an iterable of them; None writes all objects\n"
        "up_axis : 'Y' or 'Z', the axis that points up in the file; None: Y for OBJ and glTF, Z for the others\n"
        "scale : float, multiplies lengths\n"
        "unit : 'm', 'cm', 'mm', 'km', 'in' or 'ft', of the lengths in the file\n\n"
        "Returns\n-------\ngimbal.SavedFile, what the file holds and what was converted or left out\n\n"
        "Raises\n------\n"
        "FileNotFoundError, PermissionError, IsADirectoryError, OSError : for the folder, the file or a full disk\n"
        "gimbal.MeshFileError : the extension is unknown, or the path names a pipe or a device\n"
        "ValueError : nothing to save, or up_axis, scale or unit is none of these\n"
        "KeyboardInterrupt : the work was stopped\n\n"
        "OBJ, PLY and OFF have the colours that the view shows as colours of vertices, the last two with eight bits; "
        "glTF has them bit for bit, and STL has none. Writes a temporary file and renames it, so a failure keeps the "
        "old file. Links stay, and all hard links of a file get the new content. A .gltf contains its buffer."),
    method<save_scene, gil::releases>(
        "save_scene",
        "save_scene($self, /, path)\n--\n\nWrite the whole scene to a file: objects with names, transforms, colours "
        "and "
        "visibility, meshes with colours bit for bit, selection, camera, and the scripts that are open in the "
        "editor.\n\n"
        "Parameters\n----------\npath : str or os.PathLike; ends in .gimbal\n\n"
        "Returns\n-------\ngimbal.SavedFile\n\nRaises\n------\n"
        "FileNotFoundError, PermissionError, OSError : for the folder, the file or a full disk\n"
        "gimbal.SceneFileError : the name does not end in .gimbal, or it names a pipe or a device\n"
        "ValueError : an array holds a coordinate that is not finite\n"
        "KeyboardInterrupt : the work was stopped\n\n"
        "The file is a zip archive with a JSON manifest; numpy.load(path) reads its meshes. A temporary file is "
        "written "
        "and renamed, so a failure keeps the old file."),
    method<load_scene, gil::releases>(
        "load_scene",
        "load_scene($self, /, path)\n--\n\nReplace the scene by that of a file. It cannot be undone; handles of the "
        "old objects become invalid.\n\n"
        "Parameters\n----------\npath : str or os.PathLike, a file of save_scene()\n\nRaises\n------\n"
        "FileNotFoundError, PermissionError, IsADirectoryError : as open() does\n"
        "gimbal.SceneFileError : the file is damaged, not a scene file, or of a newer version; the scene stays\n"
        "KeyboardInterrupt : the work was stopped; the scene stays\n\n"
        "Opening a file runs no code. Its scripts are shown in the editor, if there is one."),
    method<load_async, gil::releases>(
        "load_async",
        "load_async($self, /, path, up_axis=None, scale=1.0, unit='m')\n--\n\nStart to load a mesh file, as load() "
        "does.\n\n"
        "Returns\n-------\ngimbal.Job: await it, or wait for its result(), which is that of load()\n\n"
        "Awaiting it raises what load() raises. Cancelled before its last moment, it leaves the scene as it is."),
    method<save_async, gil::releases>(
        "save_async",
        "save_async($self, /, path, objects=None, up_axis=None, scale=1.0, unit='m')\n--\n\nStart to write objects to "
        "a "
        "mesh file, as save() does.\n\n"
        "Returns\n-------\ngimbal.Job: await it, or wait for its result(), which is that of save()\n\n"
        "The worker writes the objects as they are when it begins. Awaiting the job raises what save() raises."),
    method<save_scene_async, gil::releases>(
        "save_scene_async",
        "save_scene_async($self, /, path)\n--\n\nStart to write the whole scene to a file, as save_scene() does.\n\n"
        "Returns\n-------\ngimbal.Job: await it, or wait for its result(), which is that of save_scene()"),
    method<load_scene_async, gil::releases>(
        "load_scene_async", "load_scene_async($self, /, path)\n--\n\nStart to replace the scene by that of a file, as "
                            "load_scene() does.\n\n"
                            "Returns\n-------\ngimbal.Job: await it, or wait for its result(), which is None"),
    {},
};

}  // namespace

PyStructSequence_Desc* saved_file_desc() {
    static PyStructSequence_Field fields[] = {
        {"path", "the file (str)"},
        {"format", "its format, such as 'OBJ'"},
        {"objects", "number of objects in it"},
        {"vertices", "number of their vertices"},
        {"triangles", "number of their triangles"},
        {"summary", "all of it and what was converted, as a sentence (str)"},
        {nullptr, nullptr},
    };
    static PyStructSequence_Desc description{
        "gimbal.SavedFile", "What a file holds after a save; the result of io.save() and io.save_scene().", fields, 6};
    return &description;
}

PyObject* saved_file_repr(PyObject* self, PyObject*) {
    constexpr Py_ssize_t summary = 5;
    return Py_NewRef(PyStructSequence_GetItem(self, summary));
}

PyObject* make_io_type(PyObject* module, const ModuleState&) {
    return new_type(module, "gimbal.Io", sizeof(PyObject),
                    "Loads and saves mesh files and scenes. `gimbal.io` is its only instance.",
                    {slot(Py_tp_getset, attributes), slot(Py_tp_methods, methods)});
}

}  // namespace gimbal::module
