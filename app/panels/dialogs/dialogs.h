// The dialogs of the menus: all keys, about the program, the list of plug-ins.
#pragma once
#include <string>
#include <vector>

#include "app/app_context.h"
#include "app/panels/menus/key_table.h"

namespace gimbal::app {

// show() opens a dialog; draw() is called in every frame, outside any ImGui window.   Thread: UI.   GIL: never.

class KeysDialog {
public:
    void show() { open_ = true; }
    bool is_open() const { return open_; }
    void draw(const PanelStyle& style, const KeyTable& keys);
    std::vector<std::string> rows() const;

private:
    void draw_row(const CommandKey& row, const PanelStyle& style) const;
    bool open_ = false;
    std::string typed_;  // only rows with these letters are shown
    std::vector<std::string> shown_;
};

class AboutDialog {
public:
    void show() { open_ = true; }
    bool is_open() const { return open_; }
    // `scene` and `script` name what is open, with a mark if it is not saved.
    void draw(const PanelStyle& style, const console::EngineReady& python, const AppContext& context,
              const std::string& scene, const std::string& script);
    std::vector<std::string> rows() const { return open_ ? shown_ : std::vector<std::string>{}; }

private:
    bool open_ = false;
    std::vector<std::string> shown_;
};

class PluginDialog {
public:
    void show() { open_ = true; }
    bool is_open() const { return open_; }
    void set_plugins(std::vector<PluginInfo> plugins) { plugins_ = std::move(plugins); }
    void draw(const PanelStyle& style, AppContext& context);
    std::vector<std::string> rows() const;

private:
    void draw_plugin(const PluginInfo& plugin, bool marked, const PanelStyle& style, AppContext& context);
    bool open_ = false, moved_ = false;
    std::size_t marked_ = 0;  // Up and Down move the mark, Space enables or disables the plug-in
    std::vector<PluginInfo> plugins_;
};

}  // namespace gimbal::app
