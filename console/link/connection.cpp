// The life of a connection: reading, writing, pausing, ending.
#include "link/connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "gimbal/console/base/utf8.h"
#include "link/host.h"
#include "link/wire/parse.h"

namespace gimbal::console::link::detail {

namespace {
constexpr auto closing_time = std::chrono::seconds(1);
constexpr const char* too_late = "the answer did not come in time";  // the same at both ends, for either may be first
constexpr int frames_at_once = 256;                                  // then the other connections have their turn
}  // namespace

Connection::Connection(Descriptor socket, ConnectionFacts facts, Host& host)
    : socket_(std::move(socket)),
      facts_(std::move(facts)),
      host_(&host),
      wake_(host.wake()),
      limits_(host.options().limits),
      permissions_(host.options().permissions),
      reader_(least_header, 0),
      tokens_(static_cast<double>(limits_.frames_per_second)),
      tokens_at_(Clock::now()),
      most_calls_out_(limits_.open_calls),
      outbox_(limits_) {
    state_deadline_ = Clock::now() + limits_.handshake_time;
    if (!facts_.is_server) state_ = facts_.transport == Transport::tcp ? State::challenge : State::welcome;
}

Connection::~Connection() = default;

void Connection::begin() {
    Object hello{{"type", "hello"}, {"protocol", "gimbal-link"}, {"versions", List{1, 1}}, {"name", facts_.own_name}};
    if (facts_.transport == Transport::tcp) {
        client_nonce_ = random_secret();
        hello["nonce"] = hex_of(client_nonce_);
    }
    outbox_.put({.header = std::move(hello)});
}

short Connection::wanted() const {
    short events = 0;
    if (!read_ended_ && !is_paused()) events |= POLLIN;
    if (!outbox_.empty()) events |= POLLOUT;
    return events;
}

bool Connection::is_paused() const {
    if (state_ != State::open || gone_) return false;
    return unanswered_ > limits_.open_calls || tokens_ < 1;
}

Clock::time_point Connection::next_time() const {
    Clock::time_point next = state_deadline_;
    if (more_ && !is_paused()) return Clock::now();
    if (tokens_ < 1) {
        const double seconds = (1 - tokens_) / static_cast<double>(limits_.frames_per_second);
        next = std::min(next, tokens_at_ + to_duration(seconds) + std::chrono::milliseconds(1));
    }
    std::vector<std::shared_ptr<RequestState>> kept;  // the last reference must not go with the mutex held
    std::lock_guard lock(mutex_);
    for (const auto& [id, call] : calls_out_) next = std::min(next, call->deadline);
    for (const Waiting& entry : waiting_)
        if (entry.call) next = std::min(next, entry.call->deadline);
    for (const auto& [id, request] : calls_in_)
        if (auto call = request.lock()) {
            next = std::min(next, call->deadline);
            kept.push_back(std::move(call));
        }
    return next;
}

void Connection::step(short events, Clock::time_point now) {
    if (state_ == State::over) return;
    if (events & (POLLHUP | POLLERR)) gone_ = true;  // nobody reads; what was written to us is still there
    tokens_ = std::min(static_cast<double>(limits_.frames_per_second),
                       tokens_ + std::chrono::duration<double>(now - tokens_at_).count() *
                                     static_cast<double>(limits_.frames_per_second));
    tokens_at_ = now;
    std::optional<std::string> close_asked;
    {
        std::lock_guard lock(mutex_);
        close_asked = std::exchange(close_asked_, std::nullopt);
    }
    if (close_asked) close(*close_asked);
    write_now();
    if (events != 0 || more_) process();
    write_now();
    look_at_deadlines(now);
    if (state_ != State::over && now >= state_deadline_) {
        if (state_ == State::closing) end(end_error_.value_or(Error{Code::closed, "the connection was closed"}));
        else
            refuse({Code::not_authenticated,
                    "the handshake has taken longer than " + std::to_string(limits_.handshake_time.count()) + " ms"});
    }
}

void Connection::write_now() {
    if (state_ == State::over || gone_) return;
    const auto wrote = outbox_.write_to(socket_.get(), [this] { --unanswered_; });
    if (wrote == Outbox::Wrote::gone) gone_ = true;
    if (wrote == Outbox::Wrote::gone && !read_ended_) more_ = true;  // read to the end what it wrote before
    if (wrote == Outbox::Wrote::all && state_ == State::closing && !std::exchange(shut_, true))
        ::shutdown(socket_.get(), SHUT_WR);
}

void Connection::process() {
    more_ = false;
    if (state_ == State::closing) {  // an unread byte would make the system throw away what we wrote
        char piece[1 << 14];
        ssize_t got = 1;
        for (int i = 0; i < frames_at_once && got > 0; ++i) got = ::recv(socket_.get(), piece, sizeof piece, 0);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR) || gone_)
            end(end_error_.value_or(Error{Code::closed, "the connection was closed"}));
        return;
    }
    try {
        for (int i = 0; i < frames_at_once; ++i) {
            if (state_ == State::over || state_ == State::closing) return;
            if (is_paused()) break;
            if (auto frame = reader_.next()) {
                --tokens_;
                ++frames_in_;
                handle(*frame);
                continue;
            }
            if (read_ended_) {
                const std::string why = last_words_.empty() ? "the other end has closed it" : last_words_;
                end({Code::closed, why});
                return;
            }
            const auto read = reader_.read_from(socket_.get(), facts_.transport == Transport::local);
            bytes_in_ = reader_.bytes();
            if (read == FrameReader::Read::nothing_now) return;
            if (read == FrameReader::Read::end) read_ended_ = true;
        }
        more_ = true;
    } catch (const LinkError& error) { refuse(error.error()); }
}

