#include "gimbal/console/base/descriptor.h"

#include <unistd.h>

#include "gimbal/console/base/host_descriptors.h"

namespace gimbal::console {

Descriptor::Descriptor(int number) noexcept : number_(number) { note_host_descriptor(number_); }

Descriptor::~Descriptor() {
    if (number_ < 0) return;
    forget_host_descriptor(number_);
    close(number_);
}

int Descriptor::release() noexcept {
    forget_host_descriptor(number_);
    return std::exchange(number_, -1);
}

}  // namespace gimbal::console
