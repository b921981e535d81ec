// The engine's requests while typing: each is posted to the assist thread and answered by one event.
#include "engine/engine_state.h"

#include "gimbal/console/python/forked_child.h"
#include "engine/assist/assist.h"

namespace gimbal::console {

using Kind = AssistRequests::Kind;
using Namespace = Namespaces::Namespace;

// A console that has run nothing yet will have the names of the start, as the first one has.
template <class Answer, class Find>
std::uint64_t Engine::State::ask_assist(Kind kind, ConsoleId console, Find find) {
    const std::uint64_t request = assist_requests.next(kind);
    if (in_forked_child()) return request;
    assist.post("assistance", [this, kind, request, console, find = std::move(find)] {
        Answer answer{};
        answer.request = request;
        if constexpr (requires {
                          answer.whole = false;
                          answer.items;
                      })
            answer.whole = false;  // a list that was not looked for
        const auto own = runner.namespaces().find(console), first = runner.namespaces().find(0);
        if (!assist_requests.is_superseded(kind, request) && first) answer = find(request, own ? *own : *first);
        events.post(std::move(answer));
    });
    start_assist(true);
    return request;
}

std::uint64_t Engine::complete(std::string source, std::size_t cursor, ConsoleId console, bool patiently) {
    const auto find = [state = state_.get(), source = std::move(source), cursor, patiently](std::uint64_t request,
                                                                                            const Namespace& in) {
        const auto given_up = [&] { return state->assist_requests.is_superseded(Kind::completion, request); };
        return completions(request, source, cursor, in.names(), patiently, given_up);
    };
    return state_->ask_assist<CompletionList>(Kind::completion, console, find);
}

std::uint64_t Engine::call_tip(std::string source, std::size_t cursor, ConsoleId console) {
    const auto find = [source = std::move(source), cursor](std::uint64_t request, const Namespace& in) {
        return console::call_tip(request, source, cursor, in.names());
    };
    return state_->ask_assist<CallTip>(Kind::call_tip, console, find);
}

std::uint64_t Engine::document(std::string source, std::size_t cursor, std::string completion, ConsoleId console) {
    const auto find = [source = std::move(source), cursor, completion = std::move(completion)](std::uint64_t request,
                                                                                               const Namespace& in) {
        return documentation(request, source, cursor, completion, in.names());
    };
    return state_->ask_assist<Documentation>(Kind::document, console, find);
}

std::uint64_t Engine::inspect(std::string expression, bool with_source, ConsoleId console) {
    const auto find = [expression = std::move(expression), with_source](std::uint64_t request, const Namespace& in) {
        return inspection(request, expression, with_source, in.names());
    };
    return state_->ask_assist<Documentation>(Kind::inspect, console, find);
}

std::uint64_t Engine::variables(ConsoleId console) {
    const auto find = [console, state = state_.get()](std::uint64_t request, const Namespace& in) {
        if (!state->runner.namespaces().find(console)) return VariableList{request, {}, false};  // it has made none
        return console::variables(request, in.names(), in.at_start.get());
    };
    return state_->ask_assist<VariableList>(Kind::variables, console, find);
}

}  // namespace gimbal::console
