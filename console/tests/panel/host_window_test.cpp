// The panel in windows of the host: it follows ImGui's rules for mouse and keyboard and needs nothing but ImGuiIO.
#include <doctest/doctest.h>

#include "tests/panel/host_window_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

TEST_CASE("a panel in a host's window takes the keyboard with the window's focus and runs what is typed") {
    HostWithPanel host;
    host.windows = [&] { host.window("first", [&] { host.panel.draw_in_window(); }); };
    host.frames(2);
    CHECK(host.panel.has_keyboard());
    CHECK(ImGui::GetIO().WantCaptureKeyboard);
    CHECK(ImGui::GetIO().WantTextInput);
    host.type("6 * 7");
    CHECK(host.panel.typed() == "6 * 7");
    host.press(key::enter);
    host.wait_for("42");
}

TEST_CASE("a panel works in a child, in a tab, in a popup") {
    HostWithPanel host;
    SUBCASE("child") {
        host.windows = [&] {
            host.window("with child", [&] {
                ImGui::TextUnformatted("above");
                gimbal::compat::begin_child("child", {300, 200});
                host.panel.draw_in_window();
                ImGui::EndChild();
            });
        };
    }
    SUBCASE("tab") {
        host.windows = [&] {
            host.window("with tabs", [&] {
                if (!ImGui::BeginTabBar("tabs")) return;
                if (ImGui::BeginTabItem("Console")) {
                    host.panel.draw_in_window();
                    ImGui::EndTabItem();
                }
                ImGui::EndTabBar();
            });
        };
    }
    SUBCASE("modal popup") {
        host.windows = [&] {
            host.window("with popup", [&] {
                if (!ImGui::IsPopupOpen("popup")) ImGui::OpenPopup("popup");
                ImGui::SetNextWindowSize({400, 300});
                if (!ImGui::BeginPopupModal("popup")) return;
                host.panel.draw_in_window();
                ImGui::EndPopup();
            });
        };
    }
    host.frames(3);
    CHECK(host.panel.has_keyboard());
    host.type("'in' + 'side'");
    host.press(key::enter);
    host.wait_for("'inside'");
}

TEST_CASE("Tab, Escape and the arrow keys stay in the panel, also with ImGui's keyboard navigation") {
    HostWithPanel host;
    SUBCASE("without navigation") {}
    SUBCASE("with navigation") { host.with_keyboard_navigation(); }
    char name[20] = "";
    host.windows = [&] {
        host.window("navigated", [&] {
            ImGui::InputText("name", name, sizeof name);
            ImGui::Button("button");
            host.panel.draw_in_window();
        });
    };
    host.frames(2);
    host.type("first = 1");
    host.press(key::enter);
    host.wait_until("the run", [&] { return !host.engine.is_busy() && host.panel.typed().empty(); });
    host.press(key::up);
    CHECK(host.panel.typed() == "first = 1");
    host.press(key::letter('C'), key::control);
    CHECK(host.panel.typed().empty());
    host.type("impo");
    host.press(key::tab);
    host.wait_for("> import");
    host.press(key::tab);
    CHECK(host.panel.typed() == "import");
    CHECK(host.panel.has_keyboard());
    host.press(key::letter('A'), key::control);
    host.press(key::escape);  // ends the selection
    CHECK(host.panel.has_keyboard());
    CHECK(std::string(name).empty());
}

TEST_CASE("Escape with nothing left to close gives the keyboard to the host, until the window gets the focus again") {
    HostWithPanel host;
    host.windows = [&] {
        host.window("left by Escape", [&] { host.panel.draw_in_window(); });
        host.window("other", [&] { ImGui::Button("button"); }, {800, 100}, {200, 100});
    };
    host.frames(2);
    host.click(400, 300);
    REQUIRE(host.panel.has_keyboard());
    host.press(key::escape);
    host.frames(2);
    CHECK_FALSE(host.panel.has_keyboard());
    CHECK_FALSE(ImGui::GetIO().WantCaptureKeyboard);
    host.type("lost");
    CHECK(host.panel.typed().empty());

    SUBCASE("a click into the panel") { host.click(400, 300); }
    SUBCASE("the focus was elsewhere") {
        host.click(850, 190);
        CHECK_FALSE(host.panel.has_keyboard());
        host.click(300, 108);  // the title bar
    }
    SUBCASE("the host decides") {
        host.panel.take_keyboard();
        host.frames(2);
    }
    CHECK(host.panel.has_keyboard());
    host.type("back");
    CHECK(host.panel.typed() == "back");
}

