// Python types made from the rows of a C++ class.
#include "gimbal/console/python/bind/type.h"

#include <algorithm>

#include "gimbal/console/python/errors.h"
#include "engine/bind/instance_type.h"

namespace gimbal::console::bind::detail {

namespace {
PyObject* get_property(PyObject* self, void* property) {
    return static_cast<const Property*>(property)->getter->enter(self, nullptr, 0, nullptr);
}

int set_property(PyObject* self, PyObject* value, void* of) {
    const Row& setter = *static_cast<const Property*>(of)->setter;
    if (!value) {
        PyErr_Format(PyExc_AttributeError, "%s cannot be deleted; assign a new value to it", setter.words().c_str());
        return -1;
    }
    return PyRef::steal(setter.enter(self, &value, 1, nullptr)) ? 0 : -1;
}

bool is_special(const std::string& name) { return name.size() > 4 && name.starts_with("__") && name.ends_with("__"); }

// "float in [0, 1], m": of the value that can be assigned, or of the one that is read.
std::string text_of(const Property& property) {
    const Signature& signature = (property.setter ? property.setter : property.getter)->signature();
    const Parameter* value = property.setter ? &signature.parameters[0] : nullptr;
    std::string text = property.getter->signature().result(Use::result);
    if (value && value->arg.range()) text += " " + value->arg.range().interval();
    if (value && !value->arg.unit().empty()) text += ", " + value->arg.unit();
    return property.doc.empty() ? text : property.doc + "\n\n" + text;
}
}  // namespace

// The entry that ends the table of attributes carries the row.
const TypeRow* row_of(PyTypeObject* type) {
    const PyGetSetDef* entry = type ? type->tp_getset : nullptr;
    while (entry && entry->name) ++entry;
    return entry ? static_cast<const TypeRow*>(entry->closure) : nullptr;
}

void TypeRow::set_constructor(std::unique_ptr<Row> row) { constructor_ = std::move(row); }

void TypeRow::add_method(std::unique_ptr<Row> row) {
    row->put_into(name_);
    (is_special(row->name()) ? special_methods_ : methods_).push_back(std::move(row));
}

void TypeRow::add_property(Property property) {
    property.getter->put_into(name_);
    if (property.setter) property.setter->put_into(name_, true);
    properties_.push_back(std::make_unique<Property>(std::move(property)));
}

void TypeRow::complete() {
    qualified_ = qualified();
    text_ = doc_;
    if (constructor_) {
        Signature signature = constructor_->signature();
        signature.result = nullptr;
        text_ = name_ + text_signature(signature) + "\n--\n\n" + doc_ + "\n\n" + docstring(signature);
    }
    for (const auto* rows : {&methods_, &special_methods_})
        for (const auto& row : *rows) row->complete(function_for(*row));
    for (const auto& row : methods_) method_table_.push_back(row->method());
    method_table_.push_back({});
    for (const auto& property : properties_) {
        property->text = text_of(*property);
        property_table_.push_back({property->name.c_str(), get_property, property->setter ? set_property : nullptr,
                                   property->text.c_str(), property.get()});
    }
    property_table_.push_back({nullptr, nullptr, nullptr, nullptr, this});
}

PyRef TypeRow::make_type(PyObject* module) const {
    std::vector<PyType_Slot> slots = instance_slots();
    slots.push_back({Py_tp_methods, const_cast<PyMethodDef*>(method_table_.data())});
    slots.push_back({Py_tp_getset, const_cast<PyGetSetDef*>(property_table_.data())});
    slots.push_back({Py_tp_doc, const_cast<char*>(text_.c_str())});
    slots.push_back({0, nullptr});
    constexpr unsigned flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE;
    PyType_Spec spec{qualified_.c_str(), static_cast<int>(sizeof(Instance)), 0, flags, slots.data()};
    PyRef type = PyRef::steal(PyType_FromModuleAndSpec(module, &spec, nullptr));
    if (!type) return {};
    // CPython connects a special method with its slot where it is assigned, and not in a table of methods.
    for (const auto& row : special_methods_) {
        auto* of = reinterpret_cast<PyTypeObject*>(type.get());
        const PyRef method = PyRef::steal(PyDescr_NewMethod(of, &row->method()));
        if (!method || PyObject_SetAttrString(type.get(), row->name().c_str(), method.get()) != 0) return {};
    }
    return type;
}

}  // namespace gimbal::console::bind::detail
