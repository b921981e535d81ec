// Meshes that peers stream become objects of the scene, and each stream is one undo step.
#include "tests/live_link/live_link_fixture.h"

using namespace gimbal;
using namespace gimbal::test;

namespace {

struct Streaming : Linked {
    Streaming() { listen(); }
    bool shows(const std::string& name, float height) {
        return wait_until([&] {
            const auto present = mesh(name);
            const bool there = present && !present->positions().empty() && present->positions()[0].z == height;
            return there && document.step_name().empty();  // the step of the frame has ended, too
        });
    }
    void send_frames(link::Client& peer, const std::string& name, float first, int count) {
        for (int i = 0; i < count; ++i)
            REQUIRE(
                peer.send(name, moved_square(first + static_cast<float>(i)), {.kind = link::StreamKind::positions}));
    }
};

}  // namespace

TEST_CASE_FIXTURE(Streaming, "a stream appears as an object of its name and follows, in one undo step") {
    auto peer = client();
    REQUIRE(peer.send("wave", square(1)));
    REQUIRE(shows("wave", 1));
    CHECK(document.undo_name() == "Stream wave");
    const auto id = document.find("wave");
    send_frames(peer, "wave", 2, 18);
    REQUIRE(shows("wave", 19));
    CHECK(document.find("wave") == id);
    CHECK(mesh("wave")->triangle_count() == 2);
    CHECK(document.undo());
    CHECK(document.undo_name() == "");
    CHECK_FALSE(document.find("wave"));
}

TEST_CASE_FIXTURE(Streaming, "polygons are cut into triangles, and lines and colours are kept") {
    link::Mesh mesh_of_peer{.positions = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}}};
    mesh_of_peer.faces = {0, 1, 2, 3};
    mesh_of_peer.offsets = {0, 4};
    mesh_of_peer.lines = {{0, 2}};
    mesh_of_peer.colours = {{1, 0, 0, 1}, {0, 1, 0, 1}, {0, 0, 1, 1}, {1, 1, 1, 0.5f}};
    auto peer = client();
    REQUIRE(peer.send("patch", mesh_of_peer.arrays()));
    REQUIRE(shows("patch", 0));
    CHECK(mesh("patch")->triangle_count() == 2);
    CHECK(mesh("patch")->lines().size() == 1);
    CHECK(mesh("patch")->colours()[3] == glm::vec4(1, 1, 1, 0.5f));
    const auto read = peer.read("patch");
    REQUIRE(read);
    CHECK(read.value["kind"] == link::Value("mesh"));
    CHECK(read.value["frame"].to<int>() == 1);
    CHECK(read.arrays.at("positions").shape() == link::Shape{4, 3});
}

TEST_CASE_FIXTURE(Streaming, "an undo pauses the stream, and a redo goes on with it") {
    auto peer = client();
    REQUIRE(peer.send("wave", square(1)));
    REQUIRE(shows("wave", 1));
    REQUIRE(document.undo());
    send_frames(peer, "wave", 2, 10);
    CHECK_FALSE(document.find("wave"));
    CHECK(document.redo_name() == "Stream wave");
    REQUIRE(document.redo());
    send_frames(peer, "wave", 30, 1);
    CHECK(shows("wave", 30));
    CHECK(document.undo_name() == "Stream wave");
}

TEST_CASE_FIXTURE(Streaming, "an undo of something else is no end of the stream, and can be redone") {
    auto peer = client();
    REQUIRE(peer.send("wave", square(1)));
    REQUIRE(shows("wave", 1));
    const auto other = document.add("other", nullptr);
    REQUIRE(peer.send("wave", moved_square(2), {.kind = link::StreamKind::positions}));
    REQUIRE(shows("wave", 2));
    REQUIRE(document.undo());
    CHECK_FALSE(document.contains(other));
    REQUIRE(peer.send("wave", moved_square(3), {.kind = link::StreamKind::positions}));
    REQUIRE(shows("wave", 3));
    REQUIRE(document.redo());
    CHECK(document.contains(other));
}

TEST_CASE_FIXTURE(Streaming, "an object of that name gets the mesh, and undo gives back what it had") {
    document.add("wave", std::make_shared<const document::Mesh>(document::make_primitive("cube")));
    const auto before = mesh("wave");
    auto peer = client();
    REQUIRE(peer.send("wave", square(5)));
    REQUIRE(shows("wave", 5));
    REQUIRE(document.undo());
    CHECK(mesh("wave") == before);
    send_frames(peer, "wave", 6, 10);
    CHECK(mesh("wave") == before);
    REQUIRE(document.redo());
    send_frames(peer, "wave", 30, 1);
    CHECK(shows("wave", 30));
}

