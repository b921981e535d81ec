// Callables for code without the GIL, and the queue that their last references wait in.
#include "gimbal/console/python/gil.h"
#include "gimbal/console/callable.h"

#include "engine/python/release_queue.h"

namespace gimbal::console {

struct Callable::Ref {
    PyObject* object;
    std::uint64_t interpreter;  // a reference outlives its interpreter only in name

    explicit Ref(PyObject* borrowed) : object(Py_NewRef(borrowed)), interpreter(release_queue().interpreter()) {}
    ~Ref() { release_queue().release(object, interpreter); }
    Ref(const Ref&) = delete;
    Ref& operator=(const Ref&) = delete;
};

Callable Callable::of(PyObject* borrowed) {
    assert_gil_held();
    Callable callable;
    if (borrowed) callable.ref_ = std::make_shared<Ref>(borrowed);
    return callable;
}

PyObject* Callable::get() const { return ref_ ? ref_->object : nullptr; }

ReleaseQueue& release_queue() {
    static auto* queue = new ReleaseQueue;  // never destroyed: a static Callable may be dropped after main()
    return *queue;
}

void ReleaseQueue::begin_interpreter(std::function<void()> wake) {
    std::lock_guard lock(wake_mutex_);
    interpreter_.fetch_add(1);
    wake_ = std::move(wake);
}

void ReleaseQueue::end_interpreter() {
    std::lock_guard lock(wake_mutex_);
    interpreter_.fetch_add(1);
    wake_ = nullptr;
}

void ReleaseQueue::release(PyObject* object, std::uint64_t interpreter) {
    if (interpreter != interpreter_.load()) return;
    dropped_.push({object, interpreter});
    std::lock_guard lock(wake_mutex_);
    if (wake_) wake_();
}

void ReleaseQueue::drain() {
    assert_gil_held();
    Dropped dropped;
    while (dropped_.try_pop(dropped))
        if (dropped.interpreter == interpreter_.load()) Py_DECREF(dropped.object);
}

}  // namespace gimbal::console
