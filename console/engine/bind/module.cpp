// Modules made from a table.
#include "gimbal/console/python/bind/module.h"

#include <algorithm>
#include <atomic>
#include <stdexcept>

#include "gimbal/console/python/errors.h"
#include "engine/bind/module_table.h"
#include "engine/bind/registry.h"

namespace gimbal::console::bind {

namespace detail {

namespace {
// All exceptions of all tables, newest first. Rows are only added, at the front.
std::atomic<const ExceptionRow*> exceptions{nullptr};

bool add(PyObject* module, const std::string& name, const PyRef& object) {
    return object && PyModule_AddObjectRef(module, name.c_str(), object.get()) == 0;
}

PyRef make_exception(const ExceptionRow& row) {
    PyObject* builtins = PyEval_GetBuiltins();  // borrowed
    PyObject* base = builtins ? PyDict_GetItemString(builtins, row.base.c_str()) : nullptr;
    if (!base || !PyExceptionClass_Check(base)) {
        PyErr_Format(PyExc_TypeError, "%s is no builtin exception", row.base.c_str());
        return {};
    }
    return PyRef::steal(
        PyErr_NewExceptionWithDoc(row.qualified().c_str(), row.doc.empty() ? nullptr : row.doc.c_str(), base, nullptr));
}

// A module that is imported again in an interpreter has the same types and exceptions, so what the functions of the
// first one return and raise is known to users of the second one.
template <class Make>
bool add_once(PyObject* module, const void* row, const std::string& name, Make make) {
    PyRef type = remembered(row);
    if (!type) {
        type = make();
        if (!type || !remember(row, type.get())) return false;
    }
    return add(module, name, type);
}

// Fills a new module. False: a Python error is set.   GIL: held.
bool fill(PyObject* module, const ModuleTable& table) {
    for (const auto& row : table.exceptions)
        if (!add_once(module, row.get(), row->name, [&] { return make_exception(*row); })) return false;
    for (const auto& row : table.types)
        if (!add_once(module, row.get(), row->name(), [&] { return row->make_type(module); })) return false;
    for (const Constant& constant : table.constants)
        if (!add(module, constant.name, constant.make())) return false;
    return true;
}

// Py_mod_exec passes no data, but the module knows its definition, which is in the table.
int execute(PyObject* module) noexcept {
    return translate_exceptions(
        [&] { return fill(module, *reinterpret_cast<Definition*>(PyModule_GetDef(module))->table) ? 0 : -1; });
}

void check_name(const ModuleTable& table, const std::string& name) {
    const bool known = std::ranges::any_of(table.functions, [&](const auto& row) { return row->name() == name; }) ||
                       std::ranges::any_of(table.types, [&](const auto& row) { return row->name() == name; }) ||
                       std::ranges::any_of(table.exceptions, [&](const auto& row) { return row->name == name; }) ||
                       std::ranges::any_of(table.constants, [&](const auto& row) { return row.name == name; });
    if (known) throw std::logic_error("the module " + table.name + " has two rows for " + name);
}
}  // namespace

ModuleTable::ModuleTable(std::string name_of_module, std::string doc_of_module)
    : name(std::move(name_of_module)),
      doc(std::move(doc_of_module)) {}

void ModuleTable::complete() {
    for (const auto& type : types) type->complete();
    for (const auto& row : functions) {
        row->complete(function_for(*row));
        methods.push_back(row->method());
    }
    methods.push_back({});
    slots.push_back({Py_mod_exec, reinterpret_cast<void*>(execute)});
#ifdef Py_mod_multiple_interpreters
    slots.push_back({Py_mod_multiple_interpreters,
                     own_gil ? Py_MOD_PER_INTERPRETER_GIL_SUPPORTED : Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED});
#endif
    slots.push_back({0, nullptr});
    const auto define = [&](PyModuleDef_Slot* phases) {
        return Definition{
            {PyModuleDef_HEAD_INIT, name.c_str(), doc.c_str(), 0, methods.data(), phases, nullptr, nullptr, nullptr},
            this};
    };
    single_phase = define(nullptr);
    multi_phase = define(slots.data());
}

void add_function(ModuleTable& table, std::unique_ptr<Row> row) {
    check_name(table, row->name());
    table.functions.push_back(std::move(row));
}

TypeRow& add_type(ModuleTable& table, TypeRow*& of_class, std::string name, std::string doc, gil destruction) {
    check_name(table, name);
    if (of_class) throw std::logic_error("the class of " + name + " is bound already, as " + of_class->qualified());
    table.types.push_back(std::make_unique<TypeRow>(table.name, std::move(name), std::move(doc), destruction));
    of_class = table.types.back().get();
    return *of_class;
}

void add_exception(ModuleTable& table, ExceptionRow row) {
    check_name(table, row.name);
    row.module = table.name;
    table.exceptions.push_back(std::make_unique<ExceptionRow>(std::move(row)));
    ExceptionRow* added = table.exceptions.back().get();
    added->next = exceptions.load();
    while (!exceptions.compare_exchange_weak(added->next, added)) {}
}

void add_constant(ModuleTable& table, Constant constant) {
    check_name(table, constant.name);
    table.constants.push_back(std::move(constant));
}

void raise_current() noexcept {
    try {
        throw;
    } catch (const PythonErrorSet&) {  // no C++ error to translate
    } catch (...) {
        std::string what;
        for (const ExceptionRow* row = exceptions.load(); row; row = row->next)
            if (row->catches(what))
                if (const PyRef type = remembered(row)) return set_error(type.get(), what);
    }
    set_python_error_from_current_exception();
}

}  // namespace detail

Module::Module(std::string name, std::string doc, const std::function<void(Module&)>& rows)
    : table_(new detail::ModuleTable(std::move(name), std::move(doc))) {  // never freed: Python functions point to it
    rows(*this);
    table_->complete();
}

Module& Module::own_gil() {
    table_->own_gil = true;
    return *this;
}

PyObject* Module::create() const {
    GIMBAL_GIL_HELD();
    return translate_exceptions([&]() -> PyObject* {
        PyRef module = PyRef::steal(PyModule_Create(&table_->single_phase.definition));
        return module && detail::fill(module.get(), *table_) ? module.release() : nullptr;
    });
}

bool Module::add_to(PyObject* module) const {
    GIMBAL_GIL_HELD();
    return translate_exceptions([&] {
               return detail::fill(module, *table_) ? PyModule_AddFunctions(module, table_->methods.data()) : -1;
           }) == 0;
}

PyObject* Module::init() const { return PyModuleDef_Init(&table_->multi_phase.definition); }

Extension Module::extension() const {
    return {table_->name, [module = *this](Engine&) { return module.create(); }};
}

const std::string& Module::name() const { return table_->name; }

}  // namespace gimbal::console::bind
