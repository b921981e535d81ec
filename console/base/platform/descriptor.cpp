#include "gimbal/console/base/descriptor.h"

#include <unistd.h>

namespace gimbal::console {

Descriptor::~Descriptor() {
    if (number_ >= 0) close(number_);
}

}  // namespace gimbal::console
