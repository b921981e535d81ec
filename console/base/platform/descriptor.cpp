#include "gimbal/console/base/descriptor.h"

#include "gimbal/console/base/host_descriptors.h"

namespace gimbal::console {

Descriptor::Descriptor(int number) noexcept : number_(number) { note_host_descriptor(number_); }

Descriptor::~Descriptor() { close_host_descriptor(number_); }

int Descriptor::release() noexcept {
    forget_host_descriptor(number_);
    return std::exchange(number_, -1);
}

}  // namespace gimbal::console
