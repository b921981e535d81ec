// gimbal.view: pictures of the 3D view, and its camera.
#include "api/module/binding/handle.h"

#include <atomic>
#include <memory>
#include <optional>

#include "gimbal/console/python/forked_child.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/exports.h"
#include "api/module/binding/png.h"
#include "api/module/binding/work.h"

namespace gimbal::module {
namespace {

using console::PyRef;

constexpr float framing_aspect = 16.0f / 9;  // of the default picture size

// Waits for the picture without the GIL. Stop ends the wait.
Picture take_picture(ModuleState& module, int width, int height) {
    if (console::in_forked_child())
        throw std::runtime_error("a forked child has no OpenGL: make pictures in the program itself");
    module.exports->sync_all();
    auto stopped = std::make_shared<std::atomic<bool>>(false);
    Unlocked unlocked;
    std::optional<console::Engine::StopListener> listener;
    if (module.engine.on_script_thread()) listener.emplace(module.engine, [stopped] { *stopped = true; });
    Picture picture = module.context.host->screenshot(width, height, [stopped] { return stopped->load(); });
    if (*stopped) throw document::Cancelled();
    return picture;
}

// A memoryview of shape (height, width, 4), which numpy.asarray accepts without a copy.
PyObject* pixels(const Picture& picture) {
    PyRef bytes = PyRef::steal(checked(PyBytes_FromStringAndSize(reinterpret_cast<const char*>(picture.rgba.data()),
                                                                 static_cast<Py_ssize_t>(picture.rgba.size()))));
    PyRef view = PyRef::steal(checked(PyMemoryView_FromObject(bytes.get())));
    return checked(PyObject_CallMethod(view.get(), "cast", "s(iii)", "B", picture.height, picture.width, 4));
}

PyObject* screenshot(const Call& call) {
    const auto [path_value, width_value, height_value] = take(call, "screenshot", {"path", "width", "height"});
    const int width = width_value ? static_cast<int>(to_integer(width_value, "width", 1, 8192)) : 1280;
    const int height = height_value ? static_cast<int>(to_integer(height_value, "height", 1, 8192)) : 720;
    if (!path_value || path_value == Py_None) return pixels(take_picture(call.module, width, height));
    const std::filesystem::path path = to_path(path_value, "path");
    if (path.extension() != ".png" && path.extension() != ".PNG")
        raise(PyExc_ValueError, "pictures are PNG files: path must end in .png, not " + text_of(path_value));
    const Picture picture = take_picture(call.module, width, height);
    std::string bytes;
    {
        Unlocked unlocked;
        bytes = encode_png(picture);
    }
    write_file(path, bytes);
    return from_path(path);
}

template <class Change>
PyObject* move_camera(const Call& call, Change change) {
    document::Camera camera = call.module.document.camera();
    change(camera);
    call.module.document.set_camera(camera);
    return none();
}

PyObject* orbit(const Call& call) {
    const auto [yaw, pitch] = take(call, "orbit", {"yaw_degrees", "pitch_degrees"}, 1);
    const float about_z = to_float(yaw, "yaw_degrees");
    const float up = pitch ? to_float(pitch, "pitch_degrees") : 0;
    return move_camera(call, [&](document::Camera& camera) { camera.orbit(glm::radians(about_z), glm::radians(up)); });
}

PyObject* frame(const Call& call, bool selected_only) {
    call.module.exports->sync_all();
    const document::Bounds bounds = call.module.document.snapshot()->finite_bounds(selected_only);
    if (bounds.empty)
        raise(PyExc_ValueError, selected_only ? "nothing visible is selected: there is nothing to frame"
                                              : "the scene has nothing to frame");
    return move_camera(call, [&](document::Camera& camera) { camera.frame(bounds, framing_aspect); });
}
PyObject* frame_selected(const Call& call) { return frame(call, true); }
PyObject* frame_all(const Call& call) { return frame(call, false); }

PyObject* get_camera(PyObject* self) { return new_instance(state_of_type(Py_TYPE(self)), TypeId::camera); }

PyGetSetDef attributes[] = {
    attribute<get_camera>("camera", "The camera (gimbal.Camera). Setting one of its attributes moves the view."),
    {},
};

PyMethodDef methods[] = {
    method<screenshot, gil::releases>(
        "screenshot",
        "screenshot($self, /, path=None, width=1280, height=720)\n--\n\nRender the scene with the camera of the "
        "view.\n\n"
        "Parameters\n----------\npath : str or os.PathLike that ends in .png; None returns the pixels\nwidth, height : "
        "int, 1 to 8192, pixels\n\n"
        "Returns\n-------\nstr, the path; without a path a memoryview, shape (height, width, 4), RGBA bytes, rows from "
        "the top\n\n"
        "Raises\n------\nOSError : the file cannot be written\nValueError : a size is out of range, or path does not "
        "end in .png\n"
        "RuntimeError : there is no OpenGL\nKeyboardInterrupt : the work was stopped\n\nHeadless it renders with EGL."),
    method<orbit, gil::keeps>(
        "orbit", "orbit($self, /, yaw_degrees, pitch_degrees=0)\n--\n\nTurn the camera around its target.\n\n"
                 "Parameters\n----------\nyaw_degrees : float, around Z\npitch_degrees : float, upwards; the result is "
                 "limited to -89.9 to 89.9"),
    plain_method<frame_selected, gil::keeps>(
        "frame_selected", "frame_selected($self, /)\n--\n\nMove the camera so that the selection fills the "
                          "view.\n\nRaises\n------\nValueError : nothing visible is selected"),
    plain_method<frame_all, gil::keeps>(
        "frame_all", "frame_all($self, /)\n--\n\nMove the camera so that all visible objects fill the view.\n\n"
                     "Raises\n------\nValueError : the scene is empty"),
    {},
};

}  // namespace

PyObject* make_view_type(PyObject* module, const ModuleState&) {
    return new_type(module, "gimbal.View", sizeof(PyObject),
                    "The 3D view: pictures and the camera. `gimbal.view` is its only instance.",
                    {slot(Py_tp_getset, attributes), slot(Py_tp_methods, methods)});
}

}  // namespace gimbal::module
