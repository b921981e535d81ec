#include "gimbal/console/link/client.h"

#include <unistd.h>

#include "link/host.h"

namespace gimbal::console::link {

namespace {

std::shared_ptr<detail::Host> connected_host(ClientOptions options) {
    const std::string folder = options.folder.empty() ? detail::default_folder() : options.folder;
    const detail::Address address = detail::parse_address(options.address, folder);
    Descriptor socket = detail::connect_to(address, options.connect_time);
    detail::ConnectionFacts facts{.transport = address.transport, .address = address.text()};
    if (address.transport == Transport::local) {
        const auto other = detail::other_end(socket.get());
        if (!other || other->user != ::getuid())
            throw LinkError(Code::not_local, "the server at " + address.text() + " belongs to another user");
        facts.pid = other->process;
    } else {
        const std::string file = options.token_file.empty() ? folder + "/tcp-" + std::to_string(address.port) + ".token"
                                                            : options.token_file;
        const std::string problem = ::access(file.c_str(), F_OK) == 0 || !options.token_file.empty()
                                        ? std::string()
                                        : detail::folder_problem(folder);
        if (!problem.empty())
            throw LinkError(Code::not_authenticated, "there is no token file " + file +
                                                         ": a server refuses the folder " + folder + ", which " +
                                                         problem);
        facts.token = detail::read_token(file);
    }
    options.limits.handshake_time = options.connect_time;
    const auto host = std::make_shared<detail::Host>(
        detail::HostOptions{std::move(options.name), std::move(options.handlers), std::move(options.events),
                            options.permissions, options.limits, options.handler_threads});
    const auto connection = host->connect(std::move(socket), std::move(facts));
    host->start();
    if (const auto error = connection->wait_until_open()) {
        host->close("the handshake has failed");
        throw LinkError(*error);
    }
    return host;
}

}  // namespace

Client::Client(ClientOptions options) : Client(connected_host(std::move(options))) {}
Client::Client(std::shared_ptr<detail::Host> host) : Peer(host->first()), host_(std::move(host)) {}
Client::~Client() {
    if (host_) close();
}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&& other) noexcept {
    if (host_ && host_ != other.host_) close();
    Peer::operator=(std::move(other));
    host_ = std::move(other.host_);
    return *this;
}

Streams Client::streams() const { return Streams(host_->streams()); }
void Client::close(std::string why) { host_->close(why); }

}  // namespace gimbal::console::link
