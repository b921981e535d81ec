// The other end of a connection, and all that can be asked of it.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gimbal/console/link/error.h"
#include "gimbal/console/link/shared_memory.h"
#include "gimbal/console/link/streams.h"

namespace gimbal::console::link {

namespace detail {
class Connection;
struct PendingState;
}  // namespace detail

struct Progress {
    std::optional<double> fraction{};  // 0 to 1; none: unknown
    std::string text{};
};

struct CallOptions {
    std::optional<std::chrono::milliseconds> timeout{};  // none: until the connection ends
    Arrays arrays{};
    std::function<void(const Progress&)> progress{};  // on a thread of the link: do not wait there
};

// A call whose answer has not come. Copies are the same call. Thread: any.   GIL: not held in wait().
class Pending {
public:
    explicit Pending(std::shared_ptr<detail::PendingState> state) : state_(std::move(state)) {}

    bool ready() const;
    Reply wait() const;                                                    // until the answer, a deadline or the end
    std::optional<Reply> wait_for(std::chrono::milliseconds limit) const;  // none: the call goes on
    void cancel() const;                                                   // asks; the answer still comes
    void then(std::function<void(Reply)> function) const;  // once; on a thread of the link, or here if it is ready

private:
    std::shared_ptr<detail::PendingState> state_;
};

enum class Transport { local, tcp };

struct PeerInfo {
    std::uint64_t id = 0;  // of this end; not used again
    std::string name{};    // what the other end says of itself
    Transport transport = Transport::local;
    std::string address{};
    std::int64_t pid = 0;  // by the kernel; 0 by TCP
    double seconds = 0;    // since it connected
    std::uint64_t frames_in = 0, frames_out = 0, bytes_in = 0, bytes_out = 0;
    std::uint64_t updates_dropped = 0, events_dropped = 0;  // unsent, because the socket was full
    std::size_t open_calls_in = 0, open_calls_out = 0;
    std::vector<std::string> subscriptions{};
    bool connected = true;
};

struct UpdateOptions {
    StreamKind kind = StreamKind::mesh;
    std::uint64_t frame = 0;  // 0: one more than the last one of the name
};

// Copies are the same connection. All functions return at once unless they return a Reply. After the end of the
// connection they return `closed` or false.
// Thread: any.   GIL: not held where a Reply is waited for.
class Peer {
public:
    explicit Peer(std::shared_ptr<detail::Connection> connection) : connection_(std::move(connection)) {}

    PeerInfo info() const;
    bool connected() const;
    void disconnect(std::string why) const;  // goodbye, then the end

    Reply call(std::string command, Object arguments = {}, CallOptions options = {}) const;
    Pending start_call(std::string command, Object arguments = {}, CallOptions options = {}) const;
    Reply evaluate(std::string source, CallOptions options = {}) const;
    Pending start_evaluate(std::string source, CallOptions options = {}) const;
    Reply subscribe(const std::vector<std::string>& events, CallOptions options = {}) const;
    Reply unsubscribe(const std::vector<std::string>& events, CallOptions options = {}) const;
    Reply ping(CallOptions options = {}) const;

    // Throws LinkError: bad_argument for a value that JSON does not have and for what is no name, too_large.
    bool push_event(std::string name, Value value = {}, Arrays arrays = {}) const;
    // Newest wins: replaces an unsent one of this name. Throws LinkError: bad_array if the kind says mesh but the
    // arrays are none, have a name that no mesh has or a vertex number out of range; bad_argument for what is no name;
    // too_large.
    bool update(std::string name, Arrays arrays, UpdateOptions options = {}) const;
    // Never dropped; waits until the other end holds it.
    Reply send(std::string name, Arrays arrays, UpdateOptions options = {}, CallOptions call = {}) const;
    Reply read(std::string name, CallOptions options = {}) const;
    // A segment of shared memory that this end writes and the other reads.
    std::variant<SharedWriter, Error> share(std::string name, const ArrayLayouts& layouts,
                                            ShareOptions options = {}) const;

    const std::shared_ptr<detail::Connection>& connection() const { return connection_; }

private:
    std::shared_ptr<detail::Connection> connection_;
};

}  // namespace gimbal::console::link
