// The rectangles of the panels.
#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>

#include "app/window/layout.h"

using namespace gimbal::app;

namespace {

struct Folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() /
                                 ("gimbal-layout-" + std::to_string(::getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    std::filesystem::path settings() const { return path / "settings.toml"; }
};

void check(const Layout& layout, PanelId panel, Rect wanted) {
    const Rect r = layout.rect(panel);
    CHECK(r.x == wanted.x);
    CHECK(r.y == wanted.y);
    CHECK(r.width == wanted.width);
    CHECK(r.height == wanted.height);
}

constexpr std::array<PanelId, 6> all{PanelId::view, PanelId::console,  PanelId::editor,
                                     PanelId::info, PanelId::outliner, PanelId::properties};

}  // namespace

TEST_CASE("at 1600 x 900 the panels have the designed rectangles") {
    Folder folder;
    Settings settings(folder.settings());
    Layout layout(settings);
    layout.arrange(1600, 900, 1);
    check(layout, PanelId::view, {0, 32, 780, 420});
    check(layout, PanelId::console, {0, 454, 780, 420});
    check(layout, PanelId::editor, {782, 32, 500, 700});
    check(layout, PanelId::info, {782, 734, 500, 140});
    check(layout, PanelId::outliner, {1284, 32, 316, 240});
    check(layout, PanelId::properties, {1284, 274, 316, 600});
    CHECK(layout.menu_bar().height == 30);
    CHECK(layout.status_bar().y == 876);
}

TEST_CASE("at any size and scale, with any panels, the shown panels have room and do not overlap") {
    Folder folder;
    Settings settings(folder.settings());
    Layout layout(settings);
    SUBCASE("all, folded in a narrow window") {}
    SUBCASE("all, also in a narrow window") {
        layout.arrange(500, 400, 1);
        layout.toggle_right_column();
    }
    SUBCASE("without the middle column") {
        layout.arrange(1600, 900, 1);
        layout.set_shown(PanelId::editor, false);
        layout.set_shown(PanelId::info, false);
    }
    SUBCASE("the right column alone") {
        layout.arrange(1600, 900, 1);
        for (PanelId panel : {PanelId::view, PanelId::console, PanelId::editor, PanelId::info})
            layout.set_shown(panel, false);
    }
    for (float scale : {0.5f, 1.0f, 1.25f, 2.0f, 4.0f})
        for (float width = 400; width <= 2600; width += 97)
            for (float height = 300; height <= 1500; height += 119) {
                layout.arrange(width, height, scale);
                for (PanelId a : all) {
                    if (!layout.shown(a)) continue;
                    const Rect r = layout.rect(a);
                    CAPTURE(scale);
                    CAPTURE(width);
                    CAPTURE(height);
                    CAPTURE(name_of(a));
                    REQUIRE(r.width >= 1);
                    REQUIRE(r.height >= 1);
                    REQUIRE(r.x >= 0);
                    REQUIRE(r.x + r.width <= width + 0.01f);
                    REQUIRE(r.y + r.height <= layout.status_bar().y + 0.01f);
                    for (PanelId b : all) {
                        if (a == b || !layout.shown(b)) continue;
                        const Rect s = layout.rect(b);
                        REQUIRE((r.x + r.width <= s.x || s.x + s.width <= r.x || r.y + r.height <= s.y ||
                                 s.y + s.height <= r.y));
                    }
                }
            }
}

TEST_CASE("a splitter follows the mouse, stops at the minimum size, and its position is kept as a fraction") {
    Folder folder;
    {
        Settings settings(folder.settings());
        Layout layout(settings);
        layout.arrange(1600, 900, 1);
        REQUIRE(layout.splitter_at(781, 200) == Layout::Splitter::left);
        CHECK(layout.splitter_at(777, 200) == std::nullopt);
        layout.drag(Layout::Splitter::left, 600, 200);
        CHECK(layout.rect(PanelId::view).width == 599);
        layout.drag(Layout::Splitter::left, -500, 200);
        CHECK(layout.rect(PanelId::view).width == 160);
        layout.drag(Layout::Splitter::view, 100, 10000);
        CHECK(layout.rect(PanelId::console).height == 90);
        layout.drag(Layout::Splitter::left, 600, 200);
        layout.remember();
        settings.save();
    }
    Settings settings(folder.settings());
    Layout layout(settings);
    layout.arrange(1600, 900, 1);
    CHECK(layout.rect(PanelId::view).width == 599);
    CHECK(layout.rect(PanelId::console).height == 90);
    layout.reset();
    CHECK(layout.rect(PanelId::view).width == 780);
}

TEST_CASE("below 1120 px the right column folds to a handle at the edge, which unfolds it") {
    Folder folder;
    {
        Settings settings(folder.settings());
        Layout layout(settings);
        layout.arrange(1120, 900, 1);
        CHECK(layout.shown(PanelId::outliner));
        CHECK(layout.edge_handle().width == 0);
        layout.arrange(1100, 900, 1);
        CHECK_FALSE(layout.shown(PanelId::outliner));
        CHECK_FALSE(layout.shown(PanelId::properties));
        const Rect handle = layout.edge_handle();
        CHECK(handle.width == 14);
        CHECK(handle.x + handle.width == 1100);
        CHECK(layout.rect(PanelId::editor).x + layout.rect(PanelId::editor).width == handle.x - 2);
        layout.toggle_right_column();
        CHECK(layout.shown(PanelId::outliner));
        CHECK(layout.shown(PanelId::properties));
        CHECK(layout.rect(PanelId::outliner).width >= 160);
        CHECK(layout.edge_handle().width == 14);  // folds it again
        settings.save();
    }
    Settings settings(folder.settings());
    Layout layout(settings);
    layout.arrange(1100, 900, 1);
    CHECK(layout.shown(PanelId::outliner));  // remembered
    layout.toggle_right_column();
    CHECK_FALSE(layout.shown(PanelId::outliner));
    layout.show(PanelId::properties);  // as F6, a menu or a script asks for it
    CHECK(layout.shown(PanelId::properties));
    CHECK(layout.maximised() == std::nullopt);
    layout.arrange(1600, 900, 1);
    CHECK(layout.edge_handle().width == 0);
}

TEST_CASE("hidden panels leave their space to the others, and are remembered") {
    Folder folder;
    {
        Settings settings(folder.settings());
        Layout layout(settings);
        layout.arrange(1600, 900, 1);
        layout.set_shown(PanelId::info, false);
        check(layout, PanelId::editor, {782, 32, 500, 842});
        CHECK(layout.splitter_at(1000, 733) == std::nullopt);
        layout.set_shown(PanelId::editor, false);  // the column goes
        CHECK(layout.rect(PanelId::view).width > 1000);
        CHECK(layout.rect(PanelId::view).x + layout.rect(PanelId::view).width + 2 == layout.rect(PanelId::outliner).x);
        layout.set_shown(PanelId::outliner, false);
        layout.set_shown(PanelId::properties, false);
        CHECK(layout.edge_handle().width == 14);  // brings them back
        layout.set_shown(PanelId::view, false);
        check(layout, PanelId::console, {0, 32, 1584, 842});
        CHECK_FALSE(layout.can_hide(PanelId::console));
        layout.set_shown(PanelId::console, false);
        CHECK(layout.shown(PanelId::console));
        settings.save();
    }
    Settings settings(folder.settings());
    Layout layout(settings);
    layout.arrange(1600, 900, 1);
    check(layout, PanelId::console, {0, 32, 1584, 842});
    layout.toggle_right_column();
    CHECK(layout.shown(PanelId::outliner));
    CHECK(layout.shown(PanelId::properties));
    layout.show(PanelId::view);
    CHECK(layout.shown(PanelId::view));
    layout.reset();
    check(layout, PanelId::editor, {782, 32, 500, 700});
    CHECK(layout.edge_handle().width == 0);
}

TEST_CASE("a splitter between any two columns follows the mouse") {
    Folder folder;
    Settings settings(folder.settings());
    for (const auto& [first, second] : {std::pair{PanelId::editor, PanelId::info},
                                        {PanelId::outliner, PanelId::properties},
                                        {PanelId::view, PanelId::console}}) {
        Layout layout(settings);
        layout.reset();
        layout.arrange(1600, 900, 1);
        layout.set_shown(first, false);
        layout.set_shown(second, false);
        for (const float x : {700.0f, 900.0f, 500.0f}) {
            float gap = 0;
            while (gap < 1600 && !layout.splitter_at(gap, 60)) ++gap;
            const auto splitter = layout.splitter_at(gap, 60);
            REQUIRE(splitter);
            REQUIRE(Layout::upright(*splitter));
            layout.drag(*splitter, x, 60);
            CAPTURE(name_of(first));
            CHECK(layout.splitter_at(x, 60) == splitter);
        }
    }
}
