#include "link/pending.h"

#include <algorithm>
#include <utility>

#include "link/connection.h"

namespace gimbal::console::link {

namespace detail {

namespace {
// A function of the user on the link's thread must not end it.
template <class F, class... A>
void call_guarded(const F& function, A&&... arguments) {
    try {
        function(std::forward<A>(arguments)...);
    } catch (...) {}
}
}  // namespace

bool PendingState::done() const {
    std::lock_guard lock(mutex);
    return reply.has_value();
}

void PendingState::finish(Reply result) {
    std::unique_lock lock(mutex);
    if (reply) return;
    reply = std::move(result);
    auto functions = std::exchange(then, {});
    changed.notify_all();
    lock.unlock();
    for (const auto& function : functions) call_guarded(function, *reply);
}

RequestState::~RequestState() {
    if (answered) return;
    try {
        answer(Error{Code::not_answered, "the program has let go of the call without an answer"});
    } catch (...) {}
}

bool RequestState::answer(Reply reply) {
    const auto peer = connection.lock();
    std::lock_guard lock(mutex);  // so that no progress comes after the answer
    if (answered.exchange(true)) return false;
    return peer && peer->answer(id, std::move(reply));
}

void RequestState::cancel() {
    std::unique_lock lock(mutex);
    if (cancelled.exchange(true)) return;
    auto functions = std::exchange(on_cancel, {});
    lock.unlock();
    for (const auto& function : functions) call_guarded(function);
}

}  // namespace detail

bool Pending::ready() const { return state_->done(); }

Reply Pending::wait() const {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [this] { return state_->reply.has_value(); });
    return *state_->reply;
}

std::optional<Reply> Pending::wait_for(std::chrono::milliseconds limit) const {
    std::unique_lock lock(state_->mutex);
    if (!state_->changed.wait_for(lock, limit, [this] { return state_->reply.has_value(); })) return {};
    return *state_->reply;
}

void Pending::cancel() const {
    if (const auto connection = state_->connection.lock()) connection->cancel(state_);
}

void Pending::then(std::function<void(Reply)> function) const {
    {
        std::lock_guard lock(state_->mutex);
        if (!state_->reply) {
            state_->then.push_back(std::move(function));
            return;
        }
    }
    function(*state_->reply);
}

const std::string& Request::command() const { return state_->command; }
const std::string& Request::source() const { return state_->source; }
const Object& Request::arguments() const { return state_->arguments; }
const Arrays& Request::arrays() const { return state_->arrays; }

Peer Request::peer() const {
    auto connection = state_->connection.lock();
    if (!connection) throw LinkError(Code::closed, "the connection has ended");
    return Peer(std::move(connection));
}

const Value* Request::find(std::string_view name) const {
    const auto found = state_->arguments.find(name);
    return found == state_->arguments.end() ? nullptr : &found->second;
}

LinkError Request::missing(std::string_view name) const {
    return LinkError(Code::bad_argument,
                     "the argument `" + std::string(name) + "` of " + state_->command + " is missing");
}

LinkError Request::wrong(std::string_view name, const Value& value, const char* wanted) const {
    return LinkError(Code::bad_argument, "the argument `" + std::string(name) + "` of " + state_->command + " is " +
                                             value.json().substr(0, 80) + ", a value of type " + value.type_name() +
                                             ", not a value of type " + wanted);
}

const Array& Request::array(std::string_view name) const {
    const auto found = state_->arrays.find(name);
    if (found != state_->arrays.end()) return found->second;
    throw LinkError(Code::bad_argument, "the array `" + std::string(name) + "` of " + state_->command + " is missing");
}

void Request::progress(std::optional<double> fraction, std::string text) const {
    if (const auto connection = state_->connection.lock()) connection->progress(*state_, fraction, std::move(text));
}

bool Request::cancelled() const { return state_->cancelled; }

void Request::on_cancel(std::function<void()> function) const {
    {
        std::lock_guard lock(state_->mutex);
        if (!state_->cancelled) {
            state_->on_cancel.push_back(std::move(function));
            return;
        }
    }
    function();
}

bool Request::answer(Value value, Arrays arrays) const { return state_->answer({std::move(value), std::move(arrays)}); }
bool Request::fail(Code code, std::string message) const { return state_->answer(Error{code, std::move(message)}); }
bool Request::reply(Reply reply) const { return state_->answer(std::move(reply)); }

}  // namespace gimbal::console::link
