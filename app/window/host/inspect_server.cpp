// One thread accepts, reads lines and asks the UI thread for each answer.
#include "app/window/host/inspect_server.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "gimbal/console/base/descriptor.h"
#include "gimbal/console/base/host_descriptors.h"
#include "gimbal/console/base/private_files.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr std::size_t max_request_bytes = 4096;
constexpr int look_ms = 1000;                     // between looks at what C code may have closed
constexpr std::chrono::seconds answer_limit{60};  // a safety net, because the UI thread never waits

std::string as_reply(const InspectionLines& lines) {
    std::string reply;
    for (const std::string& line : lines) reply += (line.starts_with('.') ? "." : "") + line + "\n";
    return reply + ".\n";
}

struct stat stat_of(const std::filesystem::path& path) {
    struct stat facts {};
    if (lstat(path.c_str(), &facts) != 0) facts = {};
    return facts;
}

// Removes a socket that an earlier session has left, and nothing else.
void remove_old_socket(const std::filesystem::path& path) {
    if (S_ISSOCK(stat_of(path).st_mode)) unlink(path.c_str());
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
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    remove_old_socket(path_);
    if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address)) fail(path_);
    ours_ = stat_of(path_);
    // Nobody can connect before listen().
    if (chmod(path_.c_str(), console::private_file_mode) || listen(listener_, 4)) fail(path_);
    end_event_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    for (const int own : {listener_, end_event_}) console::note_host_descriptor(own);
    thread_ = std::thread([this] { serve(); });
}

InspectServer::~InspectServer() {
    ends_.store(true);
    const std::uint64_t one = 1;
    if (console::is_host_descriptor(end_event_)) [[maybe_unused]]
        const auto written = write(end_event_, &one, sizeof one);
    thread_.join();
    for (const int own : {listener_, end_event_}) console::close_host_descriptor(own);
    const struct stat now = stat_of(path_);
    if (now.st_ino == ours_.st_ino && now.st_dev == ours_.st_dev) unlink(path_.c_str());
}

// C code may close the descriptors by a system call, which poll() does not notice while it waits. So it looks again
// every second, and no other call blocks.
bool InspectServer::wait_for(int descriptor, short events) const {
    for (;;) {
        pollfd watched[] = {{descriptor, events, 0}, {end_event_, POLLIN, 0}};
        const int ready = poll(watched, 2, look_ms);
        if (ends_.load() || (ready > 0 && watched[1].revents != 0)) return false;
        if (ready > 0) return !(watched[0].revents & POLLNVAL);
        if (ready < 0 && errno != EINTR) return false;
    }
}

// A client that does not read its replies does not hold up the end of the program.
bool InspectServer::send_all(int client, const std::string& bytes) const {
    for (std::size_t sent = 0; sent < bytes.size();) {
        if (!wait_for(client, POLLOUT)) return false;
        const ssize_t count = send(client, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (count <= 0) return false;
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

void InspectServer::serve() {
    console::set_thread_role(console::ThreadRole::worker);
    while (wait_for(listener_, POLLIN)) {
        const console::Descriptor client(accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
        if (client) talk(client.get());
        else if (errno == EBADF || errno == ENOTSOCK || errno == EINVAL) return;  // it is not ours any more
    }
}

void InspectServer::talk(int client) {
    std::string pending;
    char buffer[1024];
    while (wait_for(client, POLLIN)) {
        const ssize_t count = recv(client, buffer, sizeof buffer, MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (count <= 0) return;
        pending.append(buffer, static_cast<std::size_t>(count));
        if (pending.size() > max_request_bytes) return;
        for (std::size_t end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
            const std::string request = pending.substr(0, end);
            pending.erase(0, end + 1);
            try {
                const InspectionLines answer = ui_.ask([&] { return inspection_.answer(request); }, answer_limit);
                if (!send_all(client, as_reply(answer))) return;
            } catch (const std::exception&) {
                return;  // the window is closing, or no memory is left; the client sees the end of the stream
            }
        }
    }
}

}  // namespace gimbal::app
