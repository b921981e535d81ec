#include "gimbal/console/link/server.h"

#include <algorithm>
#include <stdexcept>

#include "link/host.h"

namespace gimbal::console::link {

Server::Server(ServerOptions options) {
    const std::string folder = options.folder.empty() ? detail::default_folder() : options.folder;
    if (options.addresses.empty())
        throw LinkError(Code::bad_argument, "a server needs an address, `gimbal` for example");
    host_ = std::make_shared<detail::Host>(detail::HostOptions{std::move(options.name), std::move(options.handlers),
                                                               std::move(options.events), options.permissions,
                                                               options.limits, options.handler_threads});
    for (const std::string& address : options.addresses) host_->listen(address, folder);
    host_->start();
}

Server::~Server() {
    if (host_) close();
}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&& other) noexcept {
    if (host_ && host_ != other.host_) close();
    host_ = std::move(other.host_);
    return *this;
}

std::vector<std::string> Server::addresses() const { return host_->addresses(); }
std::vector<std::string> Server::token_files() const { return host_->token_files(); }

std::vector<PeerInfo> Server::peers() const {
    std::vector<PeerInfo> result;
    for (const auto& connection : host_->connections())
        if (connection->connected()) result.push_back(connection->info());
    return result;
}

std::size_t Server::peer_count() const {
    const auto connections = host_->connections();
    return static_cast<std::size_t>(
        std::ranges::count_if(connections, [](const auto& one) { return one->connected(); }));
}

std::optional<Peer> Server::peer(std::uint64_t id) const {
    for (const auto& connection : host_->connections())
        if (connection->connected() && connection->id() == id) return Peer(connection);
    return {};
}

bool Server::disconnect(std::uint64_t id, std::string why) {
    const auto found = peer(id);
    if (found) found->disconnect(std::move(why));
    return found.has_value();
}

std::size_t Server::publish(const std::string& name, Value value, Arrays arrays) {
    if (!host_->offers(name))
        throw std::invalid_argument("the server has no event `" + name + "`; name it in ServerOptions::events");
    std::size_t count = 0;
    for (const auto& connection : host_->connections())
        if (connection->connected() && connection->is_subscribed(name) &&
            Peer(connection).push_event(name, value, arrays))
            ++count;
    return count;
}

Streams Server::streams() const { return Streams(host_->streams()); }
void Server::close(std::string why) { host_->close(why); }

}  // namespace gimbal::console::link
