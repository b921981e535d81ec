// A module made of rows in the engine of the tests, and what its functions share with the tests.
#pragma once
#include "gimbal/console/python/bind.h"

#include "tests/engine/results_fixture.h"

namespace gimbal::console::test {

// Imports a module into the engine that runs, once.
struct WithModule : WithResults {
    void import(const bind::Module& module) {
        const std::string name = module.name();
        REQUIRE(elsewhere([&] {
            return with_gil([&] {
                PyObject* modules = PyImport_GetModuleDict();
                if (PyDict_GetItemString(modules, name.c_str())) return;
                const PyRef made = PyRef::steal(module.create());
                if (!made) throw std::runtime_error(take_traceback().text);
                PyDict_SetItemString(modules, name.c_str(), made.get());
            });
        }));
        REQUIRE(eval<Value>("exec('import " + name + "', globals())"));
    }
    // The error of an expression, as the last line of its traceback.
    std::string error(const std::string& expression) { return message<Value>(expression); }
    bool is_true(const std::string& expression) { return value<bool>(expression); }
};

}  // namespace gimbal::console::test
