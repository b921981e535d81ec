// The live link of the running program, as scripts and the window see it: other programs call its commands, hear its
// events and stream meshes into its scene (docs/link.md). api/live_link implements it.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/document/commands/commands.h"
#include "gimbal/console/link/error.h"
#include "gimbal/console/link/peer.h"
#include "gimbal/console/link/request.h"
#include "gimbal/console/link/streams.h"

namespace gimbal {

struct LinkOptions {
    std::vector<std::string> addresses{"gimbal"};
    bool evaluate = false;            // whether peers may run Python
    std::vector<std::string> events;  // what publish() may send, besides the program's own
};

struct LinkState {
    bool listening = false;
    bool evaluate = false;
    std::vector<std::string> asked;                   // LinkOptions::addresses
    std::vector<std::string> addresses, token_files;  // where it listens: paths, and host:port
    std::size_t peers = 0;
};

// What the link asks of Python. Both return at once and answer the request later. Thread: any.   GIL: not held.
struct LinkPython {
    std::function<void(console::link::Request)> evaluate;
    std::function<bool(const console::link::Request&)> call;  // false: no function of that name is registered
    std::function<std::vector<std::string>()> functions;      // the names of those that are; may be missing
};

// Thread: any, except close(), which must not be called by what the link calls.   GIL: not held in listen(), close()
// and wait_for(), not needed in the others.
class LiveLink {
public:
    virtual ~LiveLink() = default;

    // Throws console::link::LinkError: in_use if it listens already or another program listens there, not_local.
    virtual void listen(LinkOptions options) = 0;
    // Says goodbye, ends the work of peers and waits for handlers that run. Does nothing if it does not listen.
    virtual void close(const std::string& why) = 0;
    virtual void close_soon(const std::string& why) = 0;  // the same without a wait, for the UI thread
    virtual LinkState state() const = 0;
    virtual std::vector<console::link::PeerInfo> peers() const = 0;
    virtual bool disconnect(std::uint64_t peer, const std::string& why) = 0;  // false: it is not connected
    // To the peers that have subscribed. Returns their number. Throws std::invalid_argument for an unknown name.
    virtual std::size_t publish(const std::string& event, console::link::Value value, console::link::Arrays arrays) = 0;

    // --- What peers have sent. It stays when the link is closed, until it listens again.
    virtual std::vector<console::link::StreamInfo> streams() const = 0;
    virtual console::link::SnapshotResult latest(const std::string& name) const = 0;
    virtual console::link::SnapshotResult wait_for(const std::string& name, std::uint64_t after,
                                                   std::chrono::milliseconds limit) const = 0;

    // --- For the window.
    // The function is called when a peer has come or gone and when the link begins or ends to listen. It must only
    // post.
    virtual void on_change(std::function<void()> changed) = 0;
    virtual std::vector<document::RunningCommand> running() const = 0;  // those of peers that have not ended
    virtual void cancel_all() = 0;

    // --- For the engine.
    virtual void set_python(std::shared_ptr<const LinkPython> python) = 0;  // null: Python ends
    virtual void run_ended(const std::string& title, const char* state) = 0;
};

}  // namespace gimbal