TEST_CASE("another widget of the window takes the keyboard, and a click gives it back") {
    HostWithPanel host;
    char name[20] = "";
    ImVec2 field, button;
    host.windows = [&] {
        host.window("with widgets", [&] {
            ImGui::InputText("name", name, sizeof name);
            field = ImGui::GetItemRectMin();
            ImGui::Button("button");
            button = ImGui::GetItemRectMin();
            host.panel.draw_in_window();
        });
    };
    host.frames(2);
    REQUIRE(host.panel.has_keyboard());
    SUBCASE("text field") {
        host.click(field.x + 5, field.y + 5);
        CHECK_FALSE(host.panel.has_keyboard());
        host.type("Ada");
        CHECK(std::string(name) == "Ada");
        host.press(key::enter);
    }
    SUBCASE("button") { host.click(button.x + 5, button.y + 5); }
    host.frames(2);
    CHECK_FALSE(host.panel.has_keyboard());
    CHECK(host.panel.typed().empty());
    host.click(400, 300);
    CHECK(host.panel.has_keyboard());
    host.type("1");
    CHECK(host.panel.typed() == "1");
}

TEST_CASE("keys that follow a click into the panel in the same frame are the panel's, and those before it are not") {
    HostWithPanel host;
    std::vector<InputEvent> input;
    host.windows = [&] {
        host.window("clicked and typed", [&] { host.panel.draw_in_window({}, std::span<const InputEvent>(input)); });
        host.window("other", [&] { ImGui::Button("button"); }, {800, 100}, {200, 100});
    };
    host.frames(2);
    host.click(850, 190);
    REQUIRE_FALSE(host.panel.has_keyboard());
    input = typing(U"ab");
    InputEvent press;
    press.kind = InputEvent::Kind::mouse_button;
    press.x = 400, press.y = 300;
    input.insert(input.begin() + 1, press);
    host.mouse(400, 300, true);
    input.clear();
    host.mouse(400, 300, false);
    host.frames(2);
    CHECK(host.panel.has_keyboard());
    CHECK(host.panel.typed() == "b");
}

TEST_CASE("moving the window keeps the keyboard, and a drag in the text does not move it") {
    HostWithPanel host;
    ImVec2 at;
    host.windows = [&] {
        host.window("moved", [&] {
            at = ImGui::GetWindowPos();
            host.panel.draw_in_window();
        });
    };
    host.frames(2);
    const auto drag = [&](ImVec2 from, ImVec2 to) {
        host.mouse(from.x, from.y, false);
        host.mouse(from.x, from.y, true);
        host.mouse(to.x, to.y, true);
        host.mouse(to.x, to.y, false);
        host.frames(2);
    };
    drag({300, 108}, {350, 128});
    CHECK(at.x == 150);
    CHECK(host.panel.has_keyboard());
    drag({400, 300}, {420, 340});
    CHECK(at.x == 150);
}

TEST_CASE("a window above the panel keeps its clicks") {
    HostWithPanel host;
    host.panel.set_tabs({{"Python Console", false, false}}, 0);
    ImVec2 plus;  // in the header, after the title
    bool covered = true;
    host.windows = [&] {
        host.window("below", [&] {
            const ImVec2 corner = ImGui::GetCursorScreenPos();
            plus = {corner.x + 115, corner.y + 11};
            host.panel.draw_in_window();
        });
        if (covered) host.window("above", [] {}, {150, 90}, {250, 100});
    };
    host.frames(2);
    host.click(600, 300);
    host.click(300, 95);  // brings the window above to the front
    host.click(plus.x, plus.y);
    CHECK(host.tab_actions == 0);
    CHECK_FALSE(host.panel.has_keyboard());
    covered = false;
    host.frames(2);
    host.click(plus.x, plus.y);
    CHECK(host.tab_actions == 1);
}