TEST_CASE_FIXTURE(Streaming, "a frame over an edited mesh is a new step, so undo gives the edit back") {
    auto peer = client();
    REQUIRE(peer.send("wave", square(1)));
    REQUIRE(shows("wave", 1));
    const auto edited = std::make_shared<const document::Mesh>(document::make_primitive("cube"));
    document.set_mesh(document.find("wave"), edited);
    REQUIRE(peer.send("wave", moved_square(2), {.kind = link::StreamKind::positions}));
    REQUIRE(shows("wave", 2));
    REQUIRE(document.undo());
    CHECK(mesh("wave") == edited);
}

TEST_CASE_FIXTURE(Streaming, "the object stays when its writer has ended, and scripts read the last frame") {
    {
        auto peer = client();
        REQUIRE(peer.send("wave", square(7)));
    }
    REQUIRE(shows("wave", 7));
    REQUIRE(wait_until([&] { return served.streams().at(0).state == link::StreamState::ended; }));
    const auto last = served.latest("wave");
    REQUIRE(std::holds_alternative<link::Snapshot>(last));
    CHECK(std::get<link::Snapshot>(last).frame == 1);
    CHECK(mesh("wave") != nullptr);
    auto next = client();
    REQUIRE(next.send("wave", square(8)));
    REQUIRE(shows("wave", 8));
    REQUIRE(document.undo());
    CHECK(mesh("wave")->positions()[0].z == 7);
}

TEST_CASE_FIXTURE(Streaming, "a frame that is no mesh of the scene is named once and left out") {
    auto peer = client();
    auto shared = peer.share(
        "wave", {{"positions", {link::Dtype::float32, {3, 3}}}, {"triangles", {link::Dtype::int32, {1, 3}}}},
        {.kind = link::StreamKind::mesh, .timeout = deadline});
    REQUIRE(std::holds_alternative<link::SharedWriter>(shared));
    auto& writer = std::get<link::SharedWriter>(shared);
    const auto publish = [&](float height, std::int32_t corner) {  // in shared memory the writer checks no numbers
        writer.begin();
        std::ranges::fill(writer.array<float>("positions"), height);
        std::ranges::copy(std::vector<std::int32_t>{0, 1, corner}, writer.array<std::int32_t>("triangles").begin());
        REQUIRE(writer.publish());
    };
    publish(1, 2);
    REQUIRE(shows("wave", 1));
    publish(2, 9);
    REQUIRE(wait_until([&] { return !host.notes().empty(); }));
    publish(2.5f, 9);
    publish(3, 2);
    REQUIRE(shows("wave", 3));
    CHECK(host.notes() == std::vector<std::string>{"A frame of the stream \"wave\" is not shown: `triangles` holds "
                                                   "vertex 9, but `positions` has 3"});
}

TEST_CASE_FIXTURE(Streaming, "while numpy holds the vertices, frames are left out") {
    auto peer = client();
    REQUIRE(peer.send("wave", square(1)));
    REQUIRE(shows("wave", 1));
    {
        const auto held = document.export_vertices(document.find("wave"));
        send_frames(peer, "wave", 2, 10);
        REQUIRE(wait_until([&] { return !host.notes().empty(); }));
        CHECK(mesh("wave")->positions()[0].z == 1);
        CHECK(host.notes().size() == 1);
        CHECK(host.notes()[0].find("numpy") != std::string::npos);
    }
    REQUIRE(peer.send("wave", moved_square(3), {.kind = link::StreamKind::positions}));
    CHECK(shows("wave", 3));
}

TEST_CASE_FIXTURE(Streaming, "an array is a stream for scripts and no object") {
    auto peer = client();
    REQUIRE(peer.send("heights", {{"z", link::Array::take(std::vector<float>{1, 2, 3})}},
                      {.kind = link::StreamKind::array}));
    const auto waited = served.wait_for("heights", 0, std::chrono::milliseconds(deadline));
    REQUIRE(std::holds_alternative<link::Snapshot>(waited));
    CHECK(std::get<link::Snapshot>(waited).arrays.at("z").as<float>()[2] == 3);
    CHECK_FALSE(document.find("heights"));
}
