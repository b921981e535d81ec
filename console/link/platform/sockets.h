// Sockets of the link: Unix sockets of this user, and TCP on the loopback interface. None blocks.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "gimbal/console/base/descriptor.h"
#include "gimbal/console/base/non_copyable.h"
#include "link/address.h"

namespace gimbal::console::link::detail {

// A socket that listens. Removes its files at the end.
class Listener : NonCopyable {
public:
    explicit Listener(Address address);  // throws LinkError: in_use, not_local, …
    ~Listener();
    int descriptor() const { return socket_.get(); }
    const Address& address() const { return address_; }
    // The next connection; none: there is none now. `failed`: the system has no descriptor left.
    Descriptor accept(bool& failed) const;

private:
    void lock();
    void listen();
    void remove_old_socket() const;
    void remove_files() const;

    Address address_;
    Descriptor lock_, socket_;
    bool has_socket_file_ = false;
};

// Throws LinkError: not_connected, not_local.
Descriptor connect_to(const Address& address, std::chrono::milliseconds limit);

struct OtherEnd {
    uid_t user;
    pid_t process;
};
std::optional<OtherEnd> other_end(int unix_socket);

// Writes all pieces from `offset` on with one system call, and a descriptor with the first byte. Returns the bytes that
// the system has taken; 0: none now; negative: the other end is gone.
struct Piece {
    const void* data;
    std::size_t bytes;
};
ssize_t write_pieces(int socket, const Piece* pieces, std::size_t count, int descriptor);

}  // namespace gimbal::console::link::detail
