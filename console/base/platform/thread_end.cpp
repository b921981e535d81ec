// POSIX: a key whose destructor asks to be called a second time, after those of all other keys.
#include "base/platform/thread_end.h"

#include <pthread.h>

#include <utility>

namespace gimbal::console {

namespace {
thread_local bool is_ending = false;

pthread_key_t key();

void end(void* function) {
    if (std::exchange(is_ending, true)) return reinterpret_cast<void (*)()>(function)();
    pthread_setspecific(key(), function);
}

pthread_key_t key() {
    static const pthread_key_t only = [] {
        pthread_key_t made{};
        pthread_key_create(&made, end);
        return made;
    }();
    return only;
}
}  // namespace

void call_at_thread_end(void (*function)()) { pthread_setspecific(key(), reinterpret_cast<void*>(function)); }

bool is_thread_ending() noexcept { return is_ending; }

}  // namespace gimbal::console
