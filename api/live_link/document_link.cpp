#include "api/live_link/document_link.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "api/live_link/command_arguments.h"
#include "api/live_link/event_feed.h"
#include "gimbal/console/base/near_names.h"
#include "gimbal/console/base/process_start.h"
#include "gimbal/console/base/signal_mask.h"

namespace gimbal::live_link {

using console::link::Code;
using console::link::Error;
using console::link::LinkError;
using console::link::PeerInfo;
using console::link::Reply;
using console::link::Server;
using console::link::Snapshot;
using console::link::SnapshotResult;

// The feed exists while the link listens. The document keeps its listener for ever.
struct DocumentLink::Feed {
    std::mutex mutex;
    std::unique_ptr<EventFeed> events;
    std::atomic<bool> open = false;  // an edit pays no more than this while nobody listens

    template <class Tell>
    void tell(Tell tell) {
        if (!open.load(std::memory_order_acquire)) return;
        std::lock_guard lock(mutex);
        if (events) tell(*events);
    }
    std::unique_ptr<EventFeed> exchange(std::unique_ptr<EventFeed> next) {
        std::lock_guard lock(mutex);
        open.store(next != nullptr, std::memory_order_release);
        return std::exchange(events, std::move(next));
    }
};

DocumentLink::DocumentLink(document::Document& document, const document::CommandRegistry& registry, Host& host)
    : document_(document),
      registry_(registry),
      host_(host),
      commands_(document, host, [this] { report_change(); }),
      meshes_(document, [&host](std::string text) { host.notify(std::move(text), NoteLevel::warning); }),
      feed_(std::make_shared<Feed>()) {
    document.on_change([weak = std::weak_ptr(feed_)](document::Change change) {
        if (const auto feed = weak.lock()) feed->tell([change](EventFeed& events) { events.changed(change); });
    });
}

DocumentLink::~DocumentLink() { close("the program ends"); }

console::link::ServerOptions DocumentLink::server_options(const LinkOptions& options) {
    console::link::ServerOptions server;
    server.addresses = options.addresses;
    server.name = "gimbal";
    server.permissions.evaluate = options.evaluate;
    server.events = EventFeed::names();
    for (const std::string& event : options.events)
        if (std::ranges::find(server.events, event) == server.events.end()) server.events.push_back(event);
    server.handlers.commands["link.commands"] = [this](Request&) { return Reply(described(registry_)); };
    server.handlers.commands["link.objects"] = [this](Request&) { return Reply(described(*document_.snapshot())); };
    server.handlers.call = [this](Request request) { call(std::move(request)); };
    server.handlers.evaluate = [this](Request request) { evaluate(std::move(request)); };
    server.handlers.update = [this](const Snapshot& snapshot) {
        if (snapshot.kind != console::link::StreamKind::array) meshes_.show(snapshot);
    };
    server.handlers.read = [this](const std::string& name) { return read(name); };
    server.handlers.connected = [this](const PeerInfo&) { report_change(); };
    server.handlers.disconnected = [this](const PeerInfo&, const Error&) { report_change(); };
    return server;
}

void DocumentLink::listen(LinkOptions options) {
    wait_for_closing();
    {
        std::lock_guard lock(mutex_);
        if (server_)
            throw LinkError(Code::in_use,
                            "the link listens at " + state_.addresses.front() + " already; close it first");
        server_ = std::make_shared<Server>(server_options(options));
        streams_ = server_->streams();
        state_ = {true, options.evaluate, options.addresses, server_->addresses(), server_->token_files()};
        feed_->exchange(std::make_unique<EventFeed>(
            document_, [weak = std::weak_ptr(server_)](const std::string& event, console::link::Value value) {
                if (const auto server = weak.lock()) server->publish(event, std::move(value));
            }));
    }
    report_change();
}

std::shared_ptr<Server> DocumentLink::take_server() {
    std::shared_ptr<Server> server;
    std::vector<Request> waiting;  // answered after the mutex is released
    std::lock_guard lock(mutex_);
    server.swap(server_);
    waiting.swap(waiting_);
    state_ = {};
    return server;
}

// The callers of the work are to hear that the link is closed, so the work is cancelled afterwards.
void DocumentLink::end(Server& server, const std::string& why) {
    feed_->exchange(nullptr);
    server.close(why);
    commands_.cancel_all();
    report_change();
}

void DocumentLink::close(const std::string& why) {
    if (const std::shared_ptr<Server> server = take_server()) end(*server, why);
    wait_for_closing();
}

void DocumentLink::close_soon(const std::string& why) {
    const std::shared_ptr<Server> server = take_server();
    if (!server) return;
    wait_for_closing();
    const console::SignalMaskKept kept;
    console::block_asynchronous_signals();  // signals are Python's
    std::lock_guard lock(closing_mutex_);
    closing_ = std::thread([this, server, why] { end(*server, why); });
}

void DocumentLink::wait_for_closing() {
    std::lock_guard lock(closing_mutex_);
    if (closing_.joinable()) closing_.join();
}

LinkState DocumentLink::state() const {
    LinkState state;
    std::shared_ptr<Server> server;
    {
        std::lock_guard lock(mutex_);
        state = state_;
        server = server_;
    }
    if (server) state.peers = server->peer_count();
    return state;
}

std::vector<PeerInfo> DocumentLink::peers() const {
    const auto present = server();
    return present ? present->peers() : std::vector<PeerInfo>();
}

bool DocumentLink::disconnect(std::uint64_t peer, const std::string& why) {
    const auto present = server();
    return present && present->disconnect(peer, why);
}

std::size_t DocumentLink::publish(const std::string& event, console::link::Value value, console::link::Arrays arrays) {
    const auto present = server();
    return present ? present->publish(event, std::move(value), std::move(arrays)) : 0;
}

std::optional<console::link::Streams> DocumentLink::kept_streams() const {
    std::lock_guard lock(mutex_);
    return streams_;
}

std::vector<console::link::StreamInfo> DocumentLink::streams() const {
    const auto kept = kept_streams();
    return kept ? kept->list() : std::vector<console::link::StreamInfo>();
}

SnapshotResult DocumentLink::latest(const std::string& name) const {
    const auto kept = kept_streams();
    return kept ? kept->latest(name) : Error{Code::not_found, "there is no stream \"" + name + "\""};
}

SnapshotResult DocumentLink::wait_for(const std::string& name, std::uint64_t after,
                                      std::chrono::milliseconds limit) const {
    const auto kept = kept_streams();
    return kept ? kept->wait_for(name, after, limit)
                : Error{Code::closed, "the link does not listen; call gimbal.link.listen() first"};
}

void DocumentLink::on_change(std::function<void()> changed) {
    std::lock_guard lock(mutex_);
    changed_ = std::move(changed);
}

void DocumentLink::set_python(std::shared_ptr<const LinkPython> python) {
    std::vector<Request> waiting;
    {
        std::lock_guard lock(mutex_);
        python_ = python;
        waiting.swap(waiting_);
    }
    for (Request& request : waiting) {
        if (python) python->evaluate(std::move(request));
        else request.fail(Code::failed, "Python has ended");
    }
}

void DocumentLink::run_ended(const std::string& title, const char* state) {
    feed_->tell([&](EventFeed& events) { events.run_ended(title, state); });
}

void DocumentLink::call(Request request) {
    if (document::CommandPtr command = registry_.find(request.command()))
        return commands_.run(std::move(command), request);
    const auto present = python();
    if (present && present->call(request)) return;
    std::vector<std::string> known{"link.commands", "link.objects"};
    for (const document::CommandPtr& command : registry_.all()) known.push_back(command->name);
    if (present && present->functions) std::ranges::copy(present->functions(), std::back_inserter(known));
    const auto near = console::near_names(request.command(), known);
    std::string sentence = "there is no command \"" + request.command() + "\"; ";
    if (!near.empty()) sentence += console::known_names_words(request.command(), near) + "; ";
    request.fail(Code::unknown_command, sentence + "link.commands lists those of the program, and scripts add others "
                                                   "by gimbal.link.register()");
}

void DocumentLink::evaluate(Request request) {
    std::shared_ptr<const LinkPython> present;
    {
        std::lock_guard lock(mutex_);
        present = python_;
        if (!present) waiting_.push_back(request);
    }
    if (present) present->evaluate(std::move(request));
}

// An object of the scene, else a stream.
SnapshotResult DocumentLink::read(const std::string& name) const {
    const document::ObjectId id = document_.find(name);
    if (!id) return Error{Code::not_found, "there is no object \"" + name + "\""};
    try {
        const document::MeshPtr mesh = document_.mesh(id);
        Snapshot snapshot;
        snapshot.name = name;
        snapshot.kind = console::link::StreamKind::mesh;
        snapshot.frame = meshes_.shown_frame(name, mesh);
        snapshot.arrays = arrays_of(mesh);
        return snapshot;
    } catch (const document::StaleObject& gone) { return Error{Code::not_found, gone.what()}; }
}

std::shared_ptr<Server> DocumentLink::server() const {
    std::lock_guard lock(mutex_);
    return server_;
}

std::shared_ptr<const LinkPython> DocumentLink::python() const {
    std::lock_guard lock(mutex_);
    return python_;
}

void DocumentLink::report_change() const {
    std::function<void()> changed;
    {
        std::lock_guard lock(mutex_);
        changed = changed_;
    }
    if (changed) changed();
}

}  // namespace gimbal::live_link
