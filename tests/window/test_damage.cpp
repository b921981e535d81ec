// Damage of ImGui frames, without a window.
#include <doctest/doctest.h>
#include <imgui.h>

#include "app/window/drawing/clear_fills.h"
#include "app/window/drawing/damage.h"
#include "tests/support/imgui_without_window.h"

using namespace gimbal;
using app::Damage;
using console::Rect;

namespace {

// Two panels side by side, each with a fill and a line of text.
struct Frames {
    app::ClearFills fills;
    Damage damage;
    const char* left = "left";
    const char* right = "right";
    ImU32 ground = IM_COL32(30, 30, 30, 255);
    bool popup = false;

    Frames() {
        ImGui::CreateContext();
        console::test::prepare_imgui_without_window({800, 600});
        frame();  // ImGui settles the order of new windows
        frame();
    }
    ~Frames() { ImGui::DestroyContext(); }

    void panel(const char* id, Rect rect, const char* text) {
        ImGui::SetNextWindowPos({rect.x, rect.y});
        ImGui::SetNextWindowSize({rect.width, rect.height});
        ImGui::Begin(id, nullptr,
                     ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground |
                         ImGuiWindowFlags_NoBringToFrontOnFocus);
        fills.add(ImGui::GetWindowDrawList(), rect, ground);
        ImGui::GetWindowDrawList()->AddText({rect.x + 10, rect.y + 10}, IM_COL32_WHITE, text);
        ImGui::End();
    }

    std::vector<Rect> frame() {
        ImGui::GetIO().DeltaTime = 1 / 60.0f;
        fills.begin_frame(600);
        ImGui::NewFrame();
        panel("left", {0, 0, 400, 600}, left);
        panel("right", {400, 0, 400, 600}, right);
        if (popup) {
            ImGui::SetNextWindowPos({350, 100});
            ImGui::SetNextWindowSize({100, 100});
            ImGui::Begin("over", nullptr, ImGuiWindowFlags_NoDecoration);
            ImGui::End();
        }
        ImGui::Render();
        return damage.compare(*ImGui::GetDrawData());
    }
};

bool covers(const std::vector<Rect>& damage, float x, float y) {
    for (const Rect& rect : damage)
        if (rect.contains(x, y)) return true;
    return false;
}

}  // namespace

TEST_CASE("an unchanged frame has no damage") {
    Frames frames;
    CHECK(frames.frame().empty());
}

TEST_CASE("only the changed panel is damaged") {
    Frames frames;
    frames.right = "right!";
    const auto damage = frames.frame();
    CHECK(covers(damage, 415, 15));
    CHECK_FALSE(covers(damage, 15, 15));
    CHECK(frames.frame().empty());
}

TEST_CASE("a fill with a new colour is damage, although its callback data has the same address") {
    Frames frames;
    frames.ground = IM_COL32(40, 40, 40, 255);
    const auto damage = frames.frame();
    CHECK(covers(damage, 200, 300));
    CHECK(covers(damage, 600, 300));
}

TEST_CASE("a window over the panels damages its rectangle when it opens and when it closes") {
    Frames frames;
    frames.popup = true;
    frames.frame();
    const auto settled = frames.frame();  // ImGui shows a new window in its second frame
    (void)settled;
    CHECK(frames.frame().empty());
    frames.popup = false;
    const auto damage = frames.frame();
    CHECK(covers(damage, 400, 150));
    CHECK_FALSE(covers(damage, 100, 400));
}

TEST_CASE("after an expose, one frame is damaged as a whole") {
    Frames frames;
    frames.damage.invalidate();
    const auto damage = frames.frame();
    REQUIRE(damage.size() == 1);
    CHECK(damage[0].width == 800);
    CHECK(damage[0].height == 600);
    CHECK(frames.frame().empty());
}

TEST_CASE("rectangles are whole pixels within the window, disjoint, and at most four") {
    Frames frames;
    for (int i = 0; i < 12; ++i) frames.damage.add({i * 61.3f - 20, 20.5f + i * 40, 30, 9.25f});
    const auto damage = frames.frame();
    REQUIRE(damage.size() <= Damage::rectangle_limit);
    for (int i = 0; i < 12; ++i) CHECK(covers(damage, std::max(0.0f, i * 61.3f - 5), 25 + static_cast<float>(i) * 40));
    for (std::size_t i = 0; i < damage.size(); ++i) {
        CHECK(damage[i].x >= 0);
        CHECK(damage[i].x == static_cast<int>(damage[i].x));
        for (std::size_t j = i + 1; j < damage.size(); ++j) {
            const Rect &a = damage[i], &b = damage[j];
            CHECK((a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y));
        }
    }
}
