// The first frames of a connection: docs/link.md, section 4.
#include <algorithm>

#include "link/connection.h"
#include "link/host.h"
#include "link/wire/parse.h"

namespace gimbal::console::link::detail {

namespace {

constexpr std::int64_t version = 1;

List permission_names(const Permissions& permissions) {
    const std::pair<const char*, bool> all[] = {{"call", permissions.call},     {"evaluate", permissions.evaluate},
                                                {"events", permissions.events}, {"push", permissions.push},
                                                {"read", permissions.read},     {"share", permissions.share},
                                                {"update", permissions.update}};
    List names;
    for (const auto& [name, granted] : all)
        if (granted) names.push_back(name);
    return names;
}

Secret nonce_of(const Object& header) {
    Secret nonce;
    if (!read_hex(text_of(header, "nonce"), nonce))
        throw LinkError(Code::not_authenticated, "`nonce` does not have 64 hexadecimal digits");
    return nonce;
}

}  // namespace

void Connection::handle(Frame& frame) {
    const auto type = frame.header.find("type");
    const std::string name = type != frame.header.end() && type->second.text() ? *type->second.text() : std::string();
    const State state = state_;
    if (state < State::open && name == "error" && !facts_.is_server) {
        const Object& header = frame.header;
        const Error error{code_named(text_of(header, "code")), header.contains("message") && header.at("message").text()
                                                                   ? *header.at("message").text()
                                                                   : std::string()};
        end(error);
        return;
    }
    const auto expect = [&](const char* wanted) {
        if (name != wanted)
            throw LinkError(Code::not_authenticated, std::string("a `") + wanted + "` is expected, not `" + name + "`");
    };
    switch (state) {
        case State::hello: expect("hello"); return handle_hello(frame.header);
        case State::challenge: expect("challenge"); return handle_challenge(frame.header);
        case State::auth: expect("auth"); return handle_auth(frame.header);
        case State::welcome: expect("welcome"); return handle_welcome(frame.header);
        default: break;
    }
    std::optional<std::uint64_t> id;
    if (const auto given = frame.header.find("id"); given != frame.header.end()) {
        id = given->second.to<std::uint64_t>();
        if (!id || *id == 0)
            throw LinkError(Code::bad_message, "`id` is " + given->second.json() + ", not a number above 0");
    }
    dispatch(frame, name, id);
}

void Connection::handle_hello(const Object& header) {
    if (text_of(header, "protocol") != "gimbal-link")
        throw LinkError(Code::wrong_version, "the protocol is not gimbal-link");
    const Value versions = header.contains("versions") ? header.at("versions") : Value();
    const List* range = versions.list();
    const auto low = range && range->size() == 2 ? (*range)[0].to<std::int64_t>() : std::nullopt;
    const auto high = range && range->size() == 2 ? (*range)[1].to<std::int64_t>() : std::nullopt;
    if (!low || !high) throw LinkError(Code::bad_message, "`versions` is not the lowest and the highest version");
    if (*low > version || *high < version)
        throw LinkError(Code::wrong_version, "this end speaks version 1, the other one " + std::to_string(*low) +
                                                 " to " + std::to_string(*high));
    {
        std::lock_guard lock(mutex_);
        name_ = text_of(header, "name");
    }
    if (facts_.transport == Transport::local) return welcome();
    client_nonce_ = nonce_of(header);
    server_nonce_ = random_secret();
    outbox_.put({.header = {{"type", "challenge"}, {"nonce", hex_of(server_nonce_)}}});
    state_ = State::auth;
}

void Connection::handle_challenge(const Object& header) {
    server_nonce_ = nonce_of(header);
    outbox_.put({.header = {{"type", "auth"}, {"proof", proof(facts_.token, "client", client_nonce_, server_nonce_)}}});
    state_ = State::welcome;
}

void Connection::handle_auth(const Object& header) {
    if (!same(text_of(header, "proof"), proof(facts_.token, "client", client_nonce_, server_nonce_)))
        throw LinkError(Code::not_authenticated, "the proof is wrong: the client has another token");
    welcome();
}

void Connection::welcome() {
    Object header{{"type", "welcome"},
                  {"version", version},
                  {"name", facts_.own_name},
                  {"permissions", permission_names(permissions_)},
                  {"limits", Object{{"header_bytes", limits_.header_bytes},
                                    {"payload_bytes", limits_.payload_bytes},
                                    {"open_calls", limits_.open_calls}}}};
    if (facts_.transport == Transport::tcp)
        header["proof"] = proof(facts_.token, "server", client_nonce_, server_nonce_);
    outbox_.put({.header = std::move(header)});
    open();
}

void Connection::handle_welcome(const Object& header) {
    if (facts_.transport == Transport::tcp &&
        !same(text_of(header, "proof"), proof(facts_.token, "server", client_nonce_, server_nonce_)))
        throw LinkError(Code::not_authenticated, "the proof is wrong: the server has another token");
    if (number_of<std::int64_t>(header, "version", 0) != version)
        throw LinkError(Code::wrong_version, "the server has chosen a version that this end does not speak");
    const Value limits = header.contains("limits") ? header.at("limits") : Value();
    outbox_.set_most(std::max(limits["header_bytes"].to<std::size_t>().value_or(Limits().header_bytes), least_header),
                     limits["payload_bytes"].to<std::size_t>().value_or(Limits().payload_bytes));
    {
        std::lock_guard lock(mutex_);
        name_ = text_of(header, "name");
        if (const auto calls = limits["open_calls"].to<std::size_t>())
            most_calls_out_ = std::clamp<std::size_t>(*calls, 1, most_calls_out_);
    }
    open();
}

void Connection::open() {
    reader_.set_limits(limits_.header_bytes, limits_.payload_bytes);
    state_deadline_ = Clock::time_point::max();
    connected_ = true;
    was_open_ = true;
    {
        std::lock_guard lock(mutex_);
        state_ = State::open;
        opened_.notify_all();
    }
    host_->opened(*this);
}

std::optional<Error> Connection::wait_until_open() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return state_ == State::open || end_error_; });
    return state_ == State::open ? std::nullopt : end_error_;
}

}  // namespace gimbal::console::link::detail