TEST_CASE("two panels in one window have their own text, and each gets what is typed into it") {
    HostWithPanel host;
    ConsolePanel second(host.engine, {.console = 7}, {});
    host.windows = [&] {
        host.window("two panels", [&] {
            gimbal::compat::begin_child("left", {280, 0});
            host.panel.draw_in_window();
            ImGui::EndChild();
            ImGui::SameLine();
            second.draw_in_window();
        });
    };
    host.frames(2);
    CHECK(host.panel.has_keyboard());
    CHECK_FALSE(second.has_keyboard());
    host.type("left");
    host.click(550, 300);
    CHECK(second.has_keyboard());
    CHECK_FALSE(host.panel.has_keyboard());
    host.type("right");
    host.click(300, 108);  // the title bar: the panel that had the keyboard last keeps it
    host.type("!");
    CHECK(host.panel.typed() == "left");
    CHECK(second.typed() == "right!");
}

TEST_CASE("the consoles of a set side by side have their own names and text, and a new one takes the keyboard") {
    HostWithConsoles host;
    host.windows = [&] {
        for (std::size_t i = 0; i < host.panel.count(); ++i)
            host.window(host.panel.name(i), [&] { host.panel.draw_one_in_window(i); },
                        {10 + 320 * static_cast<float>(i), 60}, {310, 400});
    };
    host.frames(3);
    REQUIRE(host.panel.panel(0).has_keyboard());
    CHECK(host.panel.panel(0).rows().at(0).text.starts_with("Console 1"));
    host.type("place = 'first'; place");
    host.press(key::enter);
    host.wait_for("'first'");

    host.panel.add();
    host.frames(3);
    REQUIRE(host.panel.count() == 2);
    CHECK(host.panel.panel(1).rows().at(0).text.starts_with("Console 2"));
    CHECK(host.panel.panel(1).has_keyboard());
    CHECK_FALSE(host.panel.panel(0).has_keyboard());
    host.type("'place' in globals()");
    host.press(key::enter);
    host.wait_for("False");
    CHECK(host.panel.front_id() == host.panel.id(1));

    host.click(150, 300);
    CHECK(host.panel.panel(0).has_keyboard());
    CHECK(host.panel.front_id() == 0);
    host.type("place * 2");
    host.press(key::enter);
    host.wait_for("'firstfirst'");
    CHECK(host.panel.panel(0).typed() == "");

    host.panel.close(1);
    host.frames(2);
    CHECK(host.panel.count() == 1);
    host.panel.draw_one_in_window(5);  // nothing
}

TEST_CASE("a panel in a tab that is opened by a click takes the keyboard") {
    HostWithPanel host;
    ImVec2 tab;
    host.windows = [&] {
        host.window("tabs", [&] {
            if (!ImGui::BeginTabBar("tabs")) return;
            if (ImGui::BeginTabItem("Notes")) ImGui::EndTabItem();
            const bool open = ImGui::BeginTabItem("Console");
            tab = ImGui::GetItemRectMin();
            if (open) {
                host.panel.draw_in_window();
                ImGui::EndTabItem();
            }
            ImGui::EndTabBar();
        });
    };
    host.frames(3);
    REQUIRE_FALSE(host.panel.has_keyboard());
    host.mouse(tab.x + 5, tab.y + 5, false);
    for (int i = 0; i < 4; ++i) host.mouse(tab.x + 5, tab.y + 5, true);  // the panel appears while the button is down
    host.mouse(tab.x + 5, tab.y + 5, false);
    host.frames(2);
    CHECK(host.panel.has_keyboard());
    host.type("x");
    CHECK(host.panel.typed() == "x");
}

