// The engine makes the module before the first run, so it needs neither py::scoped_interpreter nor
// PYBIND11_EMBEDDED_MODULE.
#include <pybind11/functional.h>
#include <pybind11/pybind11.h>

#include "shapes.h"

#include <functional>
#include <numbers>
#include <stdexcept>

namespace py = pybind11;

namespace {

struct Circle {
    double radius;
    explicit Circle(double r) : radius(r) {
        if (!(r > 0)) throw std::invalid_argument("radius must be above 0");  // ValueError in Python
    }
    double area() const { return std::numbers::pi * radius * radius; }
};

// The GIL is free, so other Python threads and the console's completion go on.
double sum_of_areas(const Circle& circle, int count) {
    double sum = 0;
    for (int i = 0; i < count; ++i) sum += circle.area();
    return sum;
}

}  // namespace

PYBIND11_MODULE(shapes, m) {
    py::class_<Circle>(m, "Circle")
        .def(py::init<double>(), py::arg("radius"))
        .def_readonly("radius", &Circle::radius)
        .def_property_readonly("area", &Circle::area);
    m.def("sum_of_areas", &sum_of_areas, py::arg("circle"), py::arg("count"), py::call_guard<py::gil_scoped_release>());
    m.def(
        "each",
        [](int count, const std::function<void(Circle)>& visit) {
            for (int i = 1; i <= count; ++i) visit(Circle(i));
        },
        py::arg("count"), py::arg("visit"));
}

gimbal::console::Extension shapes_module() {
    return {"shapes", [](gimbal::console::Engine&) { return PyInit_shapes(); }};
}
