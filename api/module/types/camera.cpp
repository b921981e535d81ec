// gimbal.Camera: the camera of the view as attributes, with angles in degrees.
#include "api/document/scene/camera.h"

#include "api/module/binding/types.h"

#include <cstdio>

#include "api/module/binding/convert.h"

namespace gimbal::module {
namespace {

using document::Camera;

document::Document& document_of(PyObject* self) { return state_of_type(Py_TYPE(self)).document; }

// The range of an attribute's values.
struct Limits {
    const char* name;
    double low, high;
    bool degrees;
};

template <auto member>
constexpr Limits limits_of() {
    if constexpr (member == &Camera::yaw) return {"yaw_degrees", -1e6, 1e6, true};
    else if constexpr (member == &Camera::pitch) return {"pitch_degrees", -89.9, 89.9, true};
    else if constexpr (member == &Camera::field_of_view) return {"field_of_view_degrees", 1, 170, true};
    else return {"distance", Camera::least_distance, Camera::most_distance, false};
}

template <auto member>
PyObject* get(PyObject* self) {
    const float value = document_of(self).camera().*member;
    return checked(PyFloat_FromDouble(limits_of<member>().degrees ? glm::degrees(static_cast<double>(value)) : value));
}

template <auto member>
void set(PyObject* self, PyObject* value) {
    constexpr Limits limits = limits_of<member>();
    const double number = to_double(value, limits.name);
    if (number < limits.low || number > limits.high) {
        char range[96];
        std::snprintf(range, sizeof range, "%s must lie between %g and %g, not ", limits.name, limits.low, limits.high);
        raise(PyExc_ValueError, range + text_of(value));
    }
    Camera camera = document_of(self).camera();
    camera.*member = static_cast<float>(limits.degrees ? glm::radians(number) : number);
    document_of(self).set_camera(camera);
}

PyObject* get_target(PyObject* self) { return from_vec3(document_of(self).camera().target); }
void set_target(PyObject* self, PyObject* value) {
    Camera camera = document_of(self).camera();
    camera.target = to_vec3(value, "target");
    document_of(self).set_camera(camera);
}

PyObject* get_position(PyObject* self) { return from_vec3(document_of(self).camera().position()); }

template <bool Camera::*member>
constexpr const char* switch_name = member == &Camera::orthographic ? "orthographic" : "wireframe";

template <bool Camera::*member>
PyObject* get_switch(PyObject* self) {
    return from_bool(document_of(self).camera().*member);
}
template <bool Camera::*member>
void set_switch(PyObject* self, PyObject* value) {
    Camera camera = document_of(self).camera();
    camera.*member = to_bool(value, switch_name<member>);
    document_of(self).set_camera(camera);
}

PyGetSetDef attributes[] = {
    attribute<get_target, set_target>("target", "The point that the camera looks at: (x, y, z), scene units."),
    attribute<get<&Camera::yaw>, set<&Camera::yaw>>("yaw_degrees", "Angle around Z, degrees."),
    attribute<get<&Camera::pitch>, set<&Camera::pitch>>("pitch_degrees",
                                                        "Angle above the floor, -89.9 to 89.9 degrees."),
    attribute<get<&Camera::distance>, set<&Camera::distance>>("distance", "Distance from the target, scene units."),
    attribute<get<&Camera::field_of_view>, set<&Camera::field_of_view>>("field_of_view_degrees",
                                                                        "Vertical angle of view, 1 to 170 degrees."),
    attribute<get_switch<&Camera::orthographic>, set_switch<&Camera::orthographic>>(
        "orthographic", "Whether the view has no perspective (bool)."),
    attribute<get_switch<&Camera::wireframe>, set_switch<&Camera::wireframe>>(
        "wireframe", "Whether meshes are drawn as lines (bool)."),
    attribute<get_position>(
        "position", "The position of the camera: (x, y, z), scene units. Read-only; it follows from the others."),
    {},
};

}  // namespace

PyObject* make_camera_type(PyObject* module, const ModuleState&) {
    return new_type(
        module, "gimbal.Camera", sizeof(PyObject),
        "The camera of the view: a turntable around a target, Z up. Setting an attribute moves the view.\n\n"
        "The camera is not part of undo. A value out of range raises ValueError.",
        {slot(Py_tp_getset, attributes)});
}

}  // namespace gimbal::module
