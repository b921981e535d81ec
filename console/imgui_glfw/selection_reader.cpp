// The requestor's side of the X11 selection protocol (ICCCM 2): text only, with INCR for large texts.
#include "gimbal/console/glfw/selection_reader.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <new>
#include <thread>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/base/host_descriptors.h"
#include "gimbal/console/base/non_copyable.h"
#include "gimbal/console/base/utf8.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {
namespace {

constexpr std::size_t longest_text = std::size_t{64} << 20;

// One connection. Each request has its own hidden window that receives the text, so a late answer to an earlier request
// is not taken for the answer to this one. Thread: worker, the reader's.
class Requestor : NonCopyable {
public:
    explicit Requestor(std::stop_token stop) : display_(XOpenDisplay(nullptr)), stop_(std::move(stop)) {
        if (!display_) return;
        note_host_descriptor(ConnectionNumber(display_));  // its loss would end the program
        clipboard_ = XInternAtom(display_, "CLIPBOARD", False);
        utf8_ = XInternAtom(display_, "UTF8_STRING", False);
        incr_ = XInternAtom(display_, "INCR", False);
        property_ = XInternAtom(display_, "GIMBAL_SELECTION", False);
    }
    ~Requestor() {
        if (display_) XCloseDisplay(display_);
    }

    std::optional<std::string> ask(SelectionReader::Selection which) {
        if (!display_) return "";
        const Atom selection = which == SelectionReader::Selection::primary ? XA_PRIMARY : clipboard_;
        if (XGetSelectionOwner(display_, selection) == None) return "";
        window_ = XCreateSimpleWindow(display_, DefaultRootWindow(display_), 0, 0, 1, 1, 0, 0, 0);
        XSelectInput(display_, window_, PropertyChangeMask);
        std::optional<std::string> text = convert(selection);
        XDestroyWindow(display_, window_);
        return text;
    }

private:
    struct Property {
        std::string bytes;
        Atom type = None;
    };

    std::optional<std::string> convert(Atom selection) {
        deadline_ = Clock::now() + std::chrono::milliseconds(SelectionReader::deadline_ms);
        for (const Atom target : {utf8_, Atom(XA_STRING)}) {
            XConvertSelection(display_, selection, target, property_, window_, CurrentTime);
            const std::optional<XEvent> event = next(
                [&](const XEvent& e) { return e.type == SelectionNotify && e.xselection.requestor == window_; });
            if (!event) return std::nullopt;
            if (event->xselection.property == None) continue;  // the owner does not offer this encoding
            std::optional<std::string> text = collect();
            return text && target != utf8_ ? utf8_of_latin1(*text) : text;
        }
        return "";
    }

    // The text, in pieces if the owner chooses INCR; nullopt if it stops answering.
    std::optional<std::string> collect() {
        Property whole = take_property();
        if (whole.type != incr_) return whole.bytes;
        std::string text;
        const Clock::time_point end = Clock::now() + std::chrono::milliseconds(SelectionReader::most_ms);
        while (text.size() < longest_text && Clock::now() < end) {
            deadline_ = Clock::now() + std::chrono::milliseconds(SelectionReader::deadline_ms);  // for each piece
            if (!next([&](const XEvent& e) {
                    return e.type == PropertyNotify && e.xproperty.window == window_ && e.xproperty.atom == property_ &&
                           e.xproperty.state == PropertyNewValue;
                }))
                return std::nullopt;
            const Property piece = take_property();
            if (piece.bytes.empty()) return text;
            text += piece.bytes;
        }
        return std::nullopt;
    }

    Property take_property() {
        Property property;
        unsigned char* data = nullptr;
        int format = 0;
        unsigned long count = 0, left = 0;
        constexpr long everything = longest_text / 4;  // in 32-bit units
        if (XGetWindowProperty(display_, window_, property_, 0, everything, True, AnyPropertyType, &property.type,
                               &format, &count, &left, &data) == Success) {
            if (data && format == 8) property.bytes.assign(reinterpret_cast<char*>(data), count);
            if (data) XFree(data);
        }
        return property;
    }

    // Nothing after the deadline, or when the reader is destroyed.
    template <class Wanted>
    std::optional<XEvent> next(Wanted wanted) {
        constexpr std::int64_t slice_ms = 50;
        while (!stop_.stop_requested()) {
            while (XPending(display_)) {
                XEvent event;
                XNextEvent(display_, &event);
                if (wanted(event)) return event;
            }
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
            if (left <= 0) break;
            pollfd connection{ConnectionNumber(display_), POLLIN, 0};
            poll(&connection, 1, static_cast<int>(std::min<std::int64_t>(left, slice_ms)));
        }
        return std::nullopt;
    }

    static std::string utf8_of_latin1(const std::string& latin1) {
        std::string utf8;
        for (const unsigned char c : latin1) append_utf8(utf8, c);  // a byte of Latin-1 is its code point
        return utf8;
    }

    Display* display_;
    std::stop_token stop_;
    Window window_ = None;
    Atom clipboard_ = None, utf8_ = None, incr_ = None, property_ = None;
    Clock::time_point deadline_;
};

}  // namespace

struct SelectionReader::State {
    struct Request {
        Selection selection;
        Answer answer;
    };
    std::mutex mutex;
    std::condition_variable_any changed;
    std::deque<Request> requests;
    std::jthread thread;  // last: joined before what it uses is destroyed

    void serve(std::stop_token stop) {
        set_thread_role(ThreadRole::worker);
        Requestor requestor(stop);
        while (true) {
            Request request;
            {
                std::unique_lock lock(mutex);
                changed.wait(lock, stop, [&] { return !requests.empty(); });
                if (stop.stop_requested()) return;
                request = std::move(requests.front());
                requests.pop_front();
            }
            std::optional<std::string> text;
            try {
                text = requestor.ask(request.selection);
            } catch (const std::bad_alloc&) {}  // too large for the memory
            request.answer(std::move(text));
        }
    }
};

SelectionReader::SelectionReader() : state_(std::make_unique<State>()) {}
SelectionReader::~SelectionReader() = default;

void SelectionReader::read(Selection selection, Answer answer) {
    {
        std::lock_guard lock(state_->mutex);
        state_->requests.push_back({selection, std::move(answer)});
        if (!state_->thread.joinable())
            state_->thread = std::jthread([state = state_.get()](std::stop_token stop) { state->serve(stop); });
    }
    state_->changed.notify_one();
}

}  // namespace gimbal::console
