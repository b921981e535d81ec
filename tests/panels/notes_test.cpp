#include "app/panels/dialogs/notifications.h"
#include "app/panels/info.h"
#include "tests/panels/panels_fixture.h"

namespace gimbal::app::test {

struct NotesShown : PanelsWithoutWindow {
    Notifications notes_shown;
    InfoPanel info{context};
    NotesShown() {
        show = [this] {
            info.draw({782, 734, 500, 140}, style, {}, false, now);
            notes_shown.draw(style, 1600, 900, now);
        };
        frame();
    }
};

TEST_CASE_FIXTURE(NotesShown, "a notification disappears after a few seconds, an error stays until it is clicked") {
    notes_shown.add("Saved bunny.obj", NoteLevel::info, now);
    notes_shown.add("Cannot read x.obj", NoteLevel::error, now);
    frame();
    CHECK(notes_shown.rows() == std::vector<std::string>{"Saved bunny.obj", "Error: Cannot read x.obj"});
    CHECK(notes_shown.next_tick() < now + 10);
    now += 60;
    frame();
    CHECK(notes_shown.rows() == std::vector<std::string>{"Error: Cannot read x.obj"});
    CHECK(notes_shown.next_tick() > 1e300);
    frame();
    click(1500, 850);
    CHECK(notes_shown.rows().empty());
}

TEST_CASE_FIXTURE(NotesShown, "a notification with actions stays until one of them is clicked") {
    int chosen = 0;
    notes_shown.add("It fell", NoteLevel::warning, now,
                    {{"First", [&] { chosen = 1; }}, {"Second", [&] { chosen = 2; }}});
    now += 60;
    frame();
    CHECK(notes_shown.rows() == std::vector<std::string>{"Warning: It fell", "First", "Second"});
    click(1275, 846);
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
    CHECK(notes_shown.rows().size() == 3);
    CHECK(notes_shown.rows().back() == "Error: error 99");
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
