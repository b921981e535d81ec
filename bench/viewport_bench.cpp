// Measures frame times of the 3D view with this machine's OpenGL: orbiting a mesh of 870,000 triangles, and 100,000
// objects. Each line is the render() of one frame: the quick picture while the camera moves, or a slice of the full one
// at rest.
#include <glad/gl.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "api/document/mesh/mesh_ops.h"
#include "app/viewport/gl/egl_context.h"
#include "app/viewport/picture/view_picture.h"
#include "gimbal/console/thread_role.h"

namespace {

using namespace gimbal;

constexpr int width = 780, height = 420;  // the 3D view of the default layout

double seconds(clockid_t clock) {
    timespec t{};
    clock_gettime(clock, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// Wall time is how long the window waits. On a busy machine it contains the time of other programs, so CPU time is
// measured, too.
struct Samples {
    std::vector<double> wall_ms, cpu_ms;
    void print(const char* name) {
        std::sort(wall_ms.begin(), wall_ms.end());
        std::sort(cpu_ms.begin(), cpu_ms.end());
        const auto at = [](const std::vector<double>& values, double share) {
            return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
        };
        std::printf("  %-34s %5zu frames   wall median %6.2f  p99 %6.2f  longest %6.2f ms   cpu median %6.2f ms\n",
                    name, wall_ms.size(), at(wall_ms, 0.5), at(wall_ms, 0.99), wall_ms.back(), at(cpu_ms, 0.5));
    }
};

class View {
public:
    View(document::Document& document) : document_(document), picture_(document, plans_, pool_, {}) {}
    bool frame(Samples& samples) {
        picture_.set_size(width, height, seconds(CLOCK_MONOTONIC));
        const double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
        const bool drawn = picture_.render(8);
        glFinish();
        samples.wall_ms.push_back((seconds(CLOCK_MONOTONIC) - wall) * 1000);
        samples.cpu_ms.push_back((seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) * 1000);
        return drawn;
    }
    void rest(Samples& samples, std::size_t triangles) {
        const std::size_t before = picture_.counts().refined;
        while (picture_.counts().refined == before || picture_.counts().refined_triangles < triangles) {
            if (picture_.wants_render()) frame(samples);
            else wait_a_little();
            picture_.set_size(width, height, seconds(CLOCK_MONOTONIC));
        }
    }
    void orbit(Samples& samples) {
        for (int i = 0; i < 300; ++i) {
            document::Camera camera = document_.camera();
            camera.orbit(0.02f, 0.002f * std::sin(static_cast<float>(i) * 0.1f));
            document_.set_camera(camera);
            frame(samples);
        }
    }
    app::RenderCounts counts() const { return picture_.counts(); }

private:
    static void wait_a_little() {
        const timespec a_millisecond{0, 1'000'000};
        nanosleep(&a_millisecond, nullptr);
    }
    document::Document& document_;
    document::WorkerPool pool_{1};
    app::PlanSource plans_{document_, pool_, {}};
    app::ViewPicture picture_;
};

void measure(const char* name, document::Document& document, std::size_t triangles_at_rest) {
    View view(document);
    Samples load, first, orbit;
    view.rest(load, triangles_at_rest);
    view.orbit(first);  // proxies become ready during it
    view.rest(load, triangles_at_rest);
    view.orbit(orbit);
    std::printf("%s\n", name);
    load.print("loading, then slices at rest");
    first.print("orbit, stand-ins being made");
    orbit.print("orbit");
    std::printf("  triangles: %zu while moving, %zu at rest\n", view.counts().quick_triangles,
                view.counts().refined_triangles);
}

void large_mesh() {
    document::Document document;
    const auto sphere = std::make_shared<const document::Mesh>(
        document::make_uv_sphere(1.5f, 934, 467));  // 870,000 triangles
    document.add("sphere", sphere);
    document::Camera camera;
    camera.distance = 4;
    document.set_camera(camera);
    measure("one mesh of 870,000 triangles", document, sphere->triangle_count());
}

void many_objects() {
    document::Document document;
    const auto cube = std::make_shared<const document::Mesh>(document::make_cube(0.4f));
    std::vector<document::Object> objects(100'000);
    for (std::size_t i = 0; i < objects.size(); ++i) {
        objects[i].name = "cube";
        objects[i].mesh = cube;
        const auto column = static_cast<float>(i % 316), row = static_cast<float>(i / 316);
        objects[i].location = {column - 158, row - 158, 0.1f * static_cast<float>(i * 7919 % 10)};
    }
    document.add_many(std::move(objects));
    document::Camera camera;
    camera.distance = 120;
    document.set_camera(camera);
    measure("100,000 objects that share a mesh", document, 100'000);
}

}  // namespace

int main() {
    console::set_thread_role(console::ThreadRole::ui);
    const app::EglContext context;
    const app::EglContext::Current current(context);
    std::printf("%s, %d x %d\n", reinterpret_cast<const char*>(glGetString(GL_RENDERER)), width, height);
    large_mesh();
    many_objects();
}
