// The end that others connect to.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/link/options.h"
#include "gimbal/console/link/peer.h"
#include "gimbal/console/link/streams.h"

namespace gimbal::console::link {

namespace detail {
class Host;
}

struct ServerOptions {
    std::vector<std::string> addresses{"gimbal"};
    std::string name = "server";
    std::string folder{};  // of the link; empty: the user's (docs/link.md, section 2)
    Handlers handlers{};
    std::vector<std::string> events{};  // what a client may subscribe to
    Permissions permissions{};          // of each client
    Limits limits{};
    unsigned handler_threads = 2;
};

// Has a thread of its own for the sockets, and threads for the handlers. The destructor says goodbye and waits for
// handlers that run, so do not destroy it in one.
// Thread: any.   GIL: not held in the constructor and in the destructor.
class Server {
public:
    explicit Server(ServerOptions options);  // throws LinkError: in_use, not_local, …
    ~Server();
    Server(Server&&) noexcept;
    Server& operator=(Server&&) noexcept;

    std::vector<std::string> addresses() const;    // where it listens: paths, and host:port
    std::vector<std::string> token_files() const;  // one for each TCP address
    std::vector<PeerInfo> peers() const;
    std::size_t peer_count() const;
    std::optional<Peer> peer(std::uint64_t id) const;
    bool disconnect(std::uint64_t id, std::string why);  // false: it is not connected

    // To each client that has subscribed. Returns their number. Throws std::invalid_argument for a name that the
    // options do not list.
    std::size_t publish(const std::string& name, Value value = {}, Arrays arrays = {});
    Streams streams() const;  // what the clients have sent
    void close(std::string why = "the server ends");

private:
    std::shared_ptr<detail::Host> host_;
};

}  // namespace gimbal::console::link
