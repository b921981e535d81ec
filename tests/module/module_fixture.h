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
    void notify(std::string, NoteLevel) override {}
    void echo(std::string) override {}
    FrameStats frame_stats(bool) override { return {}; }
    void set_continuous(bool) override {}
    void request_quit(int code) override { quit_code = code; }
    void open_in_editor(std::string, int) override {}
    std::vector<std::string> panel_rows(const std::string& panel) override { return {panel}; }
    void set_menu_entries(std::vector<MenuEntry> entries) override { set(entries_, std::move(entries)); }
    void set_panel_buttons(std::vector<PanelButton> buttons) override { set(buttons_, std::move(buttons)); }
    void set_plugins(std::vector<PluginInfo> plugins) override { set(plugins_, std::move(plugins)); }

    std::vector<MenuEntry> entries() { return get(entries_); }
    std::vector<PanelButton> buttons() { return get(buttons_); }
    std::vector<PluginInfo> plugins() { return get(plugins_); }
    std::atomic<bool> waiting{false};
    std::atomic<int> quit_code{-1};

private:
    template <class T>
    void set(T& kept, T value) {
        std::lock_guard lock(mutex_);
        kept = std::move(value);
    }
    template <class T>
    T get(T& kept) {
        std::lock_guard lock(mutex_);
        return kept;
    }
    std::mutex mutex_;
    std::vector<MenuEntry> entries_;
    std::vector<PanelButton> buttons_;
    std::vector<PluginInfo> plugins_;
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
