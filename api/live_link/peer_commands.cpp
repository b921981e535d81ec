#include "api/live_link/peer_commands.h"

#include <stdexcept>
#include <utility>

#include "api/live_link/command_arguments.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::live_link {
namespace {

using console::link::Code;
using console::link::Request;
using console::link::Value;

constexpr double progress_seconds = 0.05;  // between two messages to the peer

// Sends the progress of a job to the peer.
std::function<void(double)> progress_of(const Request& request) {
    return [request, last = 0.0](double fraction) mutable {
        const double now = console::steady_seconds();
        if (now - last < progress_seconds) return;
        last = now;
        request.progress(fraction);
    };
}

}  // namespace

void PeerCommands::run(document::CommandPtr command, const Request& request) {
    document::CommandCall call;
    try {
        call = document::CommandRegistry::check_call(command, arguments_of(*command, request), *document_.snapshot());
    } catch (const document::CannotRunNow& refused) {
        request.fail(Code::failed, refused.what());
        return;
    } catch (const std::invalid_argument& wrong) {
        request.fail(Code::bad_argument, wrong.what());
        return;
    }
    auto ended = [&host = host_, line = call.python_line(), request](const document::CommandResult& result) {
        using enum document::CommandResult::Outcome;
        if (result.outcome == cancelled)
            return void(request.fail(Code::cancelled, request.command() + " was cancelled"));
        if (result.outcome == failed) return void(request.fail(Code::failed, result.message));
        host.echo(line);
        request.answer(result.message.empty() ? Value() : Value(result.message));
    };
    const document::JobPtr job = document::start_command(document_, std::move(call), std::move(ended),
                                                         progress_of(request));
    if (job->finished()) return;
    if (!command->of_script()) {  // the window shows a script's as a run
        std::lock_guard lock(mutex_);
        running_.push_back({command->label, job, console::steady_seconds()});
    }
    started_();
    request.on_cancel([weak = std::weak_ptr(job)] {
        if (const document::JobPtr alive = weak.lock()) alive->cancel();
    });
}

std::vector<document::RunningCommand> PeerCommands::running() const {
    std::lock_guard lock(mutex_);
    std::erase_if(running_, [](const document::RunningCommand& one) { return one.job->finished(); });
    return running_;
}

void PeerCommands::cancel_all() {
    for (const document::RunningCommand& one : running()) one.job->cancel();
}

}  // namespace gimbal::live_link
