// The descriptors that the program itself uses: scripts cannot close them by os.close() or os.closerange().
#pragma once
#include <vector>

#include "gimbal/console/base/non_copyable.h"

namespace gimbal::console {

// Thread: any.   GIL: not needed.
void note_host_descriptor(int number) noexcept;
void forget_host_descriptor(int number) noexcept;
// False once the number stands for another file than when it was noted.
bool is_host_descriptor(int number) noexcept;
std::vector<int> host_descriptors(int low, int high);  // those in [low, high), in order
void note_open_descriptors();                          // every descriptor that is open now, except 0 to 2

// Notes the descriptors that a library opens while this exists, such as the connection to the X server.
class HostDescriptorScope : NonCopyable {
public:
    HostDescriptorScope();
    ~HostDescriptorScope();

private:
    std::vector<int> before_;
};

}  // namespace gimbal::console
