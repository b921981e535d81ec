// One connection: its handshake, its calls in both directions, and what it is told and tells.
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/platform/wake_up.h"
#include "gimbal/console/link/options.h"
#include "link/handler_pool.h"
#include "link/outbox.h"
#include "link/pending.h"
#include "link/platform/segment.h"
#include "link/secret.h"
#include "link/wire/frame.h"

namespace gimbal::console::link::detail {

class Host;
class WrittenStream;

struct ConnectionFacts {
    std::uint64_t id = 0;
    bool is_server = false;  // this end is
    Transport transport = Transport::local;
    std::string address;
    std::int64_t pid = 0;
    std::string own_name;
    Secret token{};  // TCP
};

// The link's thread owns the socket and calls step(). Everything that a Peer does may come from any thread.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(Descriptor socket, ConnectionFacts facts, Host& host);
    ~Connection();

    // --- The link's thread.
    void begin();                                    // the client says hello
    void step(short events, Clock::time_point now);  // after poll()
    int descriptor() const { return socket_.get(); }
    short wanted() const;                 // events for poll()
    Clock::time_point next_time() const;  // when step() is due without an event
    bool is_over() const { return state_ == State::over; }
    bool in_handshake() const { return state_ < State::open; }
    void close(const std::string& why);  // goodbye, then the end
    void refuse(Error error);            // says the error, then the end
    void end(Error error);               // at once
    void beat();
    bool was_open() const { return was_open_; }
    void post(std::function<void()> handler);  // after the handlers that were posted before

    // --- Any thread.
    std::uint64_t id() const { return facts_.id; }
    PeerInfo info() const;
    bool connected() const { return connected_; }
    std::optional<Error> wait_until_open();  // of the client; the error of the handshake
    Pending start(Outgoing message, CallOptions options);
    void cancel(const std::shared_ptr<PendingState>& call);
    bool put(Outgoing message);  // throws LinkError: bad_argument, too_large
    bool answer(std::uint64_t id, Reply reply);
    void progress(RequestState& request, std::optional<double> fraction, std::string text);
    bool update(std::string name, Arrays arrays, const UpdateOptions& options);
    Pending send(std::string name, Arrays arrays, const UpdateOptions& options, CallOptions call);
    void unshare(const std::string& name, std::uint64_t share);
    std::variant<SharedWriter, Error> share(std::string name, const ArrayLayouts& layouts, const ShareOptions& options);
    void ask_to_close(std::string why);
    bool is_subscribed(const std::string& event) const;
    // The handler of events takes one. `dropped`: how many were lost before it.
    std::optional<Event> next_event();

private:
    enum class State { hello, challenge, auth, welcome, open, closing, over };

    std::shared_ptr<PendingState> new_call(Outgoing& message, CallOptions options);
    std::optional<Error> queue(const std::shared_ptr<PendingState>& call, Outgoing message);  // with mutex_
    Pending queued(const std::shared_ptr<PendingState>& call, std::optional<Error> error);
    std::uint64_t next_frame(const std::string& name, const UpdateOptions& options);  // with mutex_
    using Refused = std::vector<std::pair<std::shared_ptr<PendingState>, Error>>;
    Refused send_waiting();  // with mutex_. The caller finishes what is refused, without it

    void say(Outgoing message);
    void process();
    bool is_paused() const;
    void write_now();
    void look_at_deadlines(Clock::time_point now);

    void handle(Frame& frame);
    void handle_hello(const Object& header);
    void handle_challenge(const Object& header);
    void handle_auth(const Object& header);
    void handle_welcome(const Object& header);
    void welcome();
    void open();

    void dispatch(Frame& frame, const std::string& type, std::optional<std::uint64_t> id);
    void take_answer(Frame& frame, const std::string& type, std::uint64_t id);
    void take_progress(const Object& header, std::uint64_t id);
    void take_request(Frame& frame, const std::string& type, std::uint64_t id);
    void take_call(Frame& frame, bool is_evaluate, const std::shared_ptr<RequestState>& request);
    Value take_subscription(const Object& header, bool subscribe);
    void take_event(Frame& frame);
    Value take_update(Frame& frame);
    Value take_share(const Frame& frame);
    Value take_unshare(const Object& header);
    void take_read(const Object& header, const std::shared_ptr<RequestState>& request);
    void take_refusal(const Object& header);
    void need(bool permission, const char* what) const;
    void refuse_without_id(const Object& header, const Error& error);

    Descriptor socket_;
    const ConnectionFacts facts_;
    Host* const host_;  // alive while the link's thread and the handlers run
    const std::shared_ptr<WakeUp> wake_;
    const Limits limits_;
    const Permissions permissions_;

    // --- The link's thread.
    std::atomic<State> state_ = State::hello;
    FrameReader reader_;
    Secret client_nonce_{}, server_nonce_{};
    bool read_ended_ = false, gone_ = false, more_ = false, shut_ = false, was_open_ = false;
    Clock::time_point state_deadline_ = Clock::time_point::max();  // of the handshake and of closing
    std::string last_words_;                                       // of a goodbye
    double tokens_ = 0;                                            // of the limit of frames a second
    Clock::time_point tokens_at_{};
    Clock::time_point refusal_at_{};

    // --- Any thread, with mutex_.
    mutable std::mutex mutex_;
    std::condition_variable opened_;
    std::string name_;  // of the other end
    std::optional<Error> end_error_;
    std::optional<std::string> close_asked_;
    std::uint64_t next_id_ = 0;
    std::map<std::uint64_t, std::shared_ptr<PendingState>> calls_out_;
    struct Waiting {
        std::shared_ptr<PendingState> call;  // nullptr: an update behind a call of its stream
        Outgoing message;
    };
    std::list<Waiting> waiting_;  // until a call is answered
    std::map<std::uint64_t, std::weak_ptr<RequestState>> calls_in_;
    std::set<std::string, std::less<>> subscriptions_;
    std::map<std::string, std::uint64_t, std::less<>> frames_;  // the last one of each name that we have sent
    struct Written {
        std::uint64_t share = 0;  // the id of the message
        std::weak_ptr<WrittenStream> stream;
    };
    std::map<std::string, Written, std::less<>> written_;  // the newest of each name
    std::deque<Event> events_;
    std::uint64_t events_lost_ = 0;
    std::size_t most_calls_out_;

    Outbox outbox_;
    std::atomic<std::size_t> refusals_waiting_ = 0;  // for the handler
    std::atomic<std::size_t> unanswered_ = 0;  // requests that were read and whose answer the system has not taken
    std::atomic<std::uint64_t> frames_in_ = 0, bytes_in_ = 0;
    std::atomic<bool> connected_ = false;
    const Clock::time_point since_ = Clock::now();
    const std::shared_ptr<HandlerPool::Lane> lane_ = std::make_shared<HandlerPool::Lane>();
};

// A segment that this end writes for one connection.
class WrittenStream {
public:
    WrittenStream(std::weak_ptr<Connection> connection, std::string name, Geometry geometry, bool named)
        : connection_(std::move(connection)),
          name_(std::move(name)),
          segment_(std::move(geometry), named) {}
    ~WrittenStream();
    WrittenSegment& segment() { return segment_; }
    std::byte* slot = nullptr;  // between begin() and publish()
    std::uint64_t share = 0;    // the id of the message; 0: the other end has not accepted it
    bool publish();

private:
    std::weak_ptr<Connection> connection_;
    const std::string name_;
    WrittenSegment segment_;
};

}  // namespace gimbal::console::link::detail
