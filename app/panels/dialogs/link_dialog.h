// Script > Live link: begins and ends listening, and lists who is connected.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "app/app_context.h"

namespace gimbal::app {

// A link that is opened here is remembered only if the user ticks so. Whether peers may run Python is never remembered.
// Thread: UI.   GIL: never.
class LinkDialog {
public:
    explicit LinkDialog(AppContext& context) : context_(context) {}
    void show();
    bool is_open() const { return open_; }
    void draw(const PanelStyle& style);
    double next_tick() const;  // the counts of an open dialog change by themselves
    std::vector<std::string> rows() const { return open_ ? shown_ : std::vector<std::string>{}; }

private:
    void draw_closed(const PanelStyle& style);
    void draw_listening(const PanelStyle& style, const LinkState& state);
    void draw_peer(const PanelStyle& style, const console::link::PeerInfo& peer);
    void draw_start_setting();
    void listen();
    void line(const PanelStyle& style, const std::string& text, bool dim);

    AppContext& context_;
    bool open_ = false, evaluate_ = false;
    std::string address_, problem_;
    std::vector<std::string> shown_;
};

// For the status bar: "link: 2 connected"; empty if it does not listen.
std::string link_words(const LiveLink* link);

}  // namespace gimbal::app
