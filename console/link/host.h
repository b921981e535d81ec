// What a Client and a Server have in common: the thread that owns the sockets, the threads of the handlers, the
// streams.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/platform/native_thread.h"
#include "base/platform/wake_up.h"
#include "gimbal/console/link/options.h"
#include "link/connection.h"
#include "link/handler_pool.h"
#include "link/platform/sockets.h"
#include "link/stream_store.h"

namespace gimbal::console::link::detail {

struct HostOptions {
    std::string name;
    Handlers handlers;
    std::vector<std::string> events;
    Permissions permissions;
    Limits limits;
    unsigned handler_threads = 2;
};

class Host : NonCopyable {
public:
    explicit Host(HostOptions options);
    ~Host() { close("this end is destroyed"); }

    // Before start().
    void listen(const std::string& address, const std::string& folder);
    std::shared_ptr<Connection> connect(Descriptor socket, ConnectionFacts facts);
    void start();
    void close(const std::string& why);  // goodbye to all, then the end; waits for handlers

    const std::shared_ptr<Connection>& first() const { return first_; }  // of a client

    // --- Any thread.
    const HostOptions& options() const { return options_; }
    const std::shared_ptr<WakeUp>& wake() const { return wake_; }
    const std::shared_ptr<StreamStore>& streams() const { return streams_; }
    HandlerPool& handlers() { return *handlers_; }
    std::vector<std::shared_ptr<Connection>> connections() const;
    std::vector<std::string> addresses() const;
    std::vector<std::string> token_files() const;
    bool offers(const std::string& event) const;

    // --- The link's thread.
    void opened(Connection& connection);
    void ended(Connection& connection, const Error& error, const std::vector<StreamInfo>& streams);
    void stream_changed(const std::string& name);
    void stream_ended(const StreamInfo& stream);
    void event_came(const std::shared_ptr<Connection>& connection, const std::shared_ptr<HandlerPool::Lane>& lane);

private:
    struct Listening {
        std::unique_ptr<Listener> listener;
        Secret token{};
        std::string token_file;
    };
    void run();
    void step_all(const std::vector<short>& events);
    void accept_from(const Listening& listening);
    void admit(Descriptor socket, const Listening& listening);
    void tick(Clock::time_point now);
    void call_update_handler(const std::string& name);

    const HostOptions options_;
    const std::shared_ptr<WakeUp> wake_ = std::make_shared<WakeUp>();
    const std::shared_ptr<StreamStore> streams_;
    Clock::time_point accept_after_{};  // the system had no descriptor left
    Clock::time_point ticked_{};

    mutable std::mutex mutex_;
    std::vector<Listening> listening_;  // changed only while the link's thread does not run
    std::vector<std::shared_ptr<Connection>> connections_;
    std::map<std::string, bool> updates_due_;  // name: its handler is posted; true: another frame came meanwhile
    std::uint64_t next_id_ = 0;
    std::shared_ptr<Connection> first_;
    const std::shared_ptr<HandlerPool::Lane> stream_lane_ = std::make_shared<HandlerPool::Lane>();
    std::atomic<bool> closing_ = false;
    bool closed_ = false;
    std::string why_;  // written before closing_ is set
    std::mutex closing_mutex_;
    std::unique_ptr<HandlerPool> handlers_;
    NativeThread thread_;
};

}  // namespace gimbal::console::link::detail
