// What this end asks of the other one.
#include <algorithm>
#include <utility>

#include "link/connection.h"
#include "link/host.h"
#include "link/mesh.h"
#include "link/stream_store.h"
#include "link/wire/parse.h"

namespace gimbal::console::link {
namespace detail {

namespace {

std::string stream_key(const std::string& name) { return "stream " + name; }

Outgoing update_of(const std::string& name, std::uint64_t frame, Arrays arrays, const UpdateOptions& options) {
    return {.header = {{"type", "update"}, {"name", name}, {"frame", frame}, {"kind", kind_name(options.kind)}},
            .arrays = std::move(arrays),
            .key = stream_key(name)};
}

Error closed_error() { return {Code::closed, "the connection has ended"}; }

}  // namespace

bool Connection::put(Outgoing message) {
    if (!connected_ || !outbox_.put(std::move(message))) return false;
    wake_->notify();
    return true;
}

std::shared_ptr<PendingState> Connection::new_call(Outgoing& message, CallOptions options) {
    auto call = std::make_shared<PendingState>();
    call->connection = weak_from_this();
    call->progress = std::move(options.progress);
    if (options.timeout) {
        const auto limit = std::clamp(*options.timeout, std::chrono::milliseconds(0),
                                      std::chrono::milliseconds(1'000'000'000));
        call->deadline = Clock::now() + limit;
        message.header["deadline_ms"] = limit.count();
    }
    return call;
}

std::optional<Error> Connection::queue(const std::shared_ptr<PendingState>& call, Outgoing message) {
    call->id = ++next_id_;
    message.header["id"] = call->id;
    if (!connected_) return closed_error();
    if (calls_out_.size() >= most_calls_out_) {
        waiting_.push_back({call, std::move(message)});
        return {};
    }
    try {
        if (!outbox_.put(std::move(message))) return closed_error();
    } catch (const LinkError& refused) { return refused.error(); }
    calls_out_[call->id] = call;
    call->sent = true;
    return {};
}

Pending Connection::queued(const std::shared_ptr<PendingState>& call, std::optional<Error> error) {
    if (error) call->finish(*std::move(error));
    else wake_->notify();
    return Pending(call);
}

Pending Connection::start(Outgoing message, CallOptions options) {
    const auto call = new_call(message, std::move(options));
    std::unique_lock lock(mutex_);
    auto error = queue(call, std::move(message));
    lock.unlock();
    return queued(call, std::move(error));
}

// The calls that wait go while fewer than the most are open, and what is behind a call goes with it.
Connection::Refused Connection::send_waiting() {
    Refused result;
    while (!waiting_.empty()) {
        if (waiting_.front().call && calls_out_.size() >= most_calls_out_) break;
        auto [call, message] = std::move(waiting_.front());
        waiting_.pop_front();
        std::optional<Error> error;
        try {
            if (!outbox_.put(std::move(message))) error = closed_error();
        } catch (const LinkError& refused) { error = refused.error(); }
        if (call && error) result.emplace_back(call, *std::move(error));
        if (!call || error) continue;
        calls_out_[call->id] = call;
        call->sent = true;
    }
    return result;
}

void Connection::cancel(const std::shared_ptr<PendingState>& call) {
    std::list<Waiting> unsent;
    Refused refused;
    {
        std::lock_guard lock(mutex_);
        const auto waits = std::find_if(waiting_.begin(), waiting_.end(),
                                        [&](const Waiting& entry) { return entry.call == call; });
        if (waits != waiting_.end()) {
            unsent.splice(unsent.end(), waiting_, waits);
            refused = send_waiting();
        } else if (!calls_out_.contains(call->id)) {
            return;
        }
    }
    if (unsent.empty()) {
        put({.header = {{"type", "cancel"}, {"id", call->id}}});
        return;
    }
    call->finish(Error{Code::cancelled, "the call was cancelled before it was sent"});
    for (auto& [other, error] : refused) other->finish(std::move(error));
    wake_->notify();
}

bool Connection::answer(std::uint64_t id, Reply reply) {
    {
        std::lock_guard lock(mutex_);
        calls_in_.erase(id);
    }
    const auto refusal = [id](const Error& error) {
        Outgoing message{.header = error_header(error), .lane = Outgoing::Lane::answer};
        message.header["id"] = id;
        return message;
    };
    bool sent = false;
    try {
        if (reply.error) sent = outbox_.put(refusal(*reply.error));
        else
            sent = outbox_.put({.header = {{"type", "result"}, {"id", id}, {"value", std::move(reply.value)}},
                                .arrays = std::move(reply.arrays),
                                .lane = Outgoing::Lane::answer});
    } catch (const LinkError& refused) { sent = outbox_.put(refusal(refused.error())); }
    wake_->notify();
    return sent;
}

void Connection::progress(RequestState& request, std::optional<double> fraction, std::string text) {
    std::lock_guard lock(request.mutex);  // so that it does not come after the answer
    if (request.answered) return;
    put({.header = {{"type", "progress"},
                    {"id", request.id},
                    {"fraction", fraction ? Value(std::clamp(*fraction, 0.0, 1.0)) : Value()},
                    {"text", std::move(text)}},
         .lane = Outgoing::Lane::newest,
         .key = "progress " + std::to_string(request.id),
         .counted = false});
}

std::uint64_t Connection::next_frame(const std::string& name, const UpdateOptions& options) {
    std::uint64_t& last = frames_[name];
    last = options.frame ? options.frame : last + 1;
    return last;
}

bool Connection::update(std::string name, Arrays arrays, const UpdateOptions& options) {
    if (options.kind != StreamKind::array) check_mesh_to_send(arrays);
    std::list<Waiting> replaced;   // destroyed without the lock
    std::lock_guard lock(mutex_);  // so that the numbers rise in the order of sending
    Outgoing message = update_of(name, next_frame(name, options), std::move(arrays), options);
    message.lane = Outgoing::Lane::newest;
    message.whole = options.kind != StreamKind::positions;
    const auto is_same = [&](const Waiting& entry) { return entry.message.key == message.key; };
    if (std::none_of(waiting_.begin(), waiting_.end(), is_same)) return put(std::move(message));
    outbox_.check(message);
    const auto message_of = [](Waiting& entry) -> Outgoing& { return entry.message; };
    const auto place = place_of_newest(waiting_, waiting_.begin(), message, message_of, replaced);
    waiting_.insert(place, {nullptr, std::move(message)});
    return connected_;
}

Pending Connection::send(std::string name, Arrays arrays, const UpdateOptions& options, CallOptions more) {
    if (options.kind != StreamKind::array) check_mesh_to_send(arrays);
    Outgoing message = update_of(name, 0, std::move(arrays), options);
    const auto call = new_call(message, std::move(more));
    std::unique_lock lock(mutex_);
    message.header["frame"] = next_frame(name, options);
    auto error = queue(call, std::move(message));
    lock.unlock();
    return queued(call, std::move(error));
}

std::variant<SharedWriter, Error> Connection::share(std::string name, const ArrayLayouts& layouts,
                                                    const ShareOptions& options) {
    if (options.kind != StreamKind::array) check_layouts_to_send(layouts);
    try {
        for (const auto& [array, layout] : layouts) check_name(array, "the name of the array ", Code::bad_array);
        const bool named = options.named || facts_.transport == Transport::tcp;
        const auto stream = std::make_shared<WrittenStream>(weak_from_this(), name, geometry_of(layouts, options.slots),
                                                            named);
        WrittenSegment& segment = stream->segment();
        List arrays;
        for (const Description& array : segment.geometry().arrays) {
            Object description = description_of(array.name, array.array);
            description["offset"] = array.offset;
            arrays.emplace_back(std::move(description));
        }
        Outgoing message{.header = {{"type", "share"},
                                    {"name", name},
                                    {"kind", kind_name(options.kind)},
                                    {"arrays", std::move(arrays)},
                                    {"slots", segment.geometry().slots},
                                    {"slot_bytes", segment.geometry().slot_bytes}},
                         .key = stream_key(name)};
        if (named) message.header["segment"] = segment.name();
        else message.descriptor = segment.for_reader();
        const auto call = new_call(message, {.timeout = options.timeout});
        std::unique_lock lock(mutex_);
        auto error = queue(call, std::move(message));
        lock.unlock();
        const Reply reply = queued(call, std::move(error)).wait();
        segment.remove_name();  // the reader has it open, or refuses it
        const bool is_late = reply.error && reply.error->code == Code::deadline && call->sent;
        if (!reply.error || is_late) {  // a late one may be accepted yet, and is ended then
            lock.lock();
            stream->share = call->id;
            if (Written& newest = written_[name]; newest.share < call->id) newest = {call->id, stream};
            lock.unlock();
        }
        if (reply.error) return *reply.error;
        return SharedWriter(stream);
    } catch (const std::invalid_argument& error) {
        return Error{Code::bad_array, error.what()};
    } catch (const LinkError& error) { return error.error(); }
}

void Connection::unshare(const std::string& name, std::uint64_t share) {
    {
        std::lock_guard lock(mutex_);
        const auto newest = written_.find(name);
        if (newest == written_.end() || newest->second.share != share) return;  // the name was shared again
        written_.erase(newest);
    }
    start({.header = {{"type", "unshare"}, {"name", name}}, .key = stream_key(name)}, {});
}

void Connection::ask_to_close(std::string why) {
    {
        std::lock_guard lock(mutex_);
        close_asked_ = std::move(why);
    }
    wake_->notify();
}

bool Connection::is_subscribed(const std::string& event) const {
    std::lock_guard lock(mutex_);
    return subscriptions_.contains(event) || subscriptions_.contains("*");
}

WrittenStream::~WrittenStream() {
    if (const auto connection = connection_.lock(); connection && share != 0) connection->unshare(name_, share);
}

bool WrittenStream::publish() {
    segment_.publish();
    slot = nullptr;
    const auto connection = connection_.lock();
    return connection &&
           connection->put({.header = {{"type", "published"}, {"name", name_}, {"generation", segment_.generation()}},
                            .lane = Outgoing::Lane::newest,
                            .key = stream_key(name_),
                            .counted = false});
}

}  // namespace detail

void SharedWriter::begin() { stream_->slot = stream_->segment().begin(); }
bool SharedWriter::publish() {
    if (!stream_->slot) throw std::logic_error("publish() needs begin() before it");
    return stream_->publish();
}
std::uint64_t SharedWriter::generation() const { return stream_->segment().generation(); }
const std::string& SharedWriter::segment_name() const { return stream_->segment().name(); }

std::span<std::byte> SharedWriter::bytes_of(std::string_view name, Dtype dtype) {
    if (!stream_->slot) throw std::logic_error("an array of a frame needs begin() before it");
    for (const auto& array : stream_->segment().geometry().arrays) {
        if (array.name != name) continue;
        if (array.array.dtype() == dtype) return {stream_->slot + array.offset, array.array.byte_count()};
        throw std::invalid_argument("the array `" + array.name + "` holds " + dtype_name(array.array.dtype()) +
                                    ", not " + dtype_name(dtype));
    }
    throw std::invalid_argument("the segment has no array `" + std::string(name) + "`");
}

namespace {
detail::Outgoing with_names(const char* type, const std::vector<std::string>& events) {
    return {.header = {{"type", type}, {"events", List(events.begin(), events.end())}}};
}
}  // namespace

PeerInfo Peer::info() const { return connection_->info(); }
bool Peer::connected() const { return connection_->connected(); }
void Peer::disconnect(std::string why) const { connection_->ask_to_close(std::move(why)); }

Pending Peer::start_call(std::string command, Object arguments, CallOptions options) const {
    Arrays arrays = std::move(options.arrays);
    return connection_->start(
        {.header = {{"type", "call"}, {"command", std::move(command)}, {"arguments", std::move(arguments)}},
         .arrays = std::move(arrays)},
        std::move(options));
}
Reply Peer::call(std::string command, Object arguments, CallOptions options) const {
    return start_call(std::move(command), std::move(arguments), std::move(options)).wait();
}
Pending Peer::start_evaluate(std::string source, CallOptions options) const {
    return connection_->start({.header = {{"type", "evaluate"}, {"source", std::move(source)}}}, std::move(options));
}
Reply Peer::evaluate(std::string source, CallOptions options) const {
    return start_evaluate(std::move(source), std::move(options)).wait();
}
Reply Peer::subscribe(const std::vector<std::string>& events, CallOptions options) const {
    return connection_->start(with_names("subscribe", events), std::move(options)).wait();
}
Reply Peer::unsubscribe(const std::vector<std::string>& events, CallOptions options) const {
    return connection_->start(with_names("unsubscribe", events), std::move(options)).wait();
}
Reply Peer::ping(CallOptions options) const {
    return connection_->start({.header = {{"type", "ping"}}}, std::move(options)).wait();
}
bool Peer::push_event(std::string name, Value value, Arrays arrays) const {
    return connection_->put({.header = {{"type", "event"}, {"name", std::move(name)}, {"value", std::move(value)}},
                             .arrays = std::move(arrays),
                             .lane = detail::Outgoing::Lane::event});
}
bool Peer::update(std::string name, Arrays arrays, UpdateOptions options) const {
    return connection_->update(std::move(name), std::move(arrays), options);
}
Reply Peer::send(std::string name, Arrays arrays, UpdateOptions options, CallOptions call) const {
    return connection_->send(std::move(name), std::move(arrays), options, std::move(call)).wait();
}
Reply Peer::read(std::string name, CallOptions options) const {
    return connection_->start({.header = {{"type", "read"}, {"name", std::move(name)}}}, std::move(options)).wait();
}
std::variant<SharedWriter, Error> Peer::share(std::string name, const ArrayLayouts& layouts,
                                              ShareOptions options) const {
    return connection_->share(std::move(name), layouts, options);
}

}  // namespace gimbal::console::link
