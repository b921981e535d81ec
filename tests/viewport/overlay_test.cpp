// The text over the picture.
#include "app/viewport/overlay.h"
#include "gimbal/console/number_words.h"
#include "tests/viewport/viewport_fixture.h"

using namespace gimbal;
using namespace gimbal::app;

TEST_CASE_FIXTURE(ViewportFixture, "an empty scene shows how to fill it") {
    frame();
    const std::vector<std::string> rows = viewport->rows();
    REQUIRE(rows.size() == 4);
    CHECK(rows[0] == "Perspective");
    CHECK(rows[2].find("Drop a mesh here") == 0);
    CHECK(rows[3].find("gimbal.scene.add(\"torus\")") != std::string::npos);
}

TEST_CASE_FIXTURE(ViewportFixture, "the overlay shows the active object and counts objects and faces") {
    const document::MeshPtr torus = shared_mesh(document::make_torus());
    add("ring.inner", torus);
    add("ring.middle", torus);
    const document::ObjectId outer = add("ring.outer", torus);
    doc.select(std::array{outer});
    frame();
    const std::string three = console::with_thousands(3 * torus->triangle_count()),
                      two = console::with_thousands(2 * torus->triangle_count());
    CHECK(viewport->rows() == std::vector<std::string>{"Perspective", "ring.outer · 3 objects · " + three + " faces"});
    doc.modify(outer, [](document::Object& object) { object.visible = false; });
    frame();
    CHECK(viewport->rows()[1] == "ring.outer · 3 objects · " + two + " faces");
}
