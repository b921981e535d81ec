// Tells the peers what happens in the program.
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/document/scene/document.h"
#include "gimbal/console/link/value.h"

namespace gimbal::live_link {

// A script may edit a hundred thousand times a second. So changes of one kind are merged until they are sent, at most
// once in a frame's time. Ended runs and saves are never merged; beyond a thousand unsent ones the oldest are dropped.
// Thread: any.   GIL: not needed.
class EventFeed {
public:
    using Publish = std::function<void(const std::string& event, console::link::Value value)>;
    static const std::vector<std::string>& names();

    EventFeed(document::Document& document, Publish publish);  // `publish` is called on the feed's thread
    ~EventFeed();                                              // waits for the thread

    void changed(document::Change change);  // takes no lock that is held for long
    void run_ended(const std::string& title, const char* state);

private:
    void run();
    void publish_changes(unsigned changes);
    void add(const char* event, console::link::Object value);

    struct Ended {
        const char* event;
        console::link::Object value;
    };
    document::Document& document_;
    const Publish publish_;
    std::mutex mutex_;
    std::condition_variable woken_;
    unsigned changes_ = 0;  // one bit for each Change
    std::deque<Ended> ended_;
    bool closing_ = false;
    std::thread thread_;  // last: joined before what it uses is destroyed
};

}  // namespace gimbal::live_link
