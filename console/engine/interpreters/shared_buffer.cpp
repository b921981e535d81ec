#include "gimbal/console/python/errors.h"
#include "engine/interpreters/shared_buffer.h"

#include "gimbal/console/python/interpreter_call.h"
#include "engine/interpreters/module.h"
#include "engine/interpreters/set.h"
#include "engine/interpreters/shared_value.h"

namespace gimbal::console::detail {

namespace {
struct BufferObject {
    PyObject_HEAD std::shared_ptr<SharedBuffer> buffer;
};
BufferObject* self_of(PyObject* object) { return reinterpret_cast<BufferObject*>(object); }

bool is_contiguous(const SharedBuffer& buffer) {
    Py_ssize_t expected = buffer.item_size;
    for (std::size_t i = buffer.shape.size(); i-- > 0;) {
        if (buffer.shape[i] > 1 && buffer.strides[i] != expected) return false;
        expected *= buffer.shape[i];
    }
    return true;
}

int get_buffer(PyObject* object, Py_buffer* view, int flags) {
    SharedBuffer& buffer = *self_of(object)->buffer;
    const bool with_strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES;
    const char* why = nullptr;
    if ((flags & PyBUF_WRITABLE) && buffer.read_only) why = "the shared buffer is read-only";
    if (!with_strides && !is_contiguous(buffer)) why = "the shared buffer is not contiguous";
    if (why) {
        view->obj = nullptr;
        PyErr_SetString(PyExc_BufferError, why);
        return -1;
    }
    *view = Py_buffer{};
    view->buf = buffer.data;
    view->obj = Py_NewRef(object);
    view->len = buffer.bytes;
    view->itemsize = buffer.item_size;
    view->readonly = buffer.read_only;
    view->ndim = static_cast<int>(buffer.shape.size());
    view->format = flags & PyBUF_FORMAT ? buffer.format.data() : nullptr;
    view->shape = (flags & PyBUF_ND) == PyBUF_ND ? buffer.shape.data() : nullptr;
    view->strides = with_strides ? buffer.strides.data() : nullptr;
    return 0;
}

void dealloc(PyObject* object) {
    PyTypeObject* type = Py_TYPE(object);
    self_of(object)->buffer.~shared_ptr();
    type->tp_free(object);
    Py_DECREF(type);
}

std::string format_of(NumberType type) {
    const std::string_view formats = type.kind == 'i' ? "bhiq" : type.kind == 'u' ? "BHIQ" : "";
    if (type.kind == '?') return "?";
    if (formats.empty()) return type.bytes == sizeof(float) ? "f" : "d";
    return std::string(1, formats[type.bytes == 1 ? 0 : type.bytes == 2 ? 1 : type.bytes == 4 ? 2 : 3]);
}

std::shared_ptr<SharedBuffer> described(const Py_buffer& view) {
    auto buffer = std::make_shared<SharedBuffer>();
    buffer->data = view.buf;
    buffer->bytes = view.len;
    buffer->item_size = view.itemsize;
    buffer->read_only = view.readonly != 0;
    buffer->format = view.format ? view.format : "B";
    buffer->shape.assign(view.shape, view.shape + view.ndim);
    buffer->strides.assign(view.strides, view.strides + view.ndim);
    return buffer;
}
}  // namespace

SharedBuffer::~SharedBuffer() {
    if (exporter) exporter->end_export(object);
}

std::shared_ptr<SharedBuffer> export_buffer(InterpreterSet* set, PyObject* object) {
    GIMBAL_GIL_HELD();
    PyRef kept = PyRef::steal(PyMemoryView_FromObject(object));
    if (!kept) return nullptr;
    const Py_buffer& view = *PyMemoryView_GET_BUFFER(kept.get());
    const bool has_objects = view.format && std::string_view(view.format).find('O') != std::string_view::npos;
    if (view.suboffsets || has_objects) {
        PyErr_SetString(PyExc_BufferError,
                        has_objects ? "its items are objects of Python" : "a buffer with suboffsets cannot be shared");
        return nullptr;
    }
    PyInterpreterState* here = PyInterpreterState_Get();
    auto buffer = described(view);
    if (here == PyInterpreterState_Main()) {
        buffer->owner = Value::of(kept.get());
        return buffer;
    }
    auto record = set ? set->record_of(here) : nullptr;
    if (!record) {
        set_interpreter_error("InterpreterError", "this interpreter was not made by the console, so its memory cannot "
                                                  "be shared");
        return nullptr;
    }
    record->add_export();
    buffer->exporter = std::move(record);
    buffer->object = kept.release();
    return buffer;
}

PyRef view_of(std::shared_ptr<SharedBuffer> buffer) {
    GIMBAL_GIL_HELD();
    const ModuleTypes* types = module_types();
    if (!types) return {};
    auto* object = PyObject_New(BufferObject, types->buffer);
    if (!object) return {};
    new (&object->buffer) std::shared_ptr<SharedBuffer>(std::move(buffer));
    const PyRef exporter = PyRef::steal(reinterpret_cast<PyObject*>(object));
    return PyRef::steal(PyMemoryView_FromObject(exporter.get()));
}

PyRef shared_view(const Value& owner, void* data, NumberType type, const std::vector<std::size_t>& shape,
                  bool read_only) {
    auto buffer = std::make_shared<SharedBuffer>();
    buffer->data = data;
    buffer->item_size = static_cast<Py_ssize_t>(type.bytes);
    buffer->bytes = buffer->item_size;
    buffer->read_only = read_only;
    buffer->format = format_of(type);
    buffer->shape.assign(shape.begin(), shape.end());
    buffer->strides.resize(shape.size());
    for (std::size_t i = shape.size(); i-- > 0;) {
        buffer->strides[i] = buffer->bytes;
        buffer->bytes *= buffer->shape[i];
    }
    if (shape.empty()) buffer->shape = {0}, buffer->strides = {buffer->item_size}, buffer->bytes = 0;
    buffer->owner = owner;
    return view_of(std::move(buffer));
}

PyTypeObject* make_buffer_type(PyObject* module) {
    PyType_Slot slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
                           {Py_bf_getbuffer, reinterpret_cast<void*>(get_buffer)},
                           {Py_tp_doc, const_cast<char*>("Memory of another interpreter.")},
                           {0, nullptr}};
    PyType_Spec spec{"_gimbal_console_interpreters.SharedBuffer", sizeof(BufferObject), 0,
                     Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
    return reinterpret_cast<PyTypeObject*>(PyType_FromModuleAndSpec(module, &spec, nullptr));
}

}  // namespace gimbal::console::detail
