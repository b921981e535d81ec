// Handles to Python objects, and the queue that holds their references until a thread with the GIL releases them.
#include "gimbal/console/python/gil.h"
#include "gimbal/console/call/value.h"

#include "engine/values/release_queue.h"

namespace gimbal::console {

struct Value::Ref : NonCopyable {
    PyObject* object;
    std::uint64_t interpreter;  // the reference counts only while this interpreter lives

    explicit Ref(PyObject* borrowed) : object(Py_NewRef(borrowed)), interpreter(release_queue().interpreter()) {}
    ~Ref() { release_queue().release(object, interpreter); }
};

Value Value::of(PyObject* borrowed) {
    Value value;
    if (!borrowed) return value;
    GIMBAL_GIL_HELD();
    value.ref_ = std::make_shared<Ref>(borrowed);
    return value;
}

PyObject* Value::get() const {
    return ref_ && ref_->interpreter == release_queue().interpreter() ? ref_->object : nullptr;
}

bool Value::operator==(const Value& other) const {
    if (ref_ == other.ref_) return true;
    return ref_ && other.ref_ && ref_->object == other.ref_->object && ref_->interpreter == other.ref_->interpreter;
}

ReleaseQueue& release_queue() {
    static auto* queue = new ReleaseQueue;  // never destroyed: a static Callable may be destroyed after main()
    return *queue;
}

void ReleaseQueue::change_interpreter(WakeUp* drainer) {
    GIMBAL_ON(script);
    std::lock_guard lock(drainer_mutex_);
    interpreter_.fetch_add(1);
    drainer_ = drainer;
}

void ReleaseQueue::release(PyObject* object, std::uint64_t interpreter) {
    if (interpreter != interpreter_.load()) return;
    dropped_.push({object, interpreter});
    std::lock_guard lock(drainer_mutex_);
    if (drainer_) drainer_->notify();
}

void ReleaseQueue::drain() {
    GIMBAL_GIL_HELD();
    Dropped dropped;
    while (dropped_.try_pop(dropped))
        if (dropped.interpreter == interpreter_.load()) Py_DECREF(dropped.object);
}

}  // namespace gimbal::console
