#include "link/host.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "link/wire/names.h"

namespace gimbal::console::link::detail {

namespace {
constexpr auto tick_time = std::chrono::milliseconds(250);
constexpr auto closing_time = std::chrono::seconds(1);
constexpr auto accept_pause = std::chrono::milliseconds(100);
constexpr std::size_t stack_bytes = std::size_t(1) << 20;

int timeout_ms(Clock::time_point until, Clock::time_point now) {
    if (until <= now) return 0;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        std::min(until - now, Clock::duration(std::chrono::hours(1))));
    return static_cast<int>(left.count());
}
// Throws LinkError(bad_argument) for what is no name. What counts something that must be able to wait or to be open is
// at least one.
HostOptions usable(HostOptions options) {
    check_name(options.name, "the name of this end ", Code::bad_argument);
    for (const std::string& event : options.events) check_name(event, "the name of the event ", Code::bad_argument);
    for (const auto& [command, function] : options.handlers.commands)
        check_name(command, "the name of the command ", Code::bad_argument);
    Limits& limits = options.limits;
    for (std::size_t* count : {&limits.open_calls, &limits.unsent_events, &limits.frames_per_second})
        *count = std::max<std::size_t>(*count, 1);
    return options;
}
}  // namespace

Host::Host(HostOptions options)
    : options_(usable(std::move(options))),
      streams_(std::make_shared<StreamStore>(options_.limits)),
      handlers_(std::make_unique<HandlerPool>(options_.handler_threads)) {}

void Host::listen(const std::string& text, const std::string& folder) {
    const Address address = parse_address(text, folder);
    const std::string default_socket = folder + "/";
    if (address.transport == Transport::tcp || address.path.starts_with(default_socket)) check_folder(folder);
    Listening listening;
    listening.listener = std::make_unique<Listener>(address);
    if (address.transport == Transport::tcp) {
        listening.token = random_secret();
        listening.token_file = folder + "/tcp-" + std::to_string(listening.listener->address().port) + ".token";
        write_token(listening.token_file, listening.token);
    }
    listening_.push_back(std::move(listening));
}

std::shared_ptr<Connection> Host::connect(Descriptor socket, ConnectionFacts facts) {
    facts.id = ++next_id_;
    facts.own_name = options_.name;
    auto connection = std::make_shared<Connection>(std::move(socket), std::move(facts), *this);
    connection->begin();
    connections_.push_back(connection);
    first_ = connection;
    return connection;
}

void Host::start() {
    thread_.start({"link", stack_bytes, 0}, [this] { run(); });
}

void Host::close(const std::string& why) {
    std::lock_guard closing(closing_mutex_);
    if (std::exchange(closed_, true)) return;
    why_ = why;
    closing_ = true;
    wake_->notify();
    thread_.join();
    streams_->close();
    handlers_->stop();
    std::vector<Listening> listened;
    std::vector<std::shared_ptr<Connection>> ended;
    {
        std::lock_guard lock(mutex_);
        listened.swap(listening_);
        ended.swap(connections_);
    }
    for (const Listening& listening : listened)
        if (!listening.token_file.empty()) ::unlink(listening.token_file.c_str());
}

std::vector<std::shared_ptr<Connection>> Host::connections() const {
    std::lock_guard lock(mutex_);
    return connections_;
}

std::vector<std::string> Host::addresses() const {
    std::lock_guard lock(mutex_);
    std::vector<std::string> result;
    for (const Listening& listening : listening_) result.push_back(listening.listener->address().text());
    return result;
}

std::vector<std::string> Host::token_files() const {
    std::lock_guard lock(mutex_);
    std::vector<std::string> result;
    for (const Listening& listening : listening_)
        if (!listening.token_file.empty()) result.push_back(listening.token_file);
    return result;
}

bool Host::offers(const std::string& event) const {
    return std::find(options_.events.begin(), options_.events.end(), event) != options_.events.end();
}

void Host::run() {
    std::vector<pollfd> polled;
    std::vector<short> events;
    auto closing_until = Clock::time_point::max();
    for (;;) {
        auto now = Clock::now();
        if (closing_ && closing_until == Clock::time_point::max()) {
            closing_until = now + closing_time;
            for (const auto& connection : connections_) connection->close(why_);
        }
        if (closing_ && (connections_.empty() || now >= closing_until)) break;

        auto next = std::min(closing_until, ticked_ + tick_time);
        polled.assign(1, {wake_->descriptor(), POLLIN, 0});
        const bool accepting = !closing_ && now >= accept_after_;
        if (!accepting) next = std::min(next, accept_after_ > now ? accept_after_ : next);
        for (const Listening& listening : listening_)
            polled.push_back({accepting ? listening.listener->descriptor() : -1, POLLIN, 0});
        for (const auto& connection : connections_) {
            polled.push_back({connection->descriptor(), connection->wanted(), 0});
            next = std::min(next, connection->next_time());
        }
        ::poll(polled.data(), polled.size(), timeout_ms(next, Clock::now()));
        if (polled[0].revents) wake_->clear();
        const std::size_t first = 1 + listening_.size();
        events.assign(connections_.size(), 0);
        for (std::size_t i = 0; i < events.size(); ++i) events[i] = polled[first + i].revents;
        step_all(events);
        for (std::size_t i = 0; i < listening_.size(); ++i)
            if (polled[1 + i].revents) accept_from(listening_[i]);
        now = Clock::now();
        if (now - ticked_ >= tick_time) tick(now);
    }
    for (const auto& connection : connections()) connection->end({Code::closed, why_});
}

