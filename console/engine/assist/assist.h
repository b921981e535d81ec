// The assist thread and its requests.
#pragma once
#include <mutex>
#include <string>

#include "engine/assist/assist_requests.h"
#include "engine/output/event_channel.h"
#include "engine/runs/namespaces.h"
#include "engine/runs/python_thread.h"

namespace gimbal::console {

// Posts each request to the assist thread, which answers it by one event. The thread starts at the first request or,
// if that came before Python, when Python is ready. The requests are those of Engine.
// Thread: any, unless a member says otherwise.   GIL: not needed.
class Assist {
public:
    Assist(EventChannel& events, Namespaces& namespaces, int nice);

    std::uint64_t complete(std::string source, std::size_t cursor, ConsoleId console, bool patiently);
    std::uint64_t call_tip(std::string source, std::size_t cursor, ConsoleId console);
    std::uint64_t document(std::string source, std::size_t cursor, std::string completion, ConsoleId console);
    std::uint64_t inspect(std::string expression, bool with_source, ConsoleId console);
    std::uint64_t variables(ConsoleId console);

    void python_is_ready();                         // Thread: script
    void close();                                   // the thread is not started from now on. Thread: script
    bool finish_until(Clock::time_point deadline);  // PythonThread::finish_until. Thread: script. GIL: held

private:
    template <class Event, class Find>
    std::uint64_t ask(AssistKind kind, ConsoleId console, Find find);  // Event find(request, namespace)
    void start_if_possible();                                          // with starting_ held

    EventChannel& events_;
    Namespaces& namespaces_;
    AssistRequests requests_;
    PythonThread thread_;
    std::mutex starting_;  // held while the thread is made, never together with the GIL
    bool wanted_ = false, ready_ = false;
};

}  // namespace gimbal::console
