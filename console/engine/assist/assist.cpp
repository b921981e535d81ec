#include "engine/assist/assist.h"

namespace gimbal::console {

Assist::Assist(EventChannel& events, Namespaces& namespaces, int nice)
    : events_(events),
      namespaces_(namespaces),
      thread_({"assist", ThreadRole::assist, nice}, [](const std::string&) { PyErr_Clear(); }) {}

void Assist::post(std::function<void()> work) {
    thread_.post({"a request of the host", std::move(work), nullptr});
    want_thread();
}

void Assist::python_is_ready() {
    GIMBAL_ON(script);
    std::lock_guard lock(starting_);
    ready_ = true;
    start_if_possible();
}

void Assist::close() {
    GIMBAL_ON(script);
    std::lock_guard lock(starting_);
    ready_ = false;
}

void Assist::start_if_possible() {
    if (wanted_ && ready_ && !thread_.started()) thread_.start();
}

void Assist::want_thread() {
    std::lock_guard lock(starting_);
    wanted_ = true;
    start_if_possible();
}

bool Assist::finish_until(Clock::time_point deadline) {
    GIMBAL_ON(script);
    return thread_.finish_until(deadline);
}

}  // namespace gimbal::console
