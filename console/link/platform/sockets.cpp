#include "link/platform/sockets.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/platform/temporary_files.h"
#include "gimbal/console/base/private_files.h"

namespace gimbal::console::link::detail {

namespace {

constexpr int most_waiting = 128;
constexpr std::size_t most_pieces = 64;

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t length = 0;
    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress socket_address(const Address& address) {
    SocketAddress result;
    if (address.transport == Transport::local) {
        auto* local = reinterpret_cast<sockaddr_un*>(&result.storage);
        local->sun_family = AF_UNIX;
        std::memcpy(local->sun_path, address.path.c_str(), address.path.size() + 1);
        result.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.path.size() + 1);
    } else if (address.six) {
        auto* six = reinterpret_cast<sockaddr_in6*>(&result.storage);
        six->sin6_family = AF_INET6;
        six->sin6_addr = in6addr_loopback;
        six->sin6_port = htons(address.port);
        result.length = sizeof *six;
    } else {
        auto* four = reinterpret_cast<sockaddr_in*>(&result.storage);
        four->sin_family = AF_INET;
        four->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        four->sin_port = htons(address.port);
        result.length = sizeof *four;
    }
    return result;
}

Descriptor make_socket(const Address& address) {
    const int family = address.transport == Transport::local ? AF_UNIX : address.six ? AF_INET6 : AF_INET;
    Descriptor made(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!made) throw LinkError(Code::not_connected, std::string("there is no socket: ") + std::strerror(errno));
    return made;
}

void send_at_once(int socket) {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // fails for a Unix socket, which always does
}

}  // namespace

// The lock of a Unix socket says whether a server lives. A socket file without one is left over.
void Listener::lock() {
    check_folder(folder_of(address_.path).string());
    const std::string file = address_.path + ".lock";
    for (int attempt = 0; attempt < 8; ++attempt) {  // another server may remove the file at its end
        lock_ = Descriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, private_file_mode));
        if (!lock_) throw LinkError(Code::not_local, "the file " + file + " cannot be made: " + std::strerror(errno));
        if (lock_file(lock_.get())) return;
        struct stat facts {};
        if (::fstat(lock_.get(), &facts) != 0 || facts.st_nlink > 0) break;
    }
    throw LinkError(Code::in_use, "another program listens at " + address_.path + "; choose another name");
}

// Nobody listens at a socket whose lock is ours. Another file belongs to somebody.
void Listener::remove_old_socket() const {
    struct stat facts {};
    if (::lstat(address_.path.c_str(), &facts) != 0) return;
    if (!S_ISSOCK(facts.st_mode))
        throw LinkError(Code::in_use, address_.path + " is a file and no socket; remove it, or choose another name");
    ::unlink(address_.path.c_str());
}

Listener::Listener(Address address) : address_(std::move(address)) {
    if (address_.transport == Transport::local) lock();
    try {
        listen();
    } catch (...) {
        remove_files();
        throw;
    }
}

void Listener::listen() {
    const bool local = address_.transport == Transport::local;
    socket_ = make_socket(address_);
    const int on = 1;
    if (local) remove_old_socket();
    else ::setsockopt(socket_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    SocketAddress where = socket_address(address_);
    // The folder keeps others out, whatever the mode of the socket file is.
    const bool bound_here = ::bind(socket_.get(), where.get(), where.length) == 0;
    has_socket_file_ = bound_here && local;
    if (!bound_here || ::listen(socket_.get(), most_waiting) != 0)
        throw LinkError(errno == EADDRINUSE ? Code::in_use : Code::not_connected,
                        "cannot listen at " + address_.text() + ": " + std::strerror(errno));
    if (local) {
        ::chmod(address_.path.c_str(), private_file_mode);
        return;
    }
    SocketAddress bound;
    bound.length = sizeof bound.storage;
    ::getsockname(socket_.get(), bound.get(), &bound.length);
    address_.port = ntohs(address_.six ? reinterpret_cast<sockaddr_in6*>(bound.get())->sin6_port
                                       : reinterpret_cast<sockaddr_in*>(bound.get())->sin_port);
}

void Listener::remove_files() const {
    if (has_socket_file_) ::unlink(address_.path.c_str());
    if (lock_) ::unlink((address_.path + ".lock").c_str());  // last, so that nobody else takes the socket before
}

Listener::~Listener() { remove_files(); }

Descriptor Listener::accept(bool& failed) const {
    Descriptor accepted(::accept4(descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    failed = !accepted && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM);
    if (accepted) send_at_once(accepted.get());
    return accepted;
}

Descriptor connect_to(const Address& address, std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    const auto refuse = [&](int number) {
        if (address.transport == Transport::local) {
            const std::string folder = folder_of(address.path).string(), problem = folder_problem(folder);
            if (!problem.empty())
                throw LinkError(Code::not_connected, "nobody listens at " + address.text() +
                                                         ": a server refuses the folder " + folder + ", which " +
                                                         problem);
        }
        const bool nobody = number == ENOENT || number == ECONNREFUSED;
        throw LinkError(Code::not_connected,
                        nobody ? "nobody listens at " + address.text() + "; start the server first"
                               : "cannot connect to " + address.text() + ": " + std::strerror(number));
    };
    SocketAddress where = socket_address(address);
    Descriptor socket = make_socket(address);
    send_at_once(socket.get());
    const auto left_ms = [&] {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline -
                                                                                std::chrono::steady_clock::now());
        return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
    };
    while (::connect(socket.get(), where.get(), where.length) != 0) {
        if (errno == EISCONN) break;
        if (errno == EAGAIN && left_ms() > 0) {  // a Unix socket whose queue of connections is full
            ::poll(nullptr, 0, 5);
            continue;
        }
        if (errno != EINPROGRESS && errno != EINTR && errno != EALREADY) refuse(errno);
        pollfd waited{socket.get(), POLLOUT, 0};
        if (::poll(&waited, 1, left_ms()) == 0) refuse(ETIMEDOUT);
        int number = 0;
        socklen_t length = sizeof number;
        ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &number, &length);
        if (number != 0) refuse(number);
        if (waited.revents & POLLOUT) break;
    }
    return socket;
}

std::optional<OtherEnd> other_end(int unix_socket) {
    ucred facts{};
    socklen_t length = sizeof facts;
    if (::getsockopt(unix_socket, SOL_SOCKET, SO_PEERCRED, &facts, &length) != 0) return {};
    return OtherEnd{facts.uid, facts.pid};
}

ssize_t write_pieces(int socket, const Piece* pieces, std::size_t count, int descriptor) {
    std::array<iovec, most_pieces> vector;
    count = std::min(count, most_pieces);
    for (std::size_t i = 0; i < count; ++i) vector[i] = {const_cast<void*>(pieces[i].data), pieces[i].bytes};
    msghdr message{};
    message.msg_iov = vector.data();
    message.msg_iovlen = count;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    if (descriptor >= 0) {
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        cmsghdr* part = CMSG_FIRSTHDR(&message);
        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(part), &descriptor, sizeof(int));
    }
    const ssize_t written = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    if (written >= 0) return written;
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR || errno == ENOBUFS ? 0 : -1;
}

}  // namespace gimbal::console::link::detail