// Words that end a connection or a call. If they are too long for the other end, it ends without them.
void Connection::say(Outgoing message) {
    try {
        outbox_.put(std::move(message));
    } catch (const LinkError&) {}
}

void Connection::refuse(Error error) {
    if (state_ == State::closing || state_ == State::over) return;
    Object header = error_header(error);
    if (error.code == Code::wrong_version) header["versions"] = List{1, 1};
    say({.header = std::move(header)});
    state_ = State::closing;
    connected_ = false;
    state_deadline_ = Clock::now() + closing_time;
    {
        std::lock_guard lock(mutex_);
        if (!end_error_) end_error_ = std::move(error);
    }
    write_now();
    more_ = true;
}

void Connection::close(const std::string& why) {
    if (state_ == State::closing || state_ == State::over) return;
    if (state_ == State::open) say({.header = {{"type", "goodbye"}, {"message", shortened(why, longest_sentence)}}});
    state_ = State::closing;
    connected_ = false;
    state_deadline_ = Clock::now() + closing_time;
    {
        std::lock_guard lock(mutex_);
        if (!end_error_) end_error_ = Error{Code::closed, why};
    }
    write_now();
    more_ = true;
}

void Connection::end(Error error) {
    if (state_ == State::over) return;
    state_ = State::over;
    connected_ = false;
    state_deadline_ = Clock::time_point::max();
    outbox_.close();
    socket_ = Descriptor();
    std::map<std::uint64_t, std::shared_ptr<PendingState>> calls;
    std::list<Waiting> waiting;
    std::vector<std::shared_ptr<RequestState>> requests;
    {
        std::lock_guard lock(mutex_);
        if (!end_error_) end_error_ = error;
        calls.swap(calls_out_);
        waiting.swap(waiting_);
        for (const auto& [id, request] : calls_in_)
            if (auto call = request.lock()) requests.push_back(std::move(call));
        calls_in_.clear();
        opened_.notify_all();
    }
    const Error closed{Code::closed, "the connection to " + facts_.address + " has ended: " + error.message};
    for (const auto& [id, call] : calls) call->finish(closed);
    for (const Waiting& entry : waiting)
        if (entry.call) entry.call->finish(closed);
    for (const auto& request : requests) request->cancel();
    host_->ended(*this, error, host_->streams()->writer_ended(facts_.id, "its writer has ended: " + error.message));
}

void Connection::look_at_deadlines(Clock::time_point now) {
    std::vector<std::shared_ptr<PendingState>> sent;
    std::list<Waiting> unsent;
    std::vector<std::shared_ptr<RequestState>> late_in, kept;
    Refused refused;
    {
        std::lock_guard lock(mutex_);
        for (const auto& [id, call] : calls_out_)
            if (call->deadline <= now) {
                call->deadline = Clock::time_point::max();  // once; the call stays until the other end answers
                sent.push_back(call);
            }
        for (auto entry = waiting_.begin(); entry != waiting_.end();) {
            const auto next = std::next(entry);
            if (entry->call && entry->call->deadline <= now) unsent.splice(unsent.end(), waiting_, entry);
            entry = next;
        }
        if (!unsent.empty()) refused = send_waiting();
        for (const auto& [id, request] : calls_in_)
            if (auto call = request.lock()) (call->deadline <= now ? late_in : kept).push_back(std::move(call));
    }
    for (const Waiting& entry : unsent) entry.call->finish(Error{Code::deadline, too_late});
    for (auto& [call, error] : refused) call->finish(std::move(error));
    for (const auto& call : sent) {
        call->finish(Error{Code::deadline, too_late});
        cancel(call);
    }
    for (const auto& request : late_in) {
        request->deadline = Clock::time_point::max();
        request->answer(Error{Code::deadline, too_late});  // before the handler can say "cancelled"
        request->cancel();
    }
}

void Connection::beat() {
    std::vector<std::shared_ptr<WrittenStream>> alive;  // the last reference must not go with the mutex held
    std::lock_guard lock(mutex_);
    for (const auto& [name, written] : written_)
        if (auto stream = written.stream.lock()) alive.push_back(std::move(stream));
    for (const auto& stream : alive) stream->segment().beat();
}

void Connection::post(std::function<void()> handler) { host_->handlers().post(lane_, std::move(handler)); }

PeerInfo Connection::info() const {
    const Outbox::Counts counts = outbox_.counts();
    std::lock_guard lock(mutex_);
    PeerInfo info{
        .id = facts_.id, .name = name_, .transport = facts_.transport, .address = facts_.address, .pid = facts_.pid};
    info.seconds = seconds_since(since_);
    info.frames_in = frames_in_;
    info.bytes_in = bytes_in_;
    info.frames_out = counts.frames;
    info.bytes_out = counts.bytes;
    info.updates_dropped = counts.updates_dropped;
    info.events_dropped = counts.events_dropped;
    info.open_calls_in = calls_in_.size();
    info.open_calls_out = calls_out_.size();
    for (const Waiting& entry : waiting_) info.open_calls_out += entry.call ? 1 : 0;
    info.subscriptions.assign(subscriptions_.begin(), subscriptions_.end());
    info.connected = connected_;
    return info;
}

}  // namespace gimbal::console::link::detail
