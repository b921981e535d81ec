// When the view renders and uploads, and whether slices produce the same picture as one pass.
#include "app/viewport/picture/offscreen.h"
#include "app/viewport/picture/picture_renderer.h"
#include "app/viewport/picture/refinement.h"
#include "app/viewport/picture/scene_renderer.h"
#include "tests/viewport/viewport_fixture.h"

using namespace gimbal;
using namespace gimbal::app;

namespace {

std::vector<unsigned char> pixels(const RenderTarget& target) {
    std::vector<unsigned char> out(static_cast<std::size_t>(target.width()) *
                                   static_cast<std::size_t>(target.height()) * 4);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, target.colour_framebuffer());
    glReadPixels(0, 0, target.width(), target.height(), GL_RGBA, GL_UNSIGNED_BYTE, out.data());
    return out;
}

}  // namespace

TEST_CASE_FIXTURE(ViewportFixture, "the picture is rendered only after a change") {
    const document::ObjectId cube = add("cube", shared_mesh(document::make_cube()));
    CHECK(frame());
    REQUIRE(settle());
    const RenderCounts rest = viewport->render_counts();
    CHECK(rest.quick == 1);
    CHECK(rest.refined == 1);
    for (int i = 0; i < 5; ++i) CHECK_FALSE(frame({move(centre().x, centre().y)}));
    CHECK(viewport->render_counts().quick == 1);
    CHECK(viewport->render_counts().slices == rest.slices);
    CHECK(viewport->next_tick() == std::numeric_limits<double>::infinity());

    frame({wheel(1, centre().x, centre().y)});
    CHECK(viewport->render_counts().quick == 2);
    CHECK(viewport->next_tick() < now() + 1);
    doc.modify(cube, [](document::Object& object) { object.location.x = 1; });
    CHECK(viewport->wants_render());
    frame();
    CHECK(viewport->render_counts().quick == 3);
    rect.width -= 10;
    frame();
    CHECK(viewport->render_counts().quick == 4);
    doc.set_camera([&] {
        document::Camera camera = doc.camera();
        camera.wireframe = true;
        return camera;
    }());
    frame();
    CHECK(viewport->render_counts().quick == 5);
    frame();
    CHECK(viewport->render_counts().quick == 5);
    CHECK(notes.empty());
}

TEST_CASE_FIXTURE(ViewportFixture, "a view without area renders nothing, and renders again when it has one") {
    rect.width = 0;
    CHECK_FALSE(frame());
    CHECK_FALSE(viewport->wants_render());
    rect = {100, 50, 1, 1};
    CHECK(frame());
    rect = {100, 50, width, height};
    CHECK(frame());
    CHECK(notes.empty());
}

TEST_CASE_FIXTURE(ViewportFixture,
                  "a picture that the driver refuses leaves the window alive, and the view comes back") {
    add("cube", shared_mesh(document::make_cube(2)));
    REQUIRE(settle());
    const std::size_t drawn = viewport->render_counts().quick;
    rect = {0, 0, 100'000, 300};  // more than any driver allows
    for (int i = 0; i < 3; ++i) frame();
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].find("The 3D view cannot draw: OpenGL") == 0);
    CHECK(notes[0].find("tries again in 5 s") != std::string::npos);
    CHECK_FALSE(viewport->wants_render());
    rect = {100, 50, width, height};
    REQUIRE(settle());
    CHECK(viewport->render_counts().quick > drawn);
    CHECK(notes.size() == 1);
}

TEST_CASE_FIXTURE(ViewportFixture, "slices produce the same picture as one pass") {
    add("sphere", shared_mesh(document::make_uv_sphere(1, 400, 160)), {0, 0, 1});
    const document::ObjectId ring = add("ring", shared_mesh(document::make_torus(1.5f, 0.2f)), {0, 0, 1},
                                        {0.3f, 0.4f, 0.9f, 1});
    doc.select(std::array{ring});
    PictureRenderer renderer(nullptr, nullptr, {});
    renderer.set_plan(std::make_shared<const DrawPlan>(build_plan(*doc.snapshot())));
    const PassView view(doc.camera(), {}, 300, 200, 2);
    RenderTarget large, whole, sliced;
    large.resize(600, 400, true);
    whole.resize(300, 200, false);
    sliced.resize(300, 200, false);
    const PreparedPicture picture = renderer.prepare(view, std::nullopt);
    renderer.draw_whole(picture, large);
    renderer.finish_into(picture, large, whole.colour_framebuffer());
    ScenePasses::end();

    Refinement refinement;
    refinement.start(renderer, view);
    CHECK(refinement.step_count() > 20);
    int calls = 1;
    while (!refinement.advance(renderer, 0, sliced)) ++calls;  // without a budget, each call draws one batch of steps
    CHECK(calls > 8);
    CHECK_FALSE(refinement.running());
    CHECK(pixels(sliced) == pixels(whole));
}