TEST_CASE("the panel's own menu closes with Escape and returns the keyboard") {
    HostWithPanel host;
    host.windows = [&] { host.window("menu", [&] { host.panel.draw_in_window(); }); };
    host.with_keyboard_navigation();
    host.frames(2);
    host.click(400, 300, 1);

    host.wait_for("Copy");
    CHECK_FALSE(host.panel.has_keyboard());
    host.press(key::escape);
    host.wait_until("the keyboard", [&] { return host.panel.has_keyboard(); });
    host.type("y");
    CHECK(host.panel.typed() == "y");
}

TEST_CASE("the events of a host's queue are used in their order, and none is lost between two frames") {
    HostWithPanel host;
    std::vector<InputEvent> input;
    host.windows = [&] {
        host.window("with queue", [&] { host.panel.draw_in_window({}, std::span<const InputEvent>(input)); });
    };
    host.frames(2);
    input = typing(U"a = 5\na + 1\n");  // Enter is pressed and released at once, twice
    host.frame();
    input.clear();
    host.wait_for("6");
}

TEST_CASE("the wheel scrolls the text and not the host's window") {
    HostWithPanel host;
    float scrolled = 0;
    bool begins = true;
    host.windows = [&] {
        host.window("scrolling", [&] {
            if (begins) ImGui::SetScrollY(60);
            ImGui::Dummy({10, 200});
            gimbal::compat::begin_child("part", {500, 250});
            host.panel.draw_in_window();
            ImGui::EndChild();
            ImGui::Dummy({10, 600});
            scrolled = ImGui::GetScrollY();
        });
    };
    host.frames(2);
    host.panel.print("line\n" + std::string(100, '\n'), Stream::out);
    host.frames(2);
    const std::string before = host.text();
    begins = false;
    host.mouse(300, 400, false);
    REQUIRE(scrolled == 60);
    ImGui::GetIO().MouseWheel = 3;
    host.frames(3);
    CHECK(scrolled == 60);
    CHECK(host.text() != before);
}

TEST_CASE("a panel that is hidden keeps its text and draws nothing") {
    HostWithPanel host;
    bool shown = true;
    host.windows = [&] {
        host.window("hidden", [&] {
            if (shown) host.panel.draw_in_window();
        });
    };
    host.frames(2);
    host.type("kept");
    shown = false;
    host.frames(3);
    host.type("not for it");
    shown = true;
    host.frames(2);
    CHECK(host.panel.typed() == "kept");
}

TEST_CASE("a window without a size gets one in which the panel can be read") {
    HostWithPanel host;
    ImVec2 size;
    ImGuiWindowFlags flags = 0;
    SUBCASE("resized by the user later") {}
    SUBCASE("always fitted") { flags = ImGuiWindowFlags_AlwaysAutoResize; }
    host.windows = [&] {
        ImGui::Begin(flags ? "always fitted" : "fitted", nullptr, flags | ImGuiWindowFlags_NoSavedSettings);
        host.panel.draw_in_window();
        size = ImGui::GetWindowSize();
        ImGui::End();
    };
    host.frames(4);
    CHECK(size.x > 50 * ImGui::GetFontSize());
    CHECK(size.y > 25 * ImGui::GetFontSize());
}

#ifdef IMGUI_HAS_DOCK
TEST_CASE("a panel in a dock node has the keyboard when its tab is in front") {
    HostWithPanel host;
    ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_DockingEnable;
    bool front = true;
    host.windows = [&] {
        const ImGuiID space = ImGui::DockSpaceOverViewport();
        ImGui::SetNextWindowDockID(space);
        host.window("docked beside", [] {});
        ImGui::SetNextWindowDockID(space);
        host.window("docked console", [&] { host.panel.draw_in_window(); });
        if (!front) ImGui::SetWindowFocus("docked beside");
    };
    host.frames(4);
    ImGui::SetWindowFocus("docked console");
    host.frames(4);
    CHECK(host.panel.has_keyboard());
    host.type("docked");
    CHECK(host.panel.typed() == "docked");
    front = false;
    host.frames(4);
    host.type("not for it");
    CHECK(host.panel.typed() == "docked");
    ImGui::GetIO().ConfigFlags &= ~ImGuiConfigFlags_DockingEnable;
}
#endif
