// One thread accepts, reads lines and asks the UI thread for each answer.
#include "app/window/host/inspect_server.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "gimbal/console/base/descriptor.h"
#include "gimbal/console/base/host_descriptors.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr std::size_t max_request_bytes = 4096;
constexpr std::chrono::seconds answer_limit{60};  // a safety net, because the UI thread never waits

bool send_all(int client, const std::string& bytes) {
    for (std::size_t sent = 0; sent < bytes.size();) {
        const ssize_t count = send(client, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) return false;
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

std::string as_reply(const InspectionLines& lines) {
    std::string reply;
    for (const std::string& line : lines) reply += (line.starts_with('.') ? "." : "") + line + "\n";
    return reply + ".\n";
}

[[noreturn]] void fail(const std::filesystem::path& path) {
    throw std::runtime_error("--inspect-socket " + path.string() + ": " + std::strerror(errno));
}

}  // namespace

InspectServer::InspectServer(std::filesystem::path socket_path, console::UiQueue& ui, const Inspection& inspection)
    : path_(std::move(socket_path)),
      ui_(ui),
      inspection_(inspection) {
    GIMBAL_ON(ui);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path_.string().size() >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        fail(path_);
    }
    std::strcpy(address.sun_path, path_.c_str());
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    unlink(path_.c_str());  // a socket that an earlier session has left
    if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) || listen(listener_, 4))
        fail(path_);
    end_event_ = eventfd(0, EFD_CLOEXEC);
    for (const int own : {listener_, end_event_}) console::note_host_descriptor(own);
    thread_ = std::thread([this] { serve(); });
}

InspectServer::~InspectServer() {
    const std::uint64_t one = 1;
    if (write(end_event_, &one, sizeof one) == sizeof one) thread_.join();
    else thread_.detach();
    close(listener_);
    close(end_event_);
    unlink(path_.c_str());
}

bool InspectServer::wait_readable(int descriptor) const {
    pollfd watched[] = {{descriptor, POLLIN, 0}, {end_event_, POLLIN, 0}};
    while (poll(watched, 2, -1) < 0 && errno == EINTR) {}
    return !(watched[1].revents & POLLIN);
}

void InspectServer::serve() {
    console::set_thread_role(console::ThreadRole::worker);
    while (wait_readable(listener_)) {
        const console::Descriptor client(accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
        if (client) talk(client.get());
    }
}

void InspectServer::talk(int client) {
    std::string pending;
    char buffer[1024];
    while (wait_readable(client)) {
        const ssize_t count = read(client, buffer, sizeof buffer);
        if (count <= 0) return;
        pending.append(buffer, static_cast<std::size_t>(count));
        if (pending.size() > max_request_bytes) return;
        for (std::size_t end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
            const std::string request = pending.substr(0, end);
            pending.erase(0, end + 1);
            try {
                const InspectionLines answer = ui_.ask([&] { return inspection_.answer(request); }, answer_limit);
                if (!send_all(client, as_reply(answer))) return;
            } catch (const std::runtime_error&) {
                return;  // the window is closing; the client sees the end of the stream
            }
        }
    }
}

}  // namespace gimbal::app