void Host::step_all(const std::vector<short>& events) {
    const auto now = Clock::now();
    const auto stepped = connections();  // a handler of an end may ask for the list
    for (std::size_t i = 0; i < stepped.size(); ++i) stepped[i]->step(i < events.size() ? events[i] : short(0), now);
    std::lock_guard lock(mutex_);
    std::erase_if(connections_, [](const auto& connection) { return connection->is_over(); });
}

void Host::accept_from(const Listening& listening) {
    for (int i = 0; i < 64; ++i) {
        bool failed = false;
        Descriptor socket = listening.listener->accept(failed);
        if (failed) accept_after_ = Clock::now() + accept_pause;
        if (!socket) return;
        admit(std::move(socket), listening);
    }
}

void Host::admit(Descriptor socket, const Listening& listening) {
    const Address& address = listening.listener->address();
    ConnectionFacts facts{.id = ++next_id_,
                          .is_server = true,
                          .transport = address.transport,
                          .address = address.text(),
                          .own_name = options_.name,
                          .token = listening.token};
    std::optional<Error> refusal;
    if (address.transport == Transport::local) {
        const auto other = other_end(socket.get());
        if (!other || other->user != ::getuid()) refusal = Error{Code::not_local, "this link belongs to another user"};
        else facts.pid = other->process;
    }
    std::size_t open = 0, handshakes = 0;
    std::shared_ptr<Connection> oldest;
    for (const auto& connection : connections_) {
        if (connection->is_over()) continue;
        if (!connection->in_handshake()) {
            ++open;
            continue;
        }
        ++handshakes;
        if (!oldest) oldest = connection;
    }
    if (open >= options_.limits.connections)
        refusal = Error{Code::too_many, "there are " + std::to_string(open) + " connections, the most there may be"};
    else if (handshakes >= options_.limits.handshakes && oldest)
        oldest->end({Code::too_many, "too many connections are in the handshake"});
    auto connection = std::make_shared<Connection>(std::move(socket), std::move(facts), *this);
    if (refusal) connection->refuse(*refusal);
    std::lock_guard lock(mutex_);
    std::erase_if(connections_, [](const auto& other) { return other->is_over(); });
    connections_.push_back(std::move(connection));
}

void Host::tick(Clock::time_point now) {
    ticked_ = now;
    for (const auto& connection : connections_) connection->beat();
    streams_->look_at_heartbeats(now);
}

void Host::opened(Connection& connection) {
    if (const auto& handler = options_.handlers.connected)
        connection.post([&handler, info = connection.info()] { handler(info); });
}

void Host::ended(Connection& connection, const Error& error, const std::vector<StreamInfo>& streams) {
    for (const StreamInfo& stream : streams) stream_ended(stream);
    const auto& handler = options_.handlers.disconnected;
    if (handler && connection.was_open())
        connection.post([&handler, info = connection.info(), error] { handler(info, error); });
}

// Posts the handler once for each name; it takes the newest frame when its turn comes.
void Host::stream_changed(const std::string& name) {
    if (!options_.handlers.update) return;
    {
        std::lock_guard lock(mutex_);
        const auto [entry, is_new] = updates_due_.try_emplace(name, false);
        entry->second = true;
        if (!is_new) return;
    }
    handlers_->post([this, name] { call_update_handler(name); });
}

void Host::call_update_handler(const std::string& name) {
    {
        std::lock_guard lock(mutex_);
        updates_due_[name] = false;
    }
    try {
        if (const auto snapshot = streams_->next_for_handler(name)) options_.handlers.update(*snapshot);
    } catch (...) {  // the next frame has its turn
    }
    {
        std::lock_guard lock(mutex_);
        if (!updates_due_[name]) {
            updates_due_.erase(name);
            return;
        }
    }
    handlers_->post([this, name] { call_update_handler(name); });
}

void Host::stream_ended(const StreamInfo& stream) {
    if (const auto& handler = options_.handlers.stream_ended)
        handlers_->post(stream_lane_, [&handler, stream] { handler(stream); });
}

void Host::event_came(const std::shared_ptr<Connection>& connection, const std::shared_ptr<HandlerPool::Lane>& lane) {
    const auto& handler = options_.handlers.event;
    if (!handler) {
        connection->next_event();
        return;
    }
    // Weak: the lane belongs to the connection.
    handlers_->post(lane, [&handler, peer = std::weak_ptr(connection)] {
        const auto alive = peer.lock();
        if (const auto event = alive ? alive->next_event() : std::nullopt) handler(*event);
    });
}

}  // namespace gimbal::console::link::detail
