// Handles to Python objects, and the queue that holds their references until a thread with the GIL releases them.
#include "gimbal/console/python/gil.h"
#include "gimbal/console/call/value.h"

#include <vector>

#include "gimbal/console/python/forked_child.h"
#include "engine/values/release_queue.h"

namespace gimbal::console {

struct Value::Ref : KeptReference, NonCopyable {
    explicit Ref(PyObject* borrowed) {
        object = Py_NewRef(borrowed);
        release_queue().keep(*this);
    }
    ~Ref() { release_queue().release(*this); }
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

void ReleaseQueue::begin(WakeUp& drainer) {
    GIMBAL_ON(script);
    std::lock_guard lock(drainer_mutex_);
    interpreter_.fetch_add(1);
    drainer_ = &drainer;
}

// The objects are released after all were taken, because that may run Python code which makes new references.
void ReleaseQueue::end() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    std::vector<PyObject*> objects;
    {
        std::scoped_lock lock(drainer_mutex_, kept_mutex_);
        const std::uint64_t ended = interpreter_.fetch_add(1);
        drainer_ = nullptr;
        for (KeptReference* one = kept_; one; one = one->next)
            if (one->interpreter == ended) objects.push_back(one->object);
        for (Dropped dropped; dropped_.try_pop(dropped);)
            if (dropped.interpreter == ended) objects.push_back(dropped.object);
    }
    for (PyObject* object : objects) Py_DECREF(object);
}

void ReleaseQueue::keep(KeptReference& reference) {
    reference.interpreter = interpreter_.load();
    if (in_forked_child()) return;  // a thread of the parent may have held the mutex
    std::lock_guard lock(kept_mutex_);
    reference.next = kept_;
    if (kept_) kept_->before = &reference;
    kept_ = &reference;
}

void ReleaseQueue::release(KeptReference& reference) {
    if (in_forked_child()) return;  // and nobody drains
    {
        std::lock_guard lock(kept_mutex_);
        (reference.before ? reference.before->next : kept_) = reference.next;
        if (reference.next) reference.next->before = reference.before;
        if (reference.interpreter != interpreter_.load()) return;
        dropped_.push({reference.object, reference.interpreter});
    }
    if (reference.interpreter == 0) return drain_soon();
    notify();
}

void ReleaseQueue::notify() {
    std::lock_guard lock(drainer_mutex_);
    if (drainer_) drainer_->notify();
}

// No engine has ever run, so this is an extension of a plain python3, whose main thread drains between two bytecodes.
// If CPython has no place for the call, the next reference tries again.
void ReleaseQueue::drain_soon() {
    if (drain_is_due_.exchange(true)) return;
    const auto drain_now = [](void* queue) {
        static_cast<ReleaseQueue*>(queue)->drain_is_due_ = false;
        static_cast<ReleaseQueue*>(queue)->drain();
        return 0;
    };
    if (!Py_IsInitialized() || Py_AddPendingCall(drain_now, this) != 0) drain_is_due_ = false;
}

void ReleaseQueue::drain() {
    GIMBAL_GIL_HELD();
    Dropped dropped;
    while (dropped_.try_pop(dropped))
        if (dropped.interpreter == interpreter_.load()) Py_DECREF(dropped.object);
}

}  // namespace gimbal::console
