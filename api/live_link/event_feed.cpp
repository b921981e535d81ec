#include "api/live_link/event_feed.h"

#include <chrono>
#include <utility>

#include "gimbal/console/base/process_start.h"
#include "gimbal/console/base/signal_mask.h"

namespace gimbal::live_link {
namespace {

using console::link::List;
using console::link::Object;
using document::Change;

constexpr std::chrono::milliseconds frame_time{16};
constexpr std::size_t most_ended = 1000;

constexpr unsigned bit_of(Change change) { return 1u << static_cast<unsigned>(change); }

}  // namespace

const std::vector<std::string>& EventFeed::names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all(document::change_names.begin(), document::change_names.end());
        all.emplace_back("run_ended");
        return all;
    }();
    return names;
}

EventFeed::EventFeed(document::Document& document, Publish publish)
    : document_(document),
      publish_(std::move(publish)) {
    const console::SignalMaskKept kept;
    console::block_asynchronous_signals();  // signals are Python's
    thread_ = std::thread([this] { run(); });
}

EventFeed::~EventFeed() {
    {
        std::lock_guard lock(mutex_);
        closing_ = true;
    }
    woken_.notify_one();
    thread_.join();
}

void EventFeed::changed(Change change) {
    if (change == Change::saved) return add("saved", {{"path", document_.file_name()}});
    {
        std::lock_guard lock(mutex_);
        if (changes_ & bit_of(change)) return;
        changes_ |= bit_of(change);
    }
    woken_.notify_one();
}

void EventFeed::run_ended(const std::string& title, const char* state) {
    add("run_ended", {{"title", title}, {"state", state}});
}

void EventFeed::add(const char* event, Object value) {
    {
        std::lock_guard lock(mutex_);
        if (ended_.size() == most_ended) ended_.pop_front();
        ended_.push_back({event, std::move(value)});
    }
    woken_.notify_one();
}

void EventFeed::publish_changes(unsigned changes) {
    for (unsigned change = 0; change < document::change_names.size(); ++change) {
        if (!(changes >> change & 1)) continue;
        Object value;
        if (static_cast<Change>(change) == Change::selection) {
            const document::ScenePtr scene = document_.snapshot();
            List names;
            for (const document::ObjectId id : scene->selection()) names.emplace_back(scene->find(id)->name);
            value["names"] = std::move(names);
        }
        publish_(document::change_names[change], std::move(value));
    }
}

void EventFeed::run() {
    std::unique_lock lock(mutex_);
    while (!closing_) {
        woken_.wait(lock, [this] { return closing_ || changes_ != 0 || !ended_.empty(); });
        const unsigned changes = std::exchange(changes_, 0);
        const std::deque<Ended> ended = std::exchange(ended_, {});
        lock.unlock();
        publish_changes(changes);
        for (const Ended& one : ended) publish_(one.event, one.value);
        lock.lock();
        woken_.wait_for(lock, frame_time, [this] { return closing_; });
    }
}

}  // namespace gimbal::live_link
