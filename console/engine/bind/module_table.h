// The rows of a module, and what CPython needs of them. It stays until the process ends.
#pragma once
#include "gimbal/console/python/bind/module.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace gimbal::console::bind::detail {

struct ModuleTable;

// A module's definition, by which its table is found. Not in the table itself, whose layout C++ does not promise.
struct Definition {
    PyModuleDef definition{};
    const ModuleTable* table = nullptr;
};

// Written while the table is made. After complete() nothing changes, so any interpreter may use it.
struct ModuleTable : NonCopyable {
    ModuleTable(std::string name_of_module, std::string doc_of_module);
    void complete();

    std::string name, doc;
    bool own_gil = false;
    std::vector<std::unique_ptr<Row>> functions;
    std::vector<std::unique_ptr<TypeRow>> types;
    std::vector<std::unique_ptr<ExceptionRow>> exceptions;
    std::vector<Constant> constants;

    std::vector<PyMethodDef> methods;
    std::vector<PyModuleDef_Slot> slots;
    Definition single_phase, multi_phase;
};

}  // namespace gimbal::console::bind::detail
