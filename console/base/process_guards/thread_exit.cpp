// Hangs a daemon thread at the end of Python instead of unwinding it.
//
// While the interpreter finalizes, CPython up to 3.13 calls pthread_exit() in every other thread that asks for the GIL.
// glibc then unwinds the thread. That ends the program if a frame is noexcept, or if a destructor uses Python without
// the GIL. CPython 3.14 lets the thread hang until the process exits. This does the same.
#include <dlfcn.h>
#include <pthread.h>
#include <unistd.h>

namespace {

template <class Function>
Function* next(const char* name) noexcept {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

// A library that joins its threads at exit may end them by pthread_exit() too, so only Python's calls count.
bool is_pythons(const void* caller) noexcept {
    using IsFinalizing = int();
    static IsFinalizing* const is_public = next<IsFinalizing>("Py_IsFinalizing");  // from 3.13 on
    static IsFinalizing* const is_finalizing = is_public ? is_public : next<IsFinalizing>("_Py_IsFinalizing");
    if (!is_finalizing || is_finalizing() == 0) return false;
    Dl_info calls{}, python{};
    return dladdr(caller, &calls) != 0 && dladdr(reinterpret_cast<const void*>(is_finalizing), &python) != 0 &&
           calls.dli_fbase == python.dli_fbase;
}

}  // namespace

extern "C" [[gnu::visibility("default"), noreturn, gnu::noinline]] void pthread_exit(void* result) {
    if (is_pythons(__builtin_return_address(0)))
        for (;;) ::pause();
    using Exit = void(void*);
    static Exit* const libc_exit = next<Exit>("pthread_exit");
    libc_exit(result);
    __builtin_unreachable();
}
