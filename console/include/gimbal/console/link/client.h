// A connection to a server.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "gimbal/console/link/options.h"
#include "gimbal/console/link/peer.h"
#include "gimbal/console/link/streams.h"

namespace gimbal::console::link {

namespace detail {
class Host;
}

struct ClientOptions {
    std::string address = "gimbal";
    std::string name = "client";
    std::string token_file{};  // by TCP; empty: tcp-PORT.token in the link's folder
    std::string folder{};      // of the link; empty: the user's (docs/link.md, section 2)
    std::chrono::milliseconds connect_time{5000};
    Handlers handlers{};
    std::vector<std::string> events{};  // what the server may subscribe to
    Permissions permissions{};          // of the server
    Limits limits{};
    unsigned handler_threads = 2;
};

// Has a thread of its own for the socket, and threads for the handlers. The destructor says goodbye and waits for
// handlers that run, so do not destroy it in one.
// Thread: any.   GIL: not held in the constructor, in the destructor and where a Reply is waited for.
class Client : public Peer {
public:
    explicit Client(ClientOptions options);  // throws LinkError: not_connected, not_local, not_authenticated, …
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    Streams streams() const;  // what the server has sent
    void close(std::string why = "the client ends");

private:
    explicit Client(std::shared_ptr<detail::Host> host);
    std::shared_ptr<detail::Host> host_;
};

}  // namespace gimbal::console::link
