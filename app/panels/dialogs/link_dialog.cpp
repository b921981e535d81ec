#include "app/panels/dialogs/link_dialog.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include "app/command_line.h"
#include "app/panels/dialogs/dialog.h"
#include "app/panels/widgets.h"
#include "app/settings.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/number_words.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

using console::link::PeerInfo;

constexpr float width = 720, height = 440;
constexpr double refresh_seconds = 0.5;
constexpr const char* about = "Programs of this user can call commands, hear events and stream meshes into the scene.";

std::string name_of(const PeerInfo& peer) {
    return (peer.name.empty() ? "a program without a name" : peer.name) + "  " +
           (peer.transport == console::link::Transport::tcp ? "TCP " + peer.address
                                                            : "process " + std::to_string(peer.pid));
}

std::string counts_of(const PeerInfo& peer) {
    std::string words = "for " + console::elapsed_words(peer.seconds) + ", received " + with_thousands(peer.frames_in) +
                        (peer.frames_in == 1 ? " message (" : " messages (") + console::size_words(peer.bytes_in) +
                        "), sent " + with_thousands(peer.frames_out) + " (" + console::size_words(peer.bytes_out) + ")";
    if (peer.open_calls_in) words += ", " + std::to_string(peer.open_calls_in) + " open calls";
    if (const auto dropped = peer.updates_dropped + peer.events_dropped)
        words += ", " + with_thousands(dropped) + " dropped";
    return words;
}

}  // namespace

std::string link_words(const LiveLink* link) {
    if (!link) return {};
    const LinkState state = link->state();
    return state.listening ? "link: " + std::to_string(state.peers) + " connected" : "";
}

void LinkDialog::show() {
    GIMBAL_ON(ui);
    open_ = true;
    problem_.clear();
    address_ = context_.settings.text(link_setting);
    if (address_.empty()) address_ = default_link_address;
    if (const LinkState state = context_.link->state(); state.listening) address_ = state.asked.front();
}

void LinkDialog::line(const PanelStyle& style, const std::string& text, bool dim) {
    if (dim) dim_text(style, text);
    else ImGui::TextWrapped("%s", text.c_str());
    shown_.push_back(text);
}

void LinkDialog::listen() {
    try {
        context_.link->listen({{address_}, evaluate_, {}});
        problem_.clear();
        evaluate_ = false;
        if (!context_.settings.text(link_setting).empty()) context_.settings.set_text(link_setting, address_);
    } catch (const std::exception& error) { problem_ = error.what(); }
}

void LinkDialog::draw_closed(const PanelStyle& style) {
    line(style, "It does not listen: nobody can connect.", false);
    ImGui::Dummy({0, 4 * style.scale});
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("Address");
    ImGui::SameLine();
    ImGui::SetNextItemWidth(-120 * style.scale);
    const bool entered = ImGui::InputText("##address", &address_, ImGuiInputTextFlags_EnterReturnsTrue);
    focus_ring_if_active(style.palette);
    ImGui::SameLine();
    const bool clicked = ImGui::Button("Listen", {ImGui::GetContentRegionAvail().x, 0});
    line(style, "A name, a path of a socket, or 127.0.0.1:PORT; port 0 lets the system choose.", true);
    ImGui::Checkbox("Peers may run Python here", &evaluate_);
    if (entered || clicked) listen();
    if (problem_.empty()) return;
    ImGui::PushStyleColor(ImGuiCol_Text, style.palette.error);
    line(style, problem_, false);
    ImGui::PopStyleColor();
}

void LinkDialog::draw_peer(const PanelStyle& style, const PeerInfo& peer) {
    ImGui::PushID(static_cast<int>(peer.id));
    const float button = 116 * style.scale, left = ImGui::GetCursorPosX();
    const float room = ImGui::GetContentRegionAvail().x;
    compat::push_font(style.semibold, style.ui_size);
    ImGui::AlignTextToFramePadding();
    const std::string name = elided(style, name_of(peer), room - button - 16 * style.scale);
    ImGui::TextUnformatted(name.c_str());
    ImGui::PopFont();
    ImGui::SameLine(left + room - button);
    if (ImGui::Button("Disconnect", {button, 0})) context_.link->disconnect(peer.id, "the user has disconnected you");
    shown_.push_back(name);
    line(style, counts_of(peer), true);
    if (!peer.subscriptions.empty()) {
        std::string events = "hears";
        for (const std::string& event : peer.subscriptions) events += " " + event;
        line(style, events, true);
    }
    ImGui::Dummy({0, 6 * style.scale});
    ImGui::PopID();
}

void LinkDialog::draw_listening(const PanelStyle& style, const LinkState& state) {
    for (const std::string& address : state.addresses) line(style, "Listens at " + address, false);
    for (const std::string& file : state.token_files) line(style, "The token is in " + file, true);
    line(style, state.evaluate ? "Peers may run Python here" : "Peers may not run Python here", true);
    ImGui::Dummy({0, 6 * style.scale});
    const float foot = 2 * ImGui::GetFrameHeightWithSpacing();
    compat::begin_child("##peers", {0, ImGui::GetContentRegionAvail().y - foot}, ImGuiWindowFlags_NoNav);
    scroll_by_keys(style.ui_size);
    const std::vector<PeerInfo> peers = context_.link->peers();
    for (const PeerInfo& peer : peers) draw_peer(style, peer);
    if (peers.empty()) line(style, "Nobody is connected.", true);
    ImGui::EndChild();
}

void LinkDialog::draw_start_setting() {
    bool at_start = !context_.settings.text(link_setting).empty();
    if (ImGui::Checkbox("Listen at each start of the program", &at_start))
        context_.settings.set_text(link_setting, at_start ? address_ : "");
    shown_.push_back(std::string(at_start ? "[x]" : "[ ]") + " Listen at each start of the program");
}

void LinkDialog::draw(const PanelStyle& style) {
    GIMBAL_ON(ui);
    if (!open_) return;
    if (!begin_dialog("##link", style, "Live link", width, height)) return;
    shown_ = {"Live link"};
    line(style, about, true);
    const LinkState state = context_.link->state();
    const float foot = ImGui::GetWindowHeight() - 2 * ImGui::GetFrameHeightWithSpacing() - 8 * style.scale;
    if (state.listening) draw_listening(style, state);
    else draw_closed(style);
    ImGui::SetCursorPosY(foot);
    draw_start_setting();
    const float button = 116 * style.scale, gap = 8 * style.scale;
    const float right = ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x;
    ImGui::SetCursorPosX(right - button - (state.listening ? button + gap : 0));
    if (state.listening) {
        if (ImGui::Button("Close link", {button, 0})) context_.link->close_soon("the user has closed the link");
        ImGui::SameLine(0, gap);
    }
    open_ = !ImGui::Button("Done", {button, 0}) && !escape_pressed();
    end_dialog(!open_);
}

double LinkDialog::next_tick() const { return open_ ? console::steady_seconds() + refresh_seconds : console::never; }

}  // namespace gimbal::app
