// An engine with the module, a document, and a host that records its calls.
#pragma once
#include <atomic>
#include <filesystem>
#include <mutex>
#include <unistd.h>

#include "api/module/module_link.h"
#include "tests/engine/engine_fixture.h"

namespace gimbal::test {

// Thread: any.
class RecordingHost final : public Host {
public:
    bool has_window() const override { return true; }
    Picture screenshot(int width, int height, const std::function<bool()>& cancelled) override {
        waiting = true;
        while (!cancelled()) std::this_thread::yield();  // only Stop ends the wait
        return {width, height, std::vector<unsigned char>(static_cast<std::size_t>(width * height * 4))};
    }
    void notify(std::string text, NoteLevel) override {
        std::lock_guard lock(mutex_);
        notes_ += text + "\n";
    }
    void echo(std::string) override {}
    FrameStats frame_stats(bool) override { return {}; }
    void set_continuous(bool) override {}
    void request_quit(int code) override { quit_code = code; }
    void open_in_editor(std::string, int) override {}
    void set_additions(PluginAdditions additions) override {
        std::lock_guard lock(mutex_);
        additions_ = std::move(additions);
    }

    std::vector<MenuEntry> entries() { return get(additions_.menu_entries); }
    std::vector<PanelButton> buttons() { return get(additions_.panel_buttons); }
    std::vector<PluginInfo> plugins() { return get(additions_.plugins); }
    std::string notes() { return get(notes_); }  // all notifications so far, each with a newline
    std::atomic<bool> waiting{false};
    std::atomic<int> quit_code{-1};

private:
    template <class T>
    T get(T& kept) {
        std::lock_guard lock(mutex_);
        return kept;
    }
    std::mutex mutex_;
    PluginAdditions additions_;
    std::string notes_;
};

// One for all cases, because Python starts once in a process.
struct Workbench {
    std::filesystem::path user_dir = std::filesystem::temp_directory_path() /
                                     ("gimbal-module-tests-" + std::to_string(::getpid()));
    document::Document document;
    document::CommandRegistry commands;
    RecordingHost host;
    module::ModuleLink link{{&document, &commands, &host, user_dir, GIMBAL_TEST_SCRIPTS, false}};
    console::test::EngineUnderTest subject{options()};

    ~Workbench() {
        subject.engine.quit(10);
        std::filesystem::remove_all(user_dir);
    }
    document::ObjectId add(const std::string& name) { return document.add(name, nullptr); }

private:
    console::EngineOptions options() {
        console::EngineOptions options = console::test::plain_options();
        options.search_paths.push_back(GIMBAL_TEST_API);
        link.connect(options);
        return options;
    }
};

inline Workbench& workbench() {
    static Workbench one;
    return one;
}

}  // namespace gimbal::test
