// For each damaged rectangle: clips every command to it and skips the lists that draw nothing in it.
#include "app/window/drawing/frame_renderer.h"

#include <backends/imgui_impl_opengl3.h>
#include <glad/gl.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>
#include <vector>

#include "app/viewport/picture/offscreen.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

// Three colours, because with two alternating buffers the colour of two swaps ago would appear. They are close to the
// window's ground, in case a compositor shows them.
bool back_buffer_survives_swap(GlfwWindow& window) {
    constexpr std::array<std::array<unsigned char, 3>, 3> colours{{{20, 21, 23}, {24, 25, 27}, {28, 29, 31}}};
    glDisable(GL_SCISSOR_TEST);
    for (const auto& colour : colours) {
        glClearColor(colour[0] / 255.0f, colour[1] / 255.0f, colour[2] / 255.0f, 1);
        glClear(GL_COLOR_BUFFER_BIT);
        window.swap();
        std::array<unsigned char, 4> pixel{};
        glReadBuffer(GL_BACK);
        glReadPixels(window.size().width / 2, window.size().height / 2, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, pixel.data());
        for (std::size_t i = 0; i < 3; ++i)
            if (std::abs(pixel[i] - colour[i]) > 1) return false;
    }
    return true;
}

}  // namespace

FrameRenderer::FrameRenderer(GlfwWindow& window)
    : window_(window),
      keeps_back_buffer_(window.software_rendered() && back_buffer_survives_swap(window)) {
    GIMBAL_ON(ui);
}

bool FrameRenderer::present(ImDrawData& data) {
    GIMBAL_ON(ui);
#if IMGUI_VERSION_NUM >= 19200  // Damage reads the names of the textures, so the back end has to create them before
    if (data.Textures)
        for (ImTextureData* texture : *data.Textures)
            if (texture->Status != ImTextureStatus_OK) ImGui_ImplOpenGL3_UpdateTexture(texture);
#endif
    const std::vector<Rect> damaged = damage_.compare(data);
    if (damaged.empty()) return false;
    glViewport(0, 0, window_.size().width, window_.size().height);
    if (keeps_back_buffer_)
        for (const Rect& rect : damaged) draw_within(data, rect);
    else ImGui_ImplOpenGL3_RenderDrawData(&data);
    if (!takers_.empty()) {
        const Picture taken = picture();
        for (const auto& take : std::exchange(takers_, {})) take(taken);
    }
    window_.swap();
    return true;
}

void FrameRenderer::take_picture(std::function<void(Picture)> take) {
    GIMBAL_ON(ui);
    takers_.push_back(std::move(take));
    invalidate();
}

// Of the back buffer, before it is swapped.
Picture FrameRenderer::picture() const {
    glReadBuffer(GL_BACK);
    Picture picture = read_picture(window_.size().width, window_.size().height);
    for (std::size_t alpha = 3; alpha < picture.rgba.size(); alpha += 4) picture.rgba[alpha] = 255;  // X ignores it
    return picture;
}

void FrameRenderer::draw_within(ImDrawData& data, const Rect& rect) {
    std::vector<ImDrawList*> lists;  // saved with the clip rectangles, for the next damaged rectangle
    std::vector<ImVec4> clips;
    int kept = 0;
    for (int i = 0; i < data.CmdListsCount; ++i) {
        ImDrawList* list = data.CmdLists[i];
        lists.push_back(list);
        bool anything = false;
        for (ImDrawCmd& command : list->CmdBuffer) {
            ImVec4& clip = command.ClipRect;
            clips.push_back(clip);
            clip = {std::max(clip.x, rect.x), std::max(clip.y, rect.y), std::min(clip.z, rect.x + rect.width),
                    std::min(clip.w, rect.y + rect.height)};
            anything |= clip.z > clip.x && clip.w > clip.y && (command.ElemCount > 0 || command.UserCallback);
        }
        if (anything) data.CmdLists[kept++] = list;
    }
    compat::set_list_count(data, kept);
    ImGui_ImplOpenGL3_RenderDrawData(&data);
    compat::set_list_count(data, static_cast<int>(lists.size()));
    std::size_t next_clip = 0;
    for (std::size_t i = 0; i < lists.size(); ++i) {
        data.CmdLists[i] = lists[i];
        for (ImDrawCmd& command : lists[i]->CmdBuffer) command.ClipRect = clips[next_clip++];
    }
}

}  // namespace gimbal::app
