// gimbal.view: pictures of the 3D view, and its camera.
#include "api/module/binding/handle.h"

#include <atomic>
#include <memory>
#include <system_error>

#include "gimbal/console/python/forked_child.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/exports.h"
#include "api/module/binding/native_job.h"
#include "api/module/binding/png.h"
#include "api/module/binding/window_call.h"
#include "gimbal/console/base/atomic_file.h"

namespace gimbal::module {
namespace {

using console::PyRef;

constexpr float framing_aspect = 16.0f / 9;  // of the default picture size

// What a call wants. Without a path it wants the pixels.
struct Wanted {
    bool of_window = false;
    int width = 1280, height = 720;
    std::filesystem::path path = {};
};

Wanted to_wanted(const Call& call, const char* function) {
    const auto [path, width, height, window] = take(call, function, {"path", "width", "height", "window"});
    Wanted wanted{.of_window = window && to_bool(window, "window")};
    if (wanted.of_window && (width || height))
        raise(PyExc_ValueError, "a picture of the window has the window's size: leave out width and height");
    if (width) wanted.width = static_cast<int>(to_integer(width, "width", 1, 8192));
    if (height) wanted.height = static_cast<int>(to_integer(height, "height", 1, 8192));
    if (!path || path == Py_None) return wanted;
    wanted.path = to_path(path, "path");
    if (wanted.path.extension() != ".png" && wanted.path.extension() != ".PNG")
        raise(PyExc_ValueError, "pictures are PNG files: path must end in .png, not " + text_of(path));
    return wanted;
}

// What numpy has written belongs to the picture.
void prepare_picture(ModuleState& module) {
    if (console::in_forked_child())
        throw std::runtime_error("a forked child has no OpenGL: make pictures in the program itself");
    module.exports->sync_all();
}

// Waits for the picture without the GIL. Stop ends the wait.
Picture take_picture(ModuleState& module, int width, int height) {
    prepare_picture(module);
    auto stopped = std::make_shared<std::atomic<bool>>(false);
    Unlocked unlocked;
    const std::shared_ptr<void> listener = module.script.on_script_thread()
                                               ? module.script.on_stop([stopped] { *stopped = true; })
                                               : nullptr;
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

// The next frame of the window, panels and all. Thread: UI, by a function of its queue.
auto ask_for_frame(ModuleState& module) {
    return [&host = *module.context.host, picture = console::Promise<Picture>(module.script.promises(), "screenshot")] {
        host.take_window_picture(picture);
        return picture.future();
    };
}

// A picture that is in its file is not needed any more. Thread: any.   GIL: not held.
Picture kept(Picture picture, const std::filesystem::path& path) {
    if (path.empty()) return picture;
    try {
        console::write_file_atomically(path, encode_png(picture), 0666);
    } catch (const std::system_error& error) { throw FileRefused(error.code().value(), path); }
    return {};
}

PyObject* from_picture(const Picture& picture, const std::filesystem::path& path) {
    return path.empty() ? pixels(picture) : from_path(path);
}

PyObject* screenshot(const Call& call) {
    const Wanted wanted = to_wanted(call, "screenshot");
    Picture picture = wanted.of_window ? ask_window(call.module, "screenshot", answer_limit, ask_for_frame(call.module))
                                       : take_picture(call.module, wanted.width, wanted.height);
    try {
        Unlocked unlocked;
        picture = kept(std::move(picture), wanted.path);
    } catch (const FileRefused& refused) { raise_os_error(refused.number, refused.path); }
    return from_picture(picture, wanted.path);
}

// The UI thread gives its next frame, and a worker writes the file.
PyObject* start_window_picture(const Call& call, const Wanted& wanted) {
    const std::string label = "Picture of the window";
    console::UiQueue& ui = window_queue(call.module, "screenshot_async");
    const auto whole = std::make_shared<JobPromise<Picture>>(call.module.script.promises(), label);
    console::Promise<Picture>& promise = whole->promise();
    PyRef object = to_job(
        call.module, call.self, promise.future(),
        [path = wanted.path](auto&, const Picture& picture) { return PyRef::steal(from_picture(picture, path)); });
    if (!object) throw console::PythonErrorSet();
    const auto frame = std::make_shared<console::Future<Picture>>(
        console::ui_future(call.module.script.promises(), ui, "screenshot_async", ask_for_frame(call.module)));
    promise.on_cancel([frame] { frame->cancel(); });
    frame->then(console::On::any, [whole, label, path = wanted.path](console::Result<Picture> got) {
        console::Promise<Picture>& promise = whole->promise();
        if (!got) return promise.fail(got.error());
        if (promise.cancelled()) return promise.fail(std::make_exception_ptr(console::JobCancelled()));
        if (path.empty()) return promise.set(std::move(*got));
        const auto picture = std::make_shared<Picture>(std::move(*got));
        JobPromise<Picture>::submit(whole, label,
                                    [picture, path](document::Job&) { return kept(std::move(*picture), path); });
    });
    return object.release();
}

PyObject* screenshot_async(const Call& call) {
    const Wanted wanted = to_wanted(call, "screenshot_async");
    if (wanted.of_window) return start_window_picture(call, wanted);
    prepare_picture(call.module);
    return start_native(
        call, "Picture",
        [wanted, &host = *call.module.context.host](document::Job& job) {
            return kept(host.screenshot(wanted.width, wanted.height, [&job] { return job.cancelled(); }), wanted.path);
        },
        [path = wanted.path](ModuleState&, const Picture& picture) {
            return PyRef::steal(from_picture(picture, path));
        });
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
        "screenshot($self, /, path=None, width=1280, height=720, window=False)\n--\n\nRender the scene with the camera "
        "of "
        "the view.\n\n"
        "Parameters\n----------\npath : str or os.PathLike that ends in .png; None returns the pixels\nwidth, height : "
        "int, 1 to 8192, pixels\nwindow : bool, the whole window as it is shown instead, with panels and dialogs\n\n"
        "Returns\n-------\nstr, the path; without a path a memoryview, shape (height, width, 4), RGBA bytes, rows from "
        "the top\n\n"
        "Raises\n------\nOSError : the file cannot be written\nValueError : a size is out of range, or path does not "
        "end in .png\n"
        "RuntimeError : there is no OpenGL, or no window\nKeyboardInterrupt : the work was stopped\n\nHeadless it "
        "renders with EGL."),
    method<screenshot_async, gil::releases>(
        "screenshot_async",
        "screenshot_async($self, /, path=None, width=1280, height=720, window=False)\n--\n\nStart to make a picture, "
        "as screenshot() does.\n\n"
        "Returns\n-------\ngimbal.Job: await it, or wait for its result(), which is that of screenshot()\n\n"
        "A worker renders the scene as it is when it begins. The window gives its next frame. Awaiting the job raises "
        "what screenshot() raises, and RuntimeError if the program ends before."),
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
