// A worker that finds no memory: the view goes on, and shows what is missing later.
#include <cstdlib>
#include <functional>
#include <new>

#include "app/viewport/gl/mesh_gpu.h"
#include "app/viewport/picture/plan_source.h"
#include "tests/viewport/viewport_fixture.h"

namespace {

constexpr std::size_t unlimited = ~std::size_t{0}, little = 64u << 10;
std::atomic<std::size_t> most_bytes{unlimited};  // of one allocation

}  // namespace

// Not inline: GCC would take free() for a mistake where it sees only one of the two.
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return size <= most_bytes.load(std::memory_order_relaxed) ? std::malloc(size + (size == 0)) : nullptr;
}
[[gnu::noinline]] void* operator new(std::size_t size) {
    void* memory = operator new(size, std::nothrow);
    if (!memory) throw std::bad_alloc();
    return memory;
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace gimbal::app {
namespace {

struct LittleMemory : ViewportFixture {
    WorkerPool pool{1};
    ~LittleMemory() { most_bytes = unlimited; }
    static bool wait_until(const std::function<bool()>& wanted) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!wanted()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return true;
    }
};

}  // namespace

TEST_CASE_FIXTURE(LittleMemory, "a plan for which no memory was left is built a second later") {
    std::vector<document::Object> objects(5'000);
    const document::MeshPtr mesh = shared_mesh(document::make_cube());
    for (document::Object& object : objects) object.mesh = mesh;
    doc.add_many(std::move(objects));
    PlanSource plans(doc, pool, nullptr);
    most_bytes = little;
    plans.latest();
    REQUIRE(wait_until([&] { return plans.is_outdated(); }));  // the worker has ended
    CHECK(plans.latest()->rows.empty());
    most_bytes = unlimited;
    CHECK(wait_until([&] { return plans.latest()->rows.size() == 5'000; }));
}

TEST_CASE_FIXTURE(LittleMemory, "a mesh for which no memory was left holds nothing up and is prepared again later") {
    const document::MeshPtr mesh = shared_mesh(document::make_torus(1, 0.3f, 200, 100));
    MeshCache meshes(&pool, nullptr);
    most_bytes = little;
    CHECK(meshes.get(mesh) == nullptr);
    REQUIRE(wait_until([&] { return !meshes.pending(); }));
    CHECK_FALSE(meshes.upload_due());
    CHECK(meshes.get(mesh) == nullptr);
    most_bytes = unlimited;
    CHECK(wait_until([&] {
        meshes.upload(unlimited);
        return meshes.get(mesh) != nullptr;
    }));
}

}  // namespace gimbal::app
