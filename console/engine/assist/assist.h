// The assist thread and its requests.
#pragma once
#include <array>
#include <atomic>
#include <functional>
#include <mutex>

#include "gimbal/console/python/forked_child.h"
#include "engine/assist/assist_answers.h"
#include "engine/output/event_channel.h"
#include "engine/runs/namespaces.h"
#include "engine/runs/python_thread.h"

namespace gimbal::console {

enum class AssistKind { completion, call_tip, document, variables, inspect };

// Keys come faster than a running script lets the assist thread have the GIL, so only the newest request of a kind is
// worked on. Thread: any.   GIL: not needed.
class AssistRequests {
public:
    std::uint64_t next(AssistKind kind) {
        const std::uint64_t request = last_.fetch_add(1) + 1;
        std::atomic<std::uint64_t>& newest = newest_[static_cast<std::size_t>(kind)];
        for (std::uint64_t known = newest.load(); known < request && !newest.compare_exchange_weak(known, request);) {}
        return request;
    }
    // Never true for `inspect`: each `name?` was entered as a line and gets its answer.
    bool is_superseded(AssistKind kind, std::uint64_t request) const {
        return kind != AssistKind::inspect && newest_[static_cast<std::size_t>(kind)].load() != request;
    }

private:
    std::atomic<std::uint64_t> last_{0};
    std::array<std::atomic<std::uint64_t>, 5> newest_{};
};

// Posts each request to the assist thread, which answers it by one event. The thread starts at the first request or,
// if that came before Python, when Python is ready.
// Thread: any, unless a member says otherwise.   GIL: not needed.
class Assist {
public:
    Assist(EventChannel& events, Namespaces& namespaces, int nice);

    // Posts a request and returns its number. `find` gets the names of the console, or of the first one if that console
    // has run nothing yet, and returns the answer. Thread of `find`: assist. GIL: held there.
    template <class Event>
    std::uint64_t ask(AssistKind kind, ConsoleId console, std::function<Event(PyObject*, const IsSuperseded&)> find);

    // The work runs on the assist thread, after what waits there. Dropped after close().
    void post(std::function<void()> work);
    void python_is_ready();                         // Thread: script
    void refuse() { thread_.close(); }              // answers every request with nothing: Python does not run
    void close();                                   // the thread is not started from now on. Thread: script
    bool finish_until(Clock::time_point deadline);  // PythonThread::finish_until. Thread: script. GIL: held

private:
    template <class Event>
    static Event nothing() {
        Event answer{};
        if constexpr (requires { answer.whole; }) answer.whole = false;
        return answer;
    }
    void want_thread();
    void start_if_possible();  // with starting_ held

    EventChannel& events_;
    Namespaces& namespaces_;
    AssistRequests requests_;
    PythonThread thread_;
    std::mutex starting_;  // held while the thread is made, never together with the GIL
    bool wanted_ = false, ready_ = false;
};

template <class Event>
std::uint64_t Assist::ask(AssistKind kind, ConsoleId console,
                          std::function<Event(PyObject*, const IsSuperseded&)> find) {
    const std::uint64_t request = requests_.next(kind);
    if (in_forked_child()) return request;
    const auto post = [this, request](Event answer) {
        answer.request = request;
        events_.post(std::move(answer));
    };
    auto work = [this, kind, request, console, post, find = std::move(find)] {
        const auto is_superseded = [&] { return requests_.is_superseded(kind, request); };
        const auto own = namespaces_.find(console), first = namespaces_.find(0);
        Event answer = nothing<Event>();
        if (!is_superseded() && first) answer = find((own ? own : first)->names(), is_superseded);
        post(std::move(answer));
    };
    thread_.post({"assistance", std::move(work), [post] { post(nothing<Event>()); }});
    want_thread();
    return request;
}

}  // namespace gimbal::console
