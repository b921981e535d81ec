// Functions, types, constants and exceptions of C++ for Python, as rows of a table. Include this header first in a
// .cpp: it includes Python.h.
//
//     #include <gimbal/console/python/bind.h>
//     using namespace gimbal::console;
//     using bind::arg;
//
//     const bind::Module shapes("shapes", "Plane figures.", [](bind::Module& m) {
//         m.exception<NoShape>("NoShape", "The figure has no area.", "ValueError");
//         m.constant("pi", std::numbers::pi);
//         m.function<gil::releases>("sum_of_areas", &sum_of_areas, "The sum of many areas.",
//                                   arg("circle"), arg("count", "how many").in_range(1, 1'000'000) = 10);
//         m.type<Circle>("Circle", "A circle.")
//             .constructor<gil::keeps>(bind::make<Circle, double>, arg("radius").above(0).unit("m"))
//             .method<gil::keeps>("scale", &Circle::scale, "Scales it.", arg("factor").above(0))
//             .property<gil::keeps>("area", &Circle::area, "The area in square metres.");
//     });
//     options.extensions = {shapes.extension()};                    // in a program with an Engine
//     PyMODINIT_FUNC PyInit_shapes() { return shapes.init(); }      // in an extension for python3
//
// One row gives conversion by python/convert.h, checks of ranges, keyword arguments and defaults, __text_signature__, a
// docstring, the stub, and the GIL policy. An error is raised on the caller's thread and names function, parameter,
// value and range: "sum_of_areas(): count is 0, which is not between 1 and 1000000". Arguments are converted before the
// GIL is released and the result after it was taken again. A C++ exception becomes a Python exception.
//
// Function and function() (bind/function.h) make a Python function from a lambda at run time.
//
// Several tables in one process that are linked separately must hide their symbols (-fvisibility=hidden).
#pragma once
#include "gimbal/console/python/bind/module.h"
