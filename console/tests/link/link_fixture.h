// A folder for sockets, raw bytes as a hostile or half-dead peer sends them, and waits with a deadline.
#pragma once
#include <doctest/doctest.h>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "gimbal/console/link/client.h"
#include "gimbal/console/link/server.h"
#include "link/wire/frame.h"

namespace link_test {

using namespace gimbal::console;
using namespace std::chrono_literals;
using link::Code;
using link::Object;

constexpr auto deadline = 120s;  // generous, because the machine may be busy

inline bool wait_until(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

class Folder {
public:
    Folder() {
        char name[] = "/tmp/gimbal-link-test-XXXXXX";
        path = ::mkdtemp(name);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string path;
    std::string socket(const std::string& name = "test") const { return path + "/" + name + ".socket"; }
};

inline std::string frame(const Object& header, const link::Arrays& arrays = {}) {
    Object described = header;
    if (!arrays.empty()) described["arrays"] = link::detail::descriptions_of(arrays);
    std::string bytes = link::detail::frame_start(described, arrays);
    for (const auto& [name, array] : arrays) {
        bytes.append(reinterpret_cast<const char*>(array.data()), array.byte_count());
        bytes.append(link::detail::padded(array.byte_count()) - array.byte_count(), '\0');
    }
    return bytes;
}

inline Object hello(const std::string& name = "raw") {
    return {{"type", "hello"}, {"protocol", "gimbal-link"}, {"versions", link::List{1, 1}}, {"name", name}};
}

inline sockaddr_un unix_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    return address;
}

// A socket without the library.
class RawPeer {
public:
    explicit RawPeer(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const sockaddr_un address = unix_address(path);
        connected = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawPeer() { close(); }
    void close() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }
    int descriptor() const { return socket_; }

    // Writes what the system takes without waiting. Returns the bytes.
    std::size_t send_some(std::string_view bytes) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        return sent > 0 ? static_cast<std::size_t>(sent) : 0;
    }
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    bool send_with_descriptor(std::string_view bytes, int descriptor) {
        iovec piece{const_cast<char*>(bytes.data()), bytes.size()};
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
        msghdr message{};
        message.msg_iov = &piece;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        cmsghdr* part = CMSG_FIRSTHDR(&message);
        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(part), &descriptor, sizeof(int));
        return ::sendmsg(socket_, &message, MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
    }
    // The next frame's header. Fails the test if none comes.
    Object receive() {
        while (true) {
            if (auto next = reader_.next()) return next->header;
            pollfd waited{socket_, POLLIN, 0};
            REQUIRE_MESSAGE(::poll(&waited, 1, static_cast<int>(std::chrono::milliseconds(deadline).count())) > 0,
                            "no answer came");
            if (reader_.read_from(socket_, false) == link::detail::FrameReader::Read::end) return {};
        }
    }
    bool wait_for_end() {  // reads and throws away
        return wait_until([this] {
            char bytes[4096];
            return ::recv(socket_, bytes, sizeof bytes, MSG_DONTWAIT) == 0 ||
                   (errno != EAGAIN && errno != EINTR && errno);
        });
    }
    void greet() {
        REQUIRE(send(frame(hello())));
        REQUIRE(receive().at("type") == link::Value("welcome"));
    }

    bool connected = false;

private:
    int socket_;
    link::detail::FrameReader reader_{1 << 20, std::size_t(1) << 30};
};

inline std::string code_of(const Object& header) {
    const auto found = header.find("code");
    return found != header.end() && found->second.text() ? *found->second.text() : std::string();
}

// A server with a few commands, and clients of it.
struct Linked : Folder {
    link::ServerOptions options(link::Handlers handlers = {}) const {
        link::ServerOptions result{
            .addresses = {"test"}, .name = "server", .folder = path, .handlers = std::move(handlers)};
        result.events = {"saved", "tick"};
        result.handlers.commands["add"] = [](link::Request& request) {
            return link::Reply(request.get<double>("a") + request.get<double>("b", 0.0));
        };
        result.handlers.commands["raise"] = [](link::Request&) -> link::Reply {
            throw std::runtime_error("no such luck");
        };
        result.handlers.commands["until_cancelled"] = [](link::Request& request) -> link::Reply {
            request.progress(0.5, "half");
            wait_until([&] { return request.cancelled(); });
            return link::Error{Code::cancelled, "stopped at half"};
        };
        return result;
    }
    link::ClientOptions client(const std::string& address = "test") const {
        return {.address = address, .name = "client", .folder = path, .connect_time = deadline};
    }
};

inline Code code(const link::Reply& reply) {
    REQUIRE(reply.error);
    return reply.error->code;
}

inline link::Array numbers(std::vector<float> values) { return link::Array::take(std::move(values)); }

}  // namespace link_test
