// Steps that scripts open, and rolling one back: the scene from before it, and on it what others have edited since.
#include <algorithm>

#include "api/document/scene/document_core.h"

namespace gimbal::document {
namespace {

constexpr std::size_t most_rolled_back = 10000;  // a job that is older than so many rollbacks is not refused

}  // namespace

bool DocumentCore::is_own(const OpenStep& transaction) const {
    return transaction.is_transaction && log_.belongs_to(edit_author().transaction, transaction.token);
}

bool DocumentCore::is_logged() const {
    if (!has_transactions()) return false;
    return std::ranges::any_of(open_steps_, [&](const OpenStep& step) { return step.is_transaction && !is_own(step); });
}

// Allocates nothing, because edit() has made room.
void DocumentCore::log_pending() noexcept {
    const auto [id, before] = *std::exchange(pending_, std::nullopt);
    if (const Object* after = find(id)) log(ObjectPlaced{id, Placement::between(before, *after)});
}

void DocumentCore::refuse_late_job() const {
    const EditAuthor author = edit_author();
    if (author.is_job && rolled_back_.contains(author.transaction))
        throw std::runtime_error("the transaction that has started this work was rolled back, so it changes nothing");
}

void DocumentCore::refuse_in_own_transaction() const {
    const auto own = std::ranges::find_if(open_steps_, [&](const OpenStep& step) { return is_own(step); });
    if (own == open_steps_.end()) return;
    throw std::runtime_error("the transaction '" + own->name +
                             "' could not take back another scene: load it or make it outside the with block");
}

DocumentCore::OpenStep* DocumentCore::find_open(StepToken token) {
    const auto found = std::ranges::find(open_steps_, token, &OpenStep::token);
    return found == open_steps_.end() ? nullptr : &*found;
}

// Others are those whose edits a rollback would keep.
void DocumentCore::note_step_of_others(const std::string& name) {
    for (OpenStep& step : open_steps_)
        if (step.is_transaction && step.others_step.empty() && !is_own(step)) step.others_step = name;
}

void DocumentCore::count_transactions(int more) {
    transaction_count_ += more;
    transactions_of_process.fetch_add(more, std::memory_order_relaxed);
}

StepToken DocumentCore::open_step(StepRequest request) {
    const bool may_cut = request.of_run || request.cuts || history_.depth() <= request.own_steps;
    const bool cuts = may_cut && !has_transactions() && !history_.in_named();
    const bool is_named = cuts || history_.in_named();
    if (cuts) close_recording();
    note_step_of_others(request.name);
    OpenStep step{.token = next_token_++,
                  .name = request.name,
                  .of_run = request.of_run,
                  .is_named = is_named,
                  .is_transaction = request.transaction};
    if (request.transaction) {
        step.start = snapshot();
        step.first_edit = log_.begin_transaction(step.token, edit_author().transaction);
        step.recorded_before = history_.is_recording();
    }
    open_steps_.push_back(std::move(step));
    if (request.transaction) count_transactions(1);
    is_named ? history_.begin_named(std::move(request.name)) : history_.begin(std::move(request.name));
    return open_steps_.back().token;
}

bool DocumentCore::close_step(StepToken token) {
    if (!find_open(token)) return false;
    end_open_step(token);
    return true;
}

// Steps may end in another order than they began, on several threads. What remains goes on with the name of the oldest.
void DocumentCore::end_open_step(StepToken token) {
    const auto at = std::ranges::find(open_steps_, token, &OpenStep::token);
    OpenStep ended = std::move(*at);
    open_steps_.erase(at);
    if (ended.is_transaction) {
        discarded_.push_back(std::move(ended.start));
        count_transactions(-1);
        if (!has_transactions()) log_.clear();
    }
    if (ended.is_named ? history_.end_named() : history_.end()) return close_recording();
    const auto oldest = std::ranges::find_if(open_steps_, [](const OpenStep& step) { return step.is_named; });
    if (oldest != open_steps_.end()) history_.rename_named(oldest->name);
}

StepToken DocumentCore::open_transaction_of(StepToken token) const {
    const auto is_open = [&](const OpenStep& step) { return step.is_transaction && step.token == token; };
    while (token != 0 && std::ranges::none_of(open_steps_, is_open)) token = log_.parent_of(token);
    return token;
}

std::string DocumentCore::open_step_of_run() const {
    const auto found = std::ranges::find_if(open_steps_, [](const OpenStep& step) { return step.of_run; });
    return found == open_steps_.end() ? std::string() : found->name;
}

std::vector<std::string> DocumentCore::close_steps_of_run() {
    std::vector<StepToken> tokens;
    std::vector<std::string> names;
    for (const OpenStep& step : open_steps_)
        if (step.of_run) tokens.push_back(step.token), names.push_back(step.name);
    for (const StepToken token : tokens) end_open_step(token);
    return names;
}

ScenePtr DocumentCore::start_of(StepToken token) {
    const OpenStep* step = find_open(token);
    return step && step->is_transaction ? step->start : nullptr;
}

void DocumentCore::note_rolled_back(StepToken token) {
    for (const StepToken member : log_.family_of(token))
        if (member == token || !find_open(member)) rolled_back_.insert(member);
    while (rolled_back_.size() > most_rolled_back) rolled_back_.erase(rolled_back_.begin());
}

Document::RolledBack DocumentCore::roll_back(StepToken token, bool closes) {
    Document::RolledBack result;
    const OpenStep* transaction = find_open(token);
    if (!transaction || !transaction->is_transaction) return result;
    result.was_open = true;
    try {
        if (closes) note_rolled_back(token);
        const bool edited = transaction->start->version() != version_.load(std::memory_order_relaxed);
        if (edited) settle_recording(*transaction, put_back_and_replay(*transaction, result), closes);
        reset_exports(result.detached);
    } catch (...) {  // no memory is left: the step must not stay open
        if (closes) end_open_step(token);
        throw;
    }
    if (closes) end_open_step(token);
    return result;
}

// Returns true if others have edited in a way that makes a step. The transactions that began later get the scene that
// they would have had before them without this one.
bool DocumentCore::put_back_and_replay(const OpenStep& transaction, Document::RolledBack& result) {
    const auto old = put_back(transaction.start);
    const std::vector<EditLog::Entry> others = log_.take_out(transaction.token, transaction.first_edit);
    auto later = open_steps_.begin() + (&transaction - open_steps_.data()) + 1;
    const auto start_later = [&](std::uint64_t place) {
        for (; later != open_steps_.end() && later->first_edit <= place; ++later)
            if (later->is_transaction) discarded_.push_back(std::exchange(later->start, snapshot()));
    };
    bool recorded = false;
    for (const EditLog::Entry& entry : others) {
        start_later(entry.place);
        if (replay(entry.edit)) {
            recorded |= entry.makes_a_step;
            continue;
        }
        log_.remove(entry.place);
        const auto id_of = []<class T>(const T& edit) {
            if constexpr (requires { edit.id; }) return edit.id;
            else return ObjectId();
        };
        if (const Slot* slot = old->find(std::visit(id_of, entry.edit))) result.lost.push_back(slot->object.name);
    }
    start_later(log_.next_place());
    std::ranges::sort(result.lost);
    result.lost.erase(std::unique(result.lost.begin(), result.lost.end()), result.lost.end());
    return recorded;
}

bool DocumentCore::replay(const Edit& edit) {
    struct Replay {
        DocumentCore& core;
        bool operator()(const ObjectAdded& added) const {
            Object object = added.object;
            object.name = core.names_.free_name(std::move(object.name));
            core.live_.insert_at(added.id, std::move(object));
            core.names_.insert(core.live_.slot(added.id.index).object.name, added.id.index);
            return true;
        }
        bool operator()(const ObjectRemoved& removed) const {
            if (const Object* object = core.find(removed.id)) {
                core.names_.erase(object->name, removed.id.index);
                core.live_.erase(removed.id);
            }
            return true;
        }
        bool operator()(const ObjectRenamed& renamed) const {
            const Object* present = core.find(renamed.id);
            if (!present || present->name == renamed.name) return present != nullptr;
            const std::string name = core.names_.free_name(renamed.name);
            core.names_.erase(present->name, renamed.id.index);
            core.names_.insert(name, renamed.id.index);
            core.writable(renamed.id).name = name;
            return true;
        }
        bool operator()(const ObjectPlaced& placed) const {
            if (!core.find(placed.id)) return false;
            placed.placement.apply(core.writable(placed.id));
            return true;
        }
        bool operator()(const MeshSet& set) const {
            if (!core.find(set.id)) return false;
            core.exchange_mesh(set.id, set.mesh);
            return true;
        }
        bool operator()(const SelectionSet& selected) const {
            auto wanted = std::make_shared<Selection>();
            wanted->marked.resize(core.live_.slot_count);
            for (const ObjectId id : selected.ids) {
                if (!core.find(id)) continue;
                wanted->ids.push_back(id);
                wanted->marked[id.index] = true;
            }
            core.live_.selection = std::move(wanted);
            return true;
        }
    };
    raise_version();
    if (std::holds_alternative<SelectionSet>(edit)) {
        mark(Change::selection);
    } else {
        live_.content_version = next_content_version_++;
        mark_objects();
    }
    return std::visit(Replay{*this}, edit);
}

// The step that is recording goes if nothing of it is left. Otherwise it holds the edits of others.
void DocumentCore::settle_recording(const OpenStep& transaction, bool others_recorded, bool closes) {
    if (!history_.is_recording()) return;
    live_.drop_removed_from_selection();
    const bool is_inside = !transaction.recorded_before;
    const Scene& before = history_.recorded_scene();
    const bool same = live_.content_version == before.content_version() && live_.selection->ids == before.selection();
    if ((is_inside && !others_recorded) || same) {
        history_.drop_recording(discarded_);
        for (OpenStep& step : open_steps_) step.recorded_before = false;
    } else if (is_inside) {
        const bool has_its_name = closes && history_.recording_name() == transaction.name;
        const std::string others = transaction.others_step.empty() ? "edit" : transaction.others_step;
        history_.change_recording(has_its_name ? others : history_.recording_name(), transaction.start, discarded_);
    }
    raise_version();  // a snapshot holds the names of the steps
}

void DocumentCore::restart_transactions() {
    log_.forget_edits();
    for (OpenStep& step : open_steps_) {
        if (!step.is_transaction) continue;
        discarded_.push_back(std::exchange(step.start, snapshot()));
        step.first_edit = log_.next_place();
        step.recorded_before = false;
    }
}

}  // namespace gimbal::document
