// What Help opens: all keys, about the program; and the list of plug-ins with a switch each.
#pragma once
#include <string>
#include <vector>

#include "app/app_context.h"
#include "app/panels/menus/key_table.h"

namespace gimbal::app {

// Each: open it by `show`, draw it every frame outside any window.   Thread: UI.   GIL: never.

class KeysDialog {
public:
    void show() { open_ = true; }
    bool is_open() const { return open_; }
    void draw(const console::PanelStyle& style);
    std::vector<std::string> rows() const;

private:
    void draw_line(const KeyLine& line, const console::PanelStyle& style) const;
    bool open_ = false;
    std::string typed_;  // shows only lines with these letters
    std::vector<std::string> shown_;
};

class AboutDialog {
public:
    void show() { open_ = true; }
    bool is_open() const { return open_; }
    void draw(const console::PanelStyle& style, const console::EngineReady& python, const AppContext& context);
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
    void draw(const console::PanelStyle& style, AppContext& context);
    std::vector<std::string> rows() const;

private:
    void draw_plugin(const PluginInfo& plugin, bool marked, const console::PanelStyle& style, AppContext& context);
    bool open_ = false, moved_ = false;
    std::size_t marked_ = 0;  // Up and Down go from one to the next, Space switches it
    std::vector<PluginInfo> plugins_;
};

}  // namespace gimbal::app