TEST_CASE_FIXTURE(ViewportFixture,
                  "a heavy mesh is drawn within the budget while the camera moves, and completely at rest") {
    const document::MeshPtr heavy = shared_mesh(document::make_uv_sphere(1, 600, 200));
    REQUIRE(heavy->triangle_count() > 3 * 50'000);
    add("heavy", heavy);
    document::Camera close;
    close.distance = 3;
    doc.set_camera(close);
    REQUIRE(frames_until([&] {
        const RenderCounts counts = viewport->render_counts();
        return counts.refined > 0 && counts.refined_triangles == heavy->triangle_count();
    }));
    CHECK(viewport->render_counts().slices > viewport->render_counts().refinements);
    // The proxies are ready after the mesh, so move the camera until they are used.
    REQUIRE(frames_until([&] {
        drag(2, centre(), centre() + glm::vec2(3, 0));
        CHECK(viewport->render_counts().quick_triangles <= 50'000);
        return viewport->render_counts().quick_triangles > 5'000;
    }));
    CHECK(notes.empty());
}

TEST_CASE_FIXTURE(ViewportFixture, "a worker plans 100,000 objects that share a mesh, and they are drawn as one mesh") {
    const document::MeshPtr cube = shared_mesh(document::make_cube(0.1f));
    std::vector<document::Object> objects(100'000);
    for (std::size_t i = 0; i < objects.size(); ++i) {
        objects[i].name = "cube";
        objects[i].mesh = cube;
        objects[i].location = {static_cast<float>(i % 300) * 0.2f - 30, static_cast<float>(i / 300) * 0.2f - 30, 0};
    }
    doc.add_many(std::move(objects));
    REQUIRE(frames_until([&] { return viewport->rows()[1] == "100,000 objects · 1,200,000 faces"; }));
    REQUIRE(settle());
    frame({wheel(-3, centre().x, centre().y)});
    CHECK(viewport->render_counts().quick_triangles <= 50'000);
    PictureRenderer renderer(nullptr, nullptr, {});
    renderer.set_plan(std::make_shared<const DrawPlan>(build_plan(*doc.snapshot())));
    renderer.prepare(PassView(doc.camera(), {}, 400, 300, 1), std::nullopt);
    CHECK(renderer.plan()->groups.size() == 1);
    CHECK(renderer.meshes().size() <= 2);  // the cube, and the box that replaces it
}

TEST_CASE_FIXTURE(ViewportFixture, "a mesh is released from the GPU with its last object") {
    const document::MeshPtr shared = shared_mesh(document::make_torus());
    add("one", shared);
    const document::ObjectId two = add("two", shared);
    const document::ObjectId other = add("other", shared_mesh(document::make_cube()));
    PictureRenderer renderer(nullptr, nullptr, {});
    const auto meshes_after_drawing = [&] {
        renderer.set_plan(std::make_shared<const DrawPlan>(build_plan(*doc.snapshot())));
        renderer.prepare(PassView(doc.camera(), {}, 400, 300, 1), std::nullopt);
        return renderer.meshes().size();
    };
    CHECK(meshes_after_drawing() == 2);
    doc.remove(two);
    CHECK(meshes_after_drawing() == 2);
    doc.remove(other);
    CHECK(meshes_after_drawing() == 1);
}

TEST_CASE_FIXTURE(ViewportFixture, "a large mesh is uploaded in slices") {
    document::WorkerPool pool(1);
    MeshCache cache(&pool, {});
    const document::MeshPtr heavy = shared_mesh(document::make_uv_sphere(1, 300, 150));
    CHECK(cache.get(heavy) == nullptr);
    pool.submit("after it", [](document::Job&) {})->wait();
    CHECK(cache.upload_due());
    int slices = 1;
    while (!cache.upload(200'000)) ++slices;
    CHECK(slices > 5);
    REQUIRE(cache.get(heavy) != nullptr);
    CHECK(cache.get(heavy)->triangle_count == heavy->triangle_count());
    CHECK_FALSE(cache.pending());
}

TEST_CASE_FIXTURE(ViewportFixture, "wireframe shows the ground between the lines") {
    add("cube", shared_mesh(document::make_cube()), {0, 0, 0}, {1, 1, 1, 1});
    SceneRenderer renderer;
    RenderTarget target;
    target.resize(200, 200, false);
    const auto bright = [&](Shading shading) {
        target.bind_colour();
        renderer.render_all(*doc.snapshot(), doc.camera(), 200, 200, {shading, false});
        const std::vector<unsigned char> picture = pixels(target);
        std::size_t n = 0;
        for (std::size_t i = 0; i < picture.size(); i += 4) n += picture[i] > 100;
        return n;
    };
    const std::size_t solid = bright(Shading::solid), lines = bright(Shading::wireframe);
    CHECK(solid > 1000);
    CHECK(lines > 50);
    CHECK(lines < solid / 3);
}

TEST_CASE_FIXTURE(ViewportFixture,
                  "a heavy mesh that is edited is shown until its successor can be drawn whole, never a stand-in box") {
    const document::ObjectId ring = add("ring", shared_mesh(document::make_uv_sphere(1, 300, 150)));
    REQUIRE(settle());
    // A box has 12 triangles. It may stand in only after the longest wait, which a slow machine needs.
    const auto is_no_box = [](const RenderCounts& counts) {
        return counts.quick_triangles > 1'000 || counts.unready_plans > 0;
    };
    for (int edit = 0; edit < 3; ++edit) {
        const RenderCounts before = viewport->render_counts();
        doc.set_mesh(ring, shared_mesh(document::make_uv_sphere(1.1f, 300, 150)));
        REQUIRE(frames_until([&] {
            const RenderCounts counts = viewport->render_counts();
            CHECK(is_no_box(counts));
            return counts.plans_shown > before.plans_shown && counts.quick > before.quick;
        }));
        REQUIRE(settle());
        CHECK(is_no_box(viewport->render_counts()));
        CHECK(viewport->render_counts().quick_slices > before.quick_slices);
    }
    CHECK(notes.empty());
}

TEST_CASE_FIXTURE(ViewportFixture, "a heavy mesh that moves in each frame is drawn by a proxy that moves with it") {
    auto mesh = shared_mesh(document::make_uv_sphere(1, 300, 150));
    const document::ObjectId sphere = add("sphere", mesh);
    REQUIRE(settle());
    const auto move = [&](float height) {
        std::vector<glm::vec3> positions = mesh->positions();
        for (glm::vec3& position : positions) position.z += height;
        auto moved = shared_mesh(mesh->with_positions(std::move(positions)));
        moved->bounds();
        doc.set_mesh(sphere, moved);
    };
    const RenderCounts before = viewport->render_counts();
    std::uint64_t shown = 0;
    float height = 0;
    REQUIRE(frames_until([&] {  // far fewer triangles than a part of the mesh would have
        move(height += 0.001f);
        const RenderCounts counts = viewport->render_counts();
        if (counts.quick > before.quick + 1) {
            CHECK(counts.quick_triangles > 1'000);
            CHECK(counts.quick_triangles <= following_triangle_budget);
        }
        shown = counts.plans_shown - before.plans_shown;
        return shown >= 20;
    }));
    CHECK(viewport->render_counts().unready_plans == before.unready_plans);
    REQUIRE(settle());
    CHECK(viewport->render_counts().refined_triangles == mesh->triangle_count());
    CHECK(notes.empty());
}

TEST_CASE_FIXTURE(ViewportFixture,
                  "versions of a large scene that arrive while another is planned or drawn are skipped") {
    const document::MeshPtr cube = shared_mesh(document::make_cube(0.1f));
    std::vector<document::Object> objects(5'000);
    for (std::size_t i = 0; i < objects.size(); ++i) {
        objects[i].name = "cube";
        objects[i].mesh = cube;
        objects[i].location = {static_cast<float>(i % 70) * 0.2f, static_cast<float>(i / 70) * 0.2f, 0};
    }
    const std::vector<document::ObjectId> ids = doc.add_many(std::move(objects));
    REQUIRE(settle());
    const RenderCounts before = viewport->render_counts();
    constexpr std::size_t edits = 300;
    for (std::size_t i = 0; i < edits; ++i) {
        doc.modify(ids.front(), [&](document::Object& object) { object.location.z = static_cast<float>(i); });
        frame();
    }
    REQUIRE(settle());
    const RenderCounts after = viewport->render_counts();
    CHECK(after.plans_shown > before.plans_shown);
    CHECK(after.plans_shown - before.plans_shown <= after.worker_plans - before.worker_plans);
    CHECK(after.worker_plans - before.worker_plans < edits);
    CHECK(after.quick - before.quick <= after.plans_shown - before.plans_shown + 1);
}

TEST_CASE_FIXTURE(ViewportFixture, "the buffers of a removed mesh are used again") {
    MeshCache cache(nullptr, {});
    cache.get(shared_mesh(document::make_uv_sphere(1, 300, 150)));
    CHECK(cache.buffers_made() == 2);
    cache.keep_only({});
    cache.get(shared_mesh(document::make_uv_sphere(2, 300, 150)));
    CHECK(cache.buffers_made() == 2);
}
