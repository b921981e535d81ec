#include "app/panels/dialogs/notifications.h"
#include "app/panels/info.h"
#include "tests/panels/panels_fixture.h"

#include <imgui_internal.h>

namespace gimbal::app::test {

struct NotesShown : PanelsWithoutWindow {
    Notifications notes_shown;
    InfoPanel info{context};
    const Rect view{0, 122, 780, 330};  // the lower part of the 3D view
    NotesShown() {
        show = [this] {
            info.draw({782, 734, 500, 140}, style, {}, false, now);
            notes_shown.draw(style, view, now);
        };
        frame();
    }
    // Whether a click at this place would be taken by a card, and not reach the panel below.
    bool taken_at(float x, float y) {
        move_to(x, y);
        frame();
        return ImGui::GetIO().WantCaptureMouse;
    }
    // The places over the view that take the mouse, as one row of a coarse grid each.
    std::vector<std::pair<float, float>> taken_places() {
        std::vector<std::pair<float, float>> places;
        for (float y = view.y; y < view.y + view.height; y += 6)
            for (float x = view.x; x < view.x + view.width; x += 6)
                if (taken_at(x, y)) places.emplace_back(x, y);
        return places;
    }
    // Clicks the places that take the mouse until the card with this button is gone.
    bool click_button(const std::string& label) {
        const std::size_t before = notes_shown.rows().size();
        const bool last = label == "Dismiss";
        auto places = taken_places();
        if (places.empty()) return false;
        const float left = places.front().first, right = places.back().first;
        const float x = last ? right : left + (right - left) * 0.45f;
        click(x, places.front().second + 6);
        return notes_shown.rows().size() < before;
    }
};

TEST_CASE_FIXTURE(NotesShown, "notifications lie over the 3D view, and only their buttons take the mouse") {
    notes_shown.add("Saved bunny.obj", NoteLevel::info, now);
    frames(3);
    CHECK(taken_places().empty());
    notes_shown.add("Cannot read x.obj", NoteLevel::error, now);
    notes_shown.add(std::string(3000, 'w'), NoteLevel::warning, now);
    frames(3);
    const auto places = taken_places();
    CHECK_FALSE(places.empty());
    CHECK(places.size() < 60);  // a word, not a card
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
        if (std::string_view(window->Name).find("##note") != 0) continue;
        CHECK(window->Pos.x >= view.x);
        CHECK(window->Pos.y >= view.y);
        CHECK(window->Pos.x + window->Size.x <= view.x + view.width);
        CHECK(window->Pos.y + window->Size.y <= view.y + view.height);
    }
}

TEST_CASE_FIXTURE(NotesShown, "a notification disappears after a few seconds, an error stays until it is dismissed") {
    notes_shown.add("Saved bunny.obj", NoteLevel::info, now);
    notes_shown.add("Cannot read x.obj", NoteLevel::error, now);
    frame();
    CHECK(notes_shown.rows() == std::vector<std::string>{"Saved bunny.obj", "Error: Cannot read x.obj", "Dismiss"});
    CHECK(notes_shown.next_tick() < now + 10);
    now += 60;
    frame();
    CHECK(notes_shown.rows() == std::vector<std::string>{"Error: Cannot read x.obj", "Dismiss"});
    CHECK(notes_shown.next_tick() > 1e300);
    frames(3);
    CHECK(click_button("Dismiss"));
    CHECK(notes_shown.rows().empty());
}

TEST_CASE_FIXTURE(NotesShown, "a notification with actions stays until one of them is clicked") {
    int chosen = 0;
    notes_shown.add("It fell", NoteLevel::warning, now,
                    {{"First", [&] { chosen = 1; }}, {"Second", [&] { chosen = 2; }}});
    now += 60;
    frame();
    CHECK(notes_shown.rows() == std::vector<std::string>{"Warning: It fell", "First", "Second", "Dismiss"});
    CHECK(click_button("Second"));
    CHECK(chosen == 2);
    CHECK(notes_shown.rows().empty());
}

TEST_CASE_FIXTURE(NotesShown,
                  "the actions of notifications can be chosen from a menu, which dismisses the notification") {
    int chosen = 0;
    notes_shown.add("Old", NoteLevel::error, now);
    notes_shown.add("It fell\nat line 3", NoteLevel::warning, now, {{"Open", [&] { chosen = 1; }}});
    const auto labels = [&] {
        std::vector<std::string> labels;
        for (const auto& action : notes_shown.offered()) labels.push_back(action.label);
        return labels;
    };
    CHECK(labels() == std::vector<std::string>{"Open", "Dismiss \"It fell\"", "Dismiss \"Old\""});
    notes_shown.offered()[0].chosen();
    CHECK(chosen == 1);
    CHECK(labels() == std::vector<std::string>{"Dismiss \"Old\""});
    notes_shown.offered()[0].chosen();
    CHECK(notes_shown.rows().empty());
}

TEST_CASE_FIXTURE(NotesShown, "a repeated notification keeps one card, and the number of cards is limited") {
    for (int i = 0; i < 3; ++i) notes_shown.add("again", NoteLevel::warning, now);
    CHECK(notes_shown.rows() == std::vector<std::string>{"Warning: again"});
    for (int i = 0; i < 100; ++i) notes_shown.add("error " + std::to_string(i), NoteLevel::error, now);
    frames(3);
    CHECK(notes_shown.rows().size() == 6);  // each with Dismiss
    CHECK(notes_shown.rows()[4] == "Error: error 99");
}

TEST_CASE_FIXTURE(NotesShown, "a card that stays is not pushed out by those that go, and one with actions goes last") {
    notes_shown.add("It fell", NoteLevel::info, now, {{"Restore", [] {}}});
    notes_shown.add("Cannot read", NoteLevel::error, now);
    for (int i = 0; i < 5; ++i) notes_shown.add("info " + std::to_string(i), NoteLevel::info, now);
    CHECK(notes_shown.rows() ==
          std::vector<std::string>{"It fell", "Restore", "Dismiss", "Error: Cannot read", "Dismiss", "info 4"});
    for (int i = 0; i < 5; ++i) notes_shown.add("error " + std::to_string(i), NoteLevel::error, now);
    const auto rows = notes_shown.rows();
    CHECK(rows.size() == 7);
    CHECK(rows.front() == "It fell");
    CHECK(rows[5] == "Error: error 4");
}

TEST_CASE_FIXTURE(NotesShown, "the Info log shows actions as Python and notifications as comments with their level") {
    CHECK(contains(info.rows(), "appear here as Python"));
    info.add_action("gimbal.ops.mesh.smooth(iterations=3)");
    info.add_note("Cannot read x.obj:\nit is empty", NoteLevel::error);
    frame();
    const auto rows = info.rows();
    CHECK(contains(rows, "gimbal.ops.mesh.smooth(iterations=3)"));
    CHECK(contains(rows, "# Error: Cannot read x.obj:"));
    CHECK(contains(rows, "# it is empty"));
    CHECK_FALSE(contains(rows, "appear here"));
}

}  // namespace gimbal::app::test
