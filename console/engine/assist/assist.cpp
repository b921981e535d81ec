#include "engine/assist/assist.h"

#include "gimbal/console/python/forked_child.h"
#include "engine/assist/assist_answers.h"

namespace gimbal::console {

using Namespace = Namespaces::Namespace;

Assist::Assist(EventChannel& events, Namespaces& namespaces, int nice)
    : events_(events),
      namespaces_(namespaces),
      thread_({"assist", ThreadRole::assist, nice}, [](const std::string&) { PyErr_Clear(); }) {}

void Assist::python_is_ready() {
    GIMBAL_ON(script);
    std::lock_guard lock(starting_);
    ready_ = true;
    start_if_possible();
}

void Assist::close() {
    GIMBAL_ON(script);
    std::lock_guard lock(starting_);
    ready_ = false;
}

void Assist::start_if_possible() {
    if (wanted_ && ready_ && !thread_.started()) thread_.start();
}

bool Assist::finish_until(Clock::time_point deadline) {
    GIMBAL_ON(script);
    return thread_.finish_until(deadline);
}

// A console that has run nothing yet will start with the names that the first one has.
template <class Event, class Find>
std::uint64_t Assist::ask(AssistKind kind, ConsoleId console, Find find) {
    const std::uint64_t request = requests_.next(kind);
    if (in_forked_child()) return request;
    thread_.post("assistance", [this, kind, request, console, find = std::move(find)] {
        Event answer{};
        answer.request = request;
        if constexpr (std::is_same_v<Event, CompletionList>) answer.whole = false;
        const auto own = namespaces_.find(console), first = namespaces_.find(0);
        if (!requests_.is_superseded(kind, request) && first) answer = find(request, own ? *own : *first);
        events_.post(std::move(answer));
    });
    std::lock_guard lock(starting_);
    wanted_ = true;
    start_if_possible();
    return request;
}

std::uint64_t Assist::complete(std::string source, std::size_t cursor, ConsoleId console, bool patiently) {
    const auto find = [this, source = std::move(source), cursor, patiently](std::uint64_t request,
                                                                            const Namespace& in) {
        const auto is_superseded = [&] { return requests_.is_superseded(AssistKind::completion, request); };
        return completions(request, source, cursor, in.names(), patiently, is_superseded);
    };
    return ask<CompletionList>(AssistKind::completion, console, find);
}

std::uint64_t Assist::call_tip(std::string source, std::size_t cursor, ConsoleId console) {
    const auto find = [source = std::move(source), cursor](std::uint64_t request, const Namespace& in) {
        return console::call_tip(request, source, cursor, in.names());
    };
    return ask<CallTip>(AssistKind::call_tip, console, find);
}

std::uint64_t Assist::document(std::string source, std::size_t cursor, std::string completion, ConsoleId console) {
    const auto find = [source = std::move(source), cursor, completion = std::move(completion)](std::uint64_t request,
                                                                                               const Namespace& in) {
        return documentation(request, source, cursor, completion, in.names());
    };
    return ask<Documentation>(AssistKind::document, console, find);
}

std::uint64_t Assist::inspect(std::string expression, bool with_source, ConsoleId console) {
    const auto find = [expression = std::move(expression), with_source](std::uint64_t request, const Namespace& in) {
        return inspection(request, expression, with_source, in.names());
    };
    return ask<Documentation>(AssistKind::inspect, console, find);
}

std::uint64_t Assist::variables(ConsoleId console) {
    const auto find = [this, console](std::uint64_t request, const Namespace& in) {
        if (!namespaces_.find(console)) return VariableList{request, {}, false};
        return console::variables(request, in.names(), in.at_start.get());
    };
    return ask<VariableList>(AssistKind::variables, console, find);
}

}  // namespace gimbal::console
