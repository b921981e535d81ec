// Row 11: what needs the UI thread is called from any Python thread. The host's own queue serves it, if it has one.
#include "gimbal/console/python/bind.h"
#include "gimbal/console/python/ui_call.h"

#include "conformance/host_under_test.h"

#include <algorithm>
#include <cstdio>
#include <deque>
#include <stdexcept>

#include "conformance/checks.h"
#include "gimbal/console/call/promise.h"

namespace gimbal::console::conformance {

namespace {
constexpr int posts = 1000;

// What the window of a host would be. Thread: UI.
struct Window {
    std::string title = "untitled";
    std::vector<int> shown;
    std::deque<Promise<std::string>> dialogs;
    bool was_elsewhere = false;

    void here() { was_elsewhere |= !is_ui_thread() || PyGILState_Check() != 0; }
    std::string twice(const std::string& text) {
        here();
        return text + text;
    }
    int fail(int) {
        here();
        throw std::invalid_argument("no such panel");
    }
    Future<std::string> open_dialog(Engine& engine, const std::string& question) {
        here();
        return dialogs.emplace_back(engine, question).future();
    }
};

void offer(HostUnderTest& host, const std::shared_ptr<Window>& window) {
    UiQueue& ui = host.ui();
    Engine& engine = host.engine();
    const auto define = [&](const char* name, auto function, UiCallOptions options) {
        host.define(name, [&ui, name, function, options] { return ui_function(ui, name, function, options); });
    };
    define("twice", [window](std::string text) { return window->twice(text); }, {.parameters = {"text"}});
    define("fail", [window](int panel) { return window->fail(panel); }, {});
    define("show", [window](int value) { window->here(), window->shown.push_back(value); }, {.policy = UiPolicy::post});
    define("dialog", [window, &engine](std::string question) { return window->open_dialog(engine, question); }, {});
    host.define("on_ui_thread", [] { return bind::function<gil::keeps>([] { return is_ui_thread(); }); });
}

void ask_from_each_thread(HostUnderTest& host) {
    const std::string what = host.has_own_ui() ? "an answer of the UI thread"
                                               : "an answer of the host's UiQueue: Loop::draw must drain it";
    auto first = host.engine().eval<std::string>("twice('first ')", {.where = Where::handlers});
    host.wait_until(what, [&] { return first.ready(); });
    require(host.value(std::move(first)) == "first first ", "the UI thread has given another answer");
    host.run("import threading\nanswers = [twice(text='run ')]\n"
             "thread = threading.Thread(target=lambda: answers.append(twice('thread ')))\n"
             "thread.start()\nthread.join()\nassert answers == ['run run ', 'thread thread '], answers\n"
             "assert not on_ui_thread()");
    require(is_ui_thread(), "the thread of the host's main loop is not the UI thread");
}

// The answer comes later, and other Python threads run meanwhile.
void ask_by_dialog(HostUnderTest& host, Window& window) {
    host.run("def counting():\n    global count\n    while not over: count += 1\n"
             "count, over = 0, False\ncounter = threading.Thread(target=counting)\ncounter.start()");
    const RunId asking = host.engine().submit_cell("name = dialog('Name?')");
    host.wait_until("a dialog", [&] { return window.dialogs.size() == 1; });
    const auto before = host.eval<std::int64_t>("count");
    host.wait_until("Python threads to run while one waits for a dialog",
                    [&] { return host.eval<std::int64_t>("count") > before + 1000; });
    window.dialogs[0].set("Ada");
    require(host.wait_for_end(asking).state == RunState::done, "the answer of a dialog is lost");
    host.run("over = True\ncounter.join()\nassert name == 'Ada', name");

    host.run_fails("dialog('Name?', timeout=0.05)", "TimeoutError: dialog() has not been answered within 0.05 seconds");
    const std::size_t opened = window.dialogs.size();
    const RunId stopped = host.engine().submit_cell("dialog('Name?')");
    host.wait_until("a dialog", [&] { return window.dialogs.size() > opened; });
    host.engine().stop();
    require(host.wait_for_end(stopped).state == RunState::interrupted, "Stop has not ended the wait for a dialog");
    host.wait_until("the end of a dialog that nobody waits for", [&] { return window.dialogs.back().cancelled(); });
}

// Closing the queue is final, so this is the last part.
void fail_at_shutdown(HostUnderTest& host, Window& window) {
    const std::size_t before = window.dialogs.size();
    const RunId waiting = host.engine().submit_cell("dialog('Name?')");
    host.wait_until("a dialog", [&] { return window.dialogs.size() > before; });
    host.ui().close();
    const RunEnded end = host.wait_for_end(waiting);
    require(end.error.type == "RuntimeError" && end.error.message.find("the program is ending") != std::string::npos,
            "a thread that waits when the queue is closed gets " + end.error.type + ": " + end.error.message);
    host.run_fails("twice('late')", "RuntimeError: twice() gets no answer: the program is ending");
}
}  // namespace

std::string ask_the_ui_thread(const Job& job) {
    const auto window = std::make_shared<Window>();
    HostUnderTest host(job);
    offer(host, window);
    ask_from_each_thread(host);
    host.run("assert [show(i) for i in range(" + std::to_string(posts) + ")] == [None] * " + std::to_string(posts));
    host.wait_until("posted functions", [&] { return window->shown.size() == posts; });
    require(std::ranges::is_sorted(window->shown), "posted functions run in another order");
    host.run_fails("fail(0)", "ValueError: no such panel");
    ask_by_dialog(host, *window);
    host.run("import time\nbegin = time.perf_counter()\nfor i in range(20): twice('')\n"
             "each = (time.perf_counter() - begin) / 20");
    const double each = host.eval<double>("each");
    fail_at_shutdown(host, *window);
    require(!window->was_elsewhere, "a function for the UI thread has run on another thread, or with the GIL");
    host.quit();
    char text[128];
    std::snprintf(text, sizeof text, "%s queue; a question takes %.2f ms",
                  host.has_own_ui() ? "the check's own" : "the host's", 1e3 * each);
    return text;
}

}  // namespace gimbal::console::conformance
