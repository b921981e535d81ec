// Linux: sigaltstack(2), which is a property of each thread.
#include "gimbal/console/base/alternate_stack.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

namespace gimbal::console {

namespace {
// Room for faulthandler's handler and ours, besides the registers that the kernel saves. Unused pages cost no memory.
constexpr std::size_t handler_bytes = 64u << 10;

std::size_t page_bytes() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

std::size_t stack_bytes() {
    const long saved = sysconf(_SC_MINSIGSTKSZ);
    const std::size_t page = page_bytes();
    return (handler_bytes + static_cast<std::size_t>(std::max(saved, 0L)) + page - 1) / page * page;
}

char* stack_in(void* memory) { return static_cast<char*>(memory) + page_bytes(); }
}  // namespace

AlternateStack::AlternateStack() noexcept {
    stack_t present{};
    if (sigaltstack(nullptr, &present) != 0 || !(present.ss_flags & SS_DISABLE)) return;
    bytes_ = page_bytes() + stack_bytes();
    memory_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (memory_ == MAP_FAILED) {
        memory_ = nullptr;
        return;
    }
    mprotect(memory_, page_bytes(), PROT_NONE);
    stack_t stack{};
    stack.ss_sp = stack_in(memory_);
    stack.ss_size = bytes_ - page_bytes();
    sigaltstack(&stack, nullptr);
}

AlternateStack::~AlternateStack() {
    if (!memory_) return;
    stack_t present{};
    // A library may have given the thread another one meanwhile.
    if (sigaltstack(nullptr, &present) == 0 && present.ss_sp == stack_in(memory_)) {
        stack_t none{};
        none.ss_flags = SS_DISABLE;
        if (sigaltstack(&none, nullptr) != 0) return;  // a handler runs on it
    }
    munmap(memory_, bytes_);
}

}  // namespace gimbal::console
