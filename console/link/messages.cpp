// What a connection does with each message: docs/link.md, section 5.
#include <algorithm>

#include "gimbal/console/base/near_names.h"
#include "link/connection.h"
#include "link/host.h"
#include "link/stream_store.h"
#include "link/wire/parse.h"

namespace gimbal::console::link::detail {

namespace {

constexpr auto refusal_pause = std::chrono::seconds(1);

StreamKind kind_of(const Object& header) {
    const std::string name = text_of(header, "kind");
    if (const auto kind = kind_named(name)) return *kind;
    throw LinkError(Code::bad_message, "`kind` is " + name + ", not mesh, positions or array");
}

std::string message_of(const Object& header) {
    const auto found = header.find("message");
    return found != header.end() && found->second.text() ? found->second.text()->substr(0, 4096) : std::string();
}

std::uint64_t dropped_of(const Object& header) {
    const auto found = header.find("dropped");
    return found == header.end() ? 0 : found->second.to<std::uint64_t>().value_or(0);
}

std::vector<std::string> event_names(const Object& header) {
    const auto found = header.find("events");
    const List* entries = found == header.end() ? nullptr : found->second.list();
    if (!entries) throw LinkError(Code::bad_message, "`events` is not a list of names");
    std::vector<std::string> names;
    for (const Value& entry : *entries) {
        if (!entry.text())
            throw LinkError(Code::bad_message, "`events` holds " + entry.json().substr(0, 80) + ", which is no name");
        check_name(*entry.text(), "a name in `events` ", Code::bad_message);
        names.push_back(*entry.text());
    }
    return names;
}

}  // namespace

void Connection::need(bool permission, const char* what) const {
    if (!permission)
        throw LinkError(Code::not_permitted,
                        std::string(what) + " is not permitted here; the program at the other end grants it (gimbal: "
                                            "--link-evaluate; a server of your own: Permissions)");
}

void Connection::dispatch(Frame& frame, const std::string& type, std::optional<std::uint64_t> id) {
    constexpr const char* requests[] = {"call", "evaluate", "subscribe", "unsubscribe", "update",
                                        "read", "share",    "unshare",   "ping"};
    try {
        if (id && (type == "result" || type == "error")) return take_answer(frame, type, *id);
        if (id && type == "progress") return take_progress(frame.header, *id);
        if (id && type == "cancel") {
            std::shared_ptr<RequestState> request;
            {
                std::lock_guard lock(mutex_);
                if (const auto found = calls_in_.find(*id); found != calls_in_.end()) request = found->second.lock();
            }
            if (request) request->cancel();
            return;
        }
        if (type == "error") return take_refusal(frame.header);
        if (type == "event") return take_event(frame);
        if (type == "goodbye") {
            last_words_ = message_of(frame.header);
            return;
        }
        if (type == "published") {
            const std::string name = text_of(frame.header, "name");
            if (host_->streams()->published(facts_.id, name)) host_->stream_changed(name);
            return;
        }
        if (type == "update" && !id) {
            take_update(frame);
            return;
        }
        const bool known = std::find(std::begin(requests), std::end(requests), type) != std::end(requests);
        if (known && !id) throw LinkError(Code::bad_message, "`id` of a `" + type + "` is missing");
    } catch (const LinkError& error) { return refuse_without_id(frame.header, error.error()); }
    if (id) take_request(frame, type, *id);
}

// At most one a second, so a stream that is refused is no flood in the other direction.
void Connection::refuse_without_id(const Object& header, const Error& error) {
    const auto now = Clock::now();
    if (now < refusal_at_) return;
    refusal_at_ = now + refusal_pause;
    Object answer = error_header(error);
    if (const auto name = header.find("name");
        name != header.end() && name->second.text() && name_problem(*name->second.text()).empty())
        answer["name"] = name->second;
    if (const auto frame = header.find("frame"); frame != header.end() && frame->second.to<std::uint64_t>())
        answer["frame"] = frame->second;
    put({.header = std::move(answer)});
}

void Connection::take_refusal(const Object& header) {
    const Error error{code_named(text_of(header, "code")), message_of(header)};
    const auto& handler = host_->options().handlers.refused;
    if (!handler || refusals_waiting_ >= limits_.unsent_events) return;
    ++refusals_waiting_;
    post([&handler, error, connection = weak_from_this()] {
        if (const auto alive = connection.lock()) --alive->refusals_waiting_;
        handler(error);
    });
}

void Connection::take_answer(Frame& frame, const std::string& type, std::uint64_t id) {
    std::shared_ptr<PendingState> call;
    Refused refused;
    {
        std::lock_guard lock(mutex_);
        const auto found = calls_out_.find(id);
        if (found == calls_out_.end()) return;  // it was too late, or never asked
        call = found->second;
        calls_out_.erase(found);
        refused = send_waiting();
    }
    for (auto& [other, error] : refused) other->finish(std::move(error));
    try {
        if (type == "error")
            return call->finish(Error{code_named(text_of(frame.header, "code")), message_of(frame.header)});
        const auto value = frame.header.find("value");
        call->finish({value == frame.header.end() ? Value() : value->second, arrays_of(frame)});
    } catch (const LinkError& error) { call->finish(error.error()); }
}

void Connection::take_progress(const Object& header, std::uint64_t id) {
    std::shared_ptr<PendingState> call;
    {
        std::lock_guard lock(mutex_);
        if (const auto found = calls_out_.find(id); found != calls_out_.end()) call = found->second;
    }
    if (!call || !call->progress) return;
    const Value values(header);
    try {
        call->progress({values["fraction"].to<double>(), values["text"].to<std::string>().value_or("")});
    } catch (...) {  // a function of the user must not end the link's thread
    }
}

void Connection::take_request(Frame& frame, const std::string& type, std::uint64_t id) {
    {
        std::lock_guard lock(mutex_);
        if (calls_in_.contains(id)) throw LinkError(Code::bad_frame, "the id " + std::to_string(id) + " is in use");
    }
    ++unanswered_;
    try {
        if (type == "call" || type == "evaluate" || type == "read") {
            auto request = std::make_shared<RequestState>();
            request->connection = weak_from_this();
            request->id = id;
            try {
                if (type == "read") take_read(frame.header, request);
                else take_call(frame, type == "evaluate", request);
            } catch (...) {
                request->answered = true;  // below
                throw;
            }
            return;
        }
        Reply reply;
        if (type == "ping") reply = {};
        else if (type == "subscribe" || type == "unsubscribe")
            reply = take_subscription(frame.header, type == "subscribe");
        else if (type == "update") reply = take_update(frame);
        else if (type == "share") reply = take_share(frame);
        else if (type == "unshare") reply = take_unshare(frame.header);
        else
            reply = Error{Code::bad_message,
                          "this end does not know the message `" + type.substr(0, longest_name) + "`"};
        answer(id, std::move(reply));
    } catch (const LinkError& error) { answer(id, error.error()); }
}

void Connection::take_call(Frame& frame, bool is_evaluate, const std::shared_ptr<RequestState>& request) {
    const Handlers& handlers = host_->options().handlers;
    Object& header = frame.header;
    need(is_evaluate ? permissions_.evaluate : permissions_.call, is_evaluate ? "`evaluate`" : "`call`");
    if (is_evaluate) {
        const auto source = header.find("source");
        if (source == header.end() || !source->second.text())
            throw LinkError(Code::bad_message, "`source` is not a text");
        request->source = *source->second.text();
    } else {
        request->command = text_of(header, "command");
        if (const auto arguments = header.find("arguments"); arguments != header.end()) {
            if (!arguments->second.object()) throw LinkError(Code::bad_message, "`arguments` is not an object");
            request->arguments = *arguments->second.object();
        }
    }
    request->arrays = arrays_of(frame);
    if (header.contains("deadline_ms")) {
        const auto limit_ms = number_of<std::int64_t>(header, "deadline_ms", 0);
        request->deadline = Clock::now() + std::chrono::milliseconds(std::min<std::int64_t>(limit_ms, 1'000'000'000));
    }
    const std::function<Reply(Request&)>* command = nullptr;
    if (!is_evaluate)
        if (const auto found = handlers.commands.find(request->command); found != handlers.commands.end())
            command = &found->second;
    const auto& other = is_evaluate ? handlers.evaluate : handlers.call;
    if (!command && !other) {
        if (is_evaluate) throw LinkError(Code::not_permitted, "this end evaluates nothing");
        std::vector<std::string> known;
        for (const auto& [name, function] : handlers.commands) known.push_back(name);
        throw LinkError(Code::unknown_command, "there is no command `" + request->command + "`; " +
                                                   known_names_words(request->command, std::move(known)));
    }
    {
        std::lock_guard lock(mutex_);
        calls_in_[request->id] = request;
    }
    host_->handlers().post([command, &other, request = Request(request)]() mutable {
        try {
            if (command) request.reply((*command)(request));
            else other(request);
        } catch (const LinkError& error) { request.reply(error.error()); } catch (const std::exception& error) {
            request.fail(Code::failed, error.what());
        } catch (...) { request.fail(Code::failed, "the command has thrown what is no std::exception"); }
    });
}

void Connection::take_read(const Object& header, const std::shared_ptr<RequestState>& request) {
    need(permissions_.read, "`read`");
    request->command = text_of(header, "name");
    {
        std::lock_guard lock(mutex_);
        calls_in_[request->id] = request;
    }
    host_->handlers().post([host = host_, request = Request(request)] {
        SnapshotResult result = Error{Code::not_found, ""};
        try {
            if (const auto& handler = host->options().handlers.read) result = handler(request.command());
            const auto* error = std::get_if<Error>(&result);
            if (error && error->code == Code::not_found) result = host->streams()->latest(request.command());
        } catch (const std::exception& error) { result = Error{Code::failed, error.what()}; }
        if (const auto* error = std::get_if<Error>(&result)) {
            request.reply(*error);
            return;
        }
        auto& snapshot = std::get<Snapshot>(result);
        const auto info = host->streams()->info(request.command());
        request.answer(Object{{"frame", snapshot.frame},
                              {"kind", kind_name(snapshot.kind)},
                              {"dropped", snapshot.dropped},
                              {"ended", info && info->state == StreamState::ended}},
                       std::move(snapshot.arrays));
    });
}

Value Connection::take_subscription(const Object& header, bool subscribe) {
    if (subscribe) need(permissions_.events, "`subscribe`");
    const auto names = event_names(header);
    if (subscribe)
        for (const std::string& name : names)
            if (name != "*" && !host_->offers(name))
                throw LinkError(Code::unknown_event, "there is no event `" + name + "`; " +
                                                         known_names_words(name, host_->options().events));
    std::lock_guard lock(mutex_);
    auto after = subscriptions_;
    for (const std::string& name : names) {
        if (subscribe) after.insert(name);
        else after.erase(name);
    }
    if (after.size() > limits_.subscriptions)
        throw LinkError(Code::too_many,
                        "a connection may have " + std::to_string(limits_.subscriptions) + " subscriptions");
    subscriptions_ = std::move(after);
    return {};
}

void Connection::take_event(Frame& frame) {
    need(permissions_.push, "`event`");
    const auto value = frame.header.find("value");
    Event event{.name = text_of(frame.header, "name"),
                .value = value == frame.header.end() ? Value() : value->second,
                .arrays = arrays_of(frame),
                .dropped = dropped_of(frame.header),
                .peer = facts_.id};
    bool is_full = false;
    {
        std::lock_guard lock(mutex_);
        is_full = events_.size() >= limits_.unsent_events;
        if (is_full) {
            events_lost_ += 1 + events_.front().dropped;
            events_.pop_front();
        }
        events_.push_back(std::move(event));
    }
    if (!is_full) host_->event_came(shared_from_this(), lane_);  // else the handler is posted for each that is kept
}

std::optional<Event> Connection::next_event() {
    std::lock_guard lock(mutex_);
    if (events_.empty()) return {};
    Event event = std::move(events_.front());
    events_.pop_front();
    event.dropped += std::exchange(events_lost_, 0);
    return event;
}

Value Connection::take_update(Frame& frame) {
    need(permissions_.update, "`update`");
    Snapshot snapshot{.name = text_of(frame.header, "name"),
                      .kind = kind_of(frame.header),
                      .frame = number_of<std::uint64_t>(frame.header, "frame", 1),
                      .dropped = dropped_of(frame.header),
                      .arrays = arrays_of(frame),
                      .writer = facts_.id};
    if (snapshot.kind != StreamKind::array) check_arrays(mesh_shape_problem(snapshot.arrays));
    const std::string name = snapshot.name;
    const std::uint64_t number = snapshot.frame;
    if (auto error = host_->streams()->update(std::move(snapshot))) throw LinkError(*std::move(error));
    host_->stream_changed(name);
    return Object{{"frame", number}};
}

Value Connection::take_share(const Frame& frame) {
    const bool named = frame.header.contains("segment");
    std::optional<Descriptor> file;
    if (!named) file = reader_.take_descriptor();  // before any refusal, so that it is not taken for the next one's
    need(permissions_.share, "`share`");
    const std::string name = text_of(frame.header, "name");
    const StreamKind kind = kind_of(frame.header);
    Geometry geometry = read_geometry(frame.header);
    if (kind != StreamKind::array) {
        ArrayLayouts layouts;
        for (const Description& array : geometry.arrays)
            layouts[array.name] = {array.array.dtype(), array.array.shape()};
        check_arrays(mesh_layout_problem(layouts));
    }
    if (host_->streams()->segment_count(facts_.id) >= limits_.segments)
        throw LinkError(Code::too_many, "a connection may share " + std::to_string(limits_.segments) + " segments");
    if (named) file = ReadSegment::open_named(text_of(frame.header, "segment"));
    if (!file) throw LinkError(Code::bad_segment, "no descriptor came with `share`, and it names no segment");
    auto segment = std::make_shared<ReadSegment>(*std::move(file), std::move(geometry), !named);
    if (auto error = host_->streams()->share(facts_.id, name, kind, std::move(segment)))
        throw LinkError(*std::move(error));
    if (const auto info = host_->streams()->info(name); info && info->serial > 0) host_->stream_changed(name);
    return {};
}

Value Connection::take_unshare(const Object& header) {
    StreamInfo ended;
    if (auto error = host_->streams()->unshare(facts_.id, text_of(header, "name"), ended))
        throw LinkError(*std::move(error));
    host_->stream_ended(ended);
    return {};
}

}  // namespace gimbal::console::link::detail
