// Gives every thread of the process an alternate stack, also those that libraries start.
#include <dlfcn.h>
#include <pthread.h>

#include <memory>
#include <new>

#include "base/process_guards/process_guards.h"
#include "gimbal/console/base/alternate_stack.h"

#if GIMBAL_PROCESS_GUARDS

namespace {

using Body = void* (*)(void*);

struct Start {
    Body body;
    void* argument;
};

void* enter(void* given) {
    const Start start = *std::unique_ptr<Start>(static_cast<Start*>(given));
    const gimbal::console::AlternateStack stack;  // pthread_exit() and a cancellation unwind, and so destroy it too
    return start.body(start.argument);
}

using Create = int (*)(pthread_t*, const pthread_attr_t*, Body, void*);

Create libc_create() noexcept {
    static const auto found = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
    return found;
}

}  // namespace

// The program's symbol comes before the C library's for every library that is loaded in the usual way.
extern "C" [[gnu::visibility("default")]] int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                                                             Body body, void* argument) noexcept {
    std::unique_ptr<Start> start(new (std::nothrow) Start{body, argument});
    if (!start) return libc_create()(thread, attributes, body, argument);
    const int error = libc_create()(thread, attributes, enter, start.get());
    if (error == 0) (void)start.release();
    return error;
}

#endif
