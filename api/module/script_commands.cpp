// A command's callable is destroyed outside the mutex, because that queues a reference for release.
#include "api/module/script_commands.h"

#include <memory>
#include <stdexcept>
#include <utility>

#include "api/document/commands/builtin_commands.h"

namespace gimbal::module {

using document::CommandResult;
using document::JobPtr;

struct ScriptCommands::Entry {
    console::Callable perform;
    Needs needs = Needs::nothing;
    std::mutex mutex;    // guards `reason`
    std::string reason;  // what can_run() of the script said last

    std::string why_not(const document::Scene& scene) {
        switch (needs) {
            case Needs::objects:
                if (std::string why = document::why_no_objects(scene); !why.empty()) return why;
                break;
            case Needs::selection:
                if (std::string why = document::why_no_selection(scene); !why.empty()) return why;
                break;
            case Needs::mesh:
                if (std::string why = document::why_no_selected_mesh(scene); !why.empty()) return why;
                break;
            case Needs::nothing: break;
        }
        std::lock_guard lock(mutex);
        return reason;
    }
};

namespace {

CommandResult result_of(const console::Result<ScriptNote>& result) {
    using enum CommandResult::Outcome;
    if (result) return {done, result->text};
    const console::PythonError& error = result.error();
    switch (error.why) {
        case console::NoResult::interrupted:
        case console::NoResult::cancelled:
        case console::NoResult::closed: return {cancelled, {}};
        case console::NoResult::raised:
            return {failed, error.message.empty() ? error.type : error.type + ": " + error.message};
        default: return {failed, error.message};
    }
}

void finish(document::Job& job, const CommandResult& result) {
    job.run([&](document::Job& running) {
        if (result.outcome == CommandResult::Outcome::cancelled) throw document::Cancelled();
        if (!result.done()) throw std::runtime_error(result.message);
        running.set_note(result.message);
    });
}

}  // namespace

void ScriptCommands::set_starter(Starter starter) { starter_ = std::move(starter); }

void ScriptCommands::add(document::Command command, Needs needs, console::Callable perform) {
    auto entry = std::make_shared<Entry>();
    entry->perform = std::move(perform);
    entry->needs = needs;
    command.why_not = [entry](const document::Scene& scene) { return entry->why_not(scene); };
    command.start = [this, entry](document::CommandCall call, document::CommandEnd ended) {
        return start(entry, std::move(call), std::move(ended));
    };
    const std::string name = command.name;
    registry_.add(std::move(command));
    std::lock_guard lock(mutex_);
    entries_[name].swap(entry);
}

void ScriptCommands::remove(std::string_view name) {
    std::shared_ptr<Entry> removed;
    {
        std::lock_guard lock(mutex_);
        const auto found = entries_.find(name);
        if (found == entries_.end()) return;
        removed = std::move(found->second);
        entries_.erase(found);
    }
    registry_.remove(name);
}

void ScriptCommands::set_reason(std::string_view name, std::string reason) {
    if (const std::shared_ptr<Entry> entry = entry_of(name)) {
        std::lock_guard lock(entry->mutex);
        entry->reason = std::move(reason);
    }
}

console::Callable ScriptCommands::find(std::string_view name) const {
    const std::shared_ptr<Entry> entry = entry_of(name);
    return entry ? entry->perform : console::Callable();
}

std::shared_ptr<ScriptCommands::Entry> ScriptCommands::entry_of(std::string_view name) const {
    std::lock_guard lock(mutex_);
    const auto found = entries_.find(name);
    return found == entries_.end() ? nullptr : found->second;
}

void ScriptCommands::clear() {
    std::map<std::string, std::shared_ptr<Entry>, std::less<>> removed;
    {
        std::lock_guard lock(mutex_);
        removed.swap(entries_);
    }
    for (const auto& [name, entry] : removed) registry_.remove(name);
}

JobPtr ScriptCommands::start(const std::shared_ptr<Entry>& entry, document::CommandCall call,
                             document::CommandEnd ended) const {
    auto job = std::make_shared<document::Job>(call.command->label);
    const auto end = [job, ended = std::move(ended)](const CommandResult& result) {
        finish(*job, result);
        if (ended) ended(result);
    };
    if (!starter_) {
        end({CommandResult::Outcome::failed,
             call.command->name + " is a command of a script: only scripts can start it"});
        return job;
    }
    const auto future = std::make_shared<console::Future<ScriptNote>>(starter_(call, entry->perform));
    job->on_cancel([weak = std::weak_ptr(future)] {
        if (const auto alive = weak.lock()) alive->cancel();
    });
    // The function holds the Future, and is dropped once it was called.
    future->then(console::On::any, [future, end](console::Result<ScriptNote> result) { end(result_of(result)); });
    return job;
}

}  // namespace gimbal::module
