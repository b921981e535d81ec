#include "app/panels/files/mesh_file_options.h"

#include "api/document/io/mesh_io.h"
#include "app/panels/files/file_browser.h"
#include "tests/panels/panels_fixture.h"

namespace gimbal::app::test {

struct OptionsShown : PanelsWithoutWindow {
    FileBrowser browser{context};
    MeshFileOptions saving{true}, opening{false};
    std::vector<fs::path> accepted;
    fs::path old_folder = fs::current_path();
    OptionsShown() {
        show = [this] { browser.draw(style); };
        fs::current_path(folder.path);
        folder.write("part.stl", "solid");
        folder.write("ring.obj", "v");
    }
    ~OptionsShown() { fs::current_path(old_folder); }
    void open(MeshFileOptions& options, FileBrowser::Mode mode, const std::string& name = "") {
        browser.open(
            {.mode = mode,
             .title = "Mesh",
             .extensions = document::mesh_extensions(),
             .suggested_name = name,
             .accepted = [this](const fs::path& path) { accepted.push_back(path); },
             .options = [&](const PanelStyle& look, const fs::path& file, TabOrder& tabs,
                            std::vector<std::string>& rows) { return options.draw(*this, look, file, tabs, rows); },
             .option_lines = MeshFileOptions::lines});
        REQUIRE(wait_until([&] { return contains(browser.rows(), "ring.obj"); }));
        frames(3);
    }
    void tab() {
        imgui_key(key::tab);
        frames(3);
    }
};

TEST_CASE_FIXTURE(OptionsShown, "the fields show the defaults of the format, and the note says what will be done") {
    open(saving, FileBrowser::Mode::save, "new.obj");
    CHECK(contains(browser.rows(), "Up axis  Y (as usual)  Unit  metres  Scale  1"));
    CHECK(contains(browser.rows(), "turned from Z up to Y up"));
    CHECK(saving.arguments().empty());
    browser.close();
    frames(2);  // the name field gives the keyboard back
    open(saving, FileBrowser::Mode::save, "new.stl");
    CHECK(contains(browser.rows(), "Up axis  Z (as usual)"));
    CHECK(contains(browser.rows(), "Z up"));
    browser.close();
    frames(2);  // the name field gives the keyboard back
    open(opening, FileBrowser::Mode::open);
    imgui_key(key::down);
    frame();
    CHECK(contains(browser.rows(), "Z up"));  // part.stl is marked
    imgui_key(key::down);
    frame();
    CHECK(contains(browser.rows(), "turned from Y up to Z up"));  // ring.obj
}

TEST_CASE_FIXTURE(OptionsShown, "Tab leads from the name over the axis and the unit to the scale, and keys choose") {
    open(saving, FileBrowser::Mode::save, "new.stl");
    tab();
    imgui_key(key::down);
    frame();
    CHECK(contains(browser.rows(), "Up axis  Y  Unit  metres"));
    CHECK(contains(browser.rows(), "turned from Z up to Y up"));
    tab();
    imgui_type("m");
    frame();
    CHECK(contains(browser.rows(), "Up axis  Y  Unit  millimetres  Scale  1"));
    CHECK(contains(browser.rows(), "turned from Z up to Y up, scale 1000 to millimetres"));
    tab();
    REQUIRE(wait_until([] { return ImGui::GetIO().WantTextInput; }));
    frames(3);
    imgui_type("1/4");
    imgui_key(key::enter);
    frame();
    CHECK(contains(browser.rows(), "Scale  0.25"));
    CHECK(contains(browser.rows(), "scale 250 to millimetres"));
    CHECK(accepted.empty());
    const document::Arguments arguments = saving.arguments();
    CHECK(std::get<std::string>(arguments.at("up_axis")) == "Y");
    CHECK(std::get<std::string>(arguments.at("unit")) == "mm");
    CHECK(std::get<double>(arguments.at("scale")) == 0.25);
    imgui_key(key::enter);
    REQUIRE(wait_until([&] { return !accepted.empty(); }));
    CHECK(accepted[0].filename() == "new.stl");
}

TEST_CASE_FIXTURE(OptionsShown, "Enter in a choice accepts the file, and Escape in it leaves only the field") {
    open(saving, FileBrowser::Mode::save, "new.ply");
    tab();
    imgui_key(key::escape);
    frame();
    CHECK(browser.is_open());
    imgui_key(key::escape);
    CHECK_FALSE(browser.is_open());
    open(saving, FileBrowser::Mode::save, "new.ply");
    tab();
    imgui_key(key::enter);
    REQUIRE(wait_until([&] { return !accepted.empty(); }));
}

TEST_CASE_FIXTURE(OptionsShown, "text that is not a scale is refused with a note") {
    open(saving, FileBrowser::Mode::save, "new.ply");
    for (int i = 0; i < 3; ++i) tab();
    REQUIRE(wait_until([] { return ImGui::GetIO().WantTextInput; }));
    frames(3);
    imgui_type("large");
    imgui_key(key::enter);
    frame();
    CHECK(notes.size() == 1);
    CHECK(saving.arguments().empty());
}

}  // namespace gimbal::app::test
