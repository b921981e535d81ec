// Measures the document: adding objects, snapshots, edits while snapshots exist, and heavy work on a mesh of 871,200
// triangles. GIMBAL_BENCH_MESH=/path/to/dragon.ply uses a real scan instead.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "api/document/io/mesh_io.h"
#include "api/document/mesh/mesh_ops.h"
#include "api/document/scene/document.h"

using namespace gimbal::document;

namespace {

const MeshPtr& big_mesh() {
    static const MeshPtr mesh = [] {
        Job job("bench");
        if (const char* path = std::getenv("GIMBAL_BENCH_MESH")) return load_meshes(path, job).front().mesh;
        return std::make_shared<const Mesh>(make_torus(1, 0.25f, 990, 440));
    }();
    return mesh;
}

void add_objects(benchmark::State& state) {
    const auto count = static_cast<int>(state.range(0));
    const MeshPtr cube = std::make_shared<const Mesh>(make_cube());
    for (auto _ : state) {
        Document document;
        const UndoStep step(document, "script");
        for (int i = 0; i < count; ++i) benchmark::DoNotOptimize(document.add("cube", cube));
    }
    state.SetItemsProcessed(state.iterations() * count);
}
BENCHMARK(add_objects)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond)->UseRealTime();

// The same with a snapshot after every 1,000 objects, as the window takes them while a script runs.
void add_objects_watched(benchmark::State& state) {
    for (auto _ : state) {
        Document document;
        const UndoStep step(document, "script");
        for (int i = 0; i < 100'000; ++i) {
            document.add("cube", nullptr);
            if (i % 1000 == 0) benchmark::DoNotOptimize(document.snapshot());
        }
    }
    state.SetItemsProcessed(state.iterations() * 100'000);
}
BENCHMARK(add_objects_watched)->Unit(benchmark::kMillisecond)->UseRealTime();

struct ManyObjects {
    Document document;
    std::vector<ObjectId> ids = document.add_many(std::vector<Object>(100'000));
};

void snapshot_after_an_edit(benchmark::State& state) {
    ManyObjects scene;
    std::size_t i = 0;
    for (auto _ : state) {
        scene.document.try_lock();
        scene.document.edit(scene.ids[++i % scene.ids.size()])->location.x += 1;
        scene.document.unlock();
        benchmark::DoNotOptimize(scene.document.snapshot());
    }
}
BENCHMARK(snapshot_after_an_edit);

void snapshot_unchanged(benchmark::State& state) {
    ManyObjects scene;
    for (auto _ : state) benchmark::DoNotOptimize(scene.document.snapshot());
}
BENCHMARK(snapshot_unchanged);

void read_under_try_lock(benchmark::State& state) {
    ManyObjects scene;
    for (auto _ : state) {
        scene.document.try_lock();
        benchmark::DoNotOptimize(scene.document.peek(scene.ids[500])->visible);
        scene.document.unlock();
    }
}
BENCHMARK(read_under_try_lock);

void edit_under_try_lock(benchmark::State& state) {
    ManyObjects scene;
    for (auto _ : state) {
        scene.document.try_lock();
        scene.document.edit(scene.ids[500])->location.x += 1;
        scene.document.unlock();
    }
}
BENCHMARK(edit_under_try_lock);

void undo_and_redo_of_100_000_objects(benchmark::State& state) {
    ManyObjects scene;
    for (auto _ : state) {
        scene.document.undo();
        scene.document.redo();
    }
}
BENCHMARK(undo_and_redo_of_100_000_objects)->Unit(benchmark::kMillisecond)->UseRealTime();

void touch_exported_vertices(benchmark::State& state) {
    Document document;
    const ObjectId id = document.add("big", big_mesh());
    const auto exported = document.export_vertices(id);
    for (auto _ : state) {
        exported.data[0].x += 0.001f;
        document.touch_vertices(id);
    }
}
BENCHMARK(touch_exported_vertices)->Unit(benchmark::kMillisecond)->UseRealTime();

template <class Work>
void on_big_mesh(benchmark::State& state, Work work) {
    Job job("bench");
    for (auto _ : state) benchmark::DoNotOptimize(work(*big_mesh(), job));
}
constexpr auto smooth_ten = [](const Mesh& mesh, Job& job) { return smooth(mesh, 10, 0.5, job); };
constexpr auto subdivide_once = [](const Mesh& mesh, Job& job) { return subdivide(mesh, 1, job); };
constexpr auto to_a_tenth = [](const Mesh& mesh, Job& job) { return decimate(mesh, 0.1, job); };
constexpr auto to_50_000 = [](const Mesh& mesh, Job& job) { return make_proxy(mesh, 50'000, job).mesh; };
BENCHMARK_CAPTURE(on_big_mesh, smooth_10, smooth_ten)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(on_big_mesh, subdivide, subdivide_once)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(on_big_mesh, decimate_to_a_tenth, to_a_tenth)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(on_big_mesh, proxy_50_000, to_50_000)->Unit(benchmark::kMillisecond)->UseRealTime();

void file(benchmark::State& state, const std::string& extension, bool saving) {
    const std::filesystem::path path = std::filesystem::temp_directory_path() / ("gimbal_document_bench" + extension);
    Object object;
    object.name = "big";
    object.mesh = big_mesh();
    Job job("bench");
    save_meshes(path, {object}, job);
    for (auto _ : state) {
        if (saving) save_meshes(path, {object}, job);
        else benchmark::DoNotOptimize(load_meshes(path, job));
    }
    std::filesystem::remove(path);
}

}  // namespace

int main(int argc, char** argv) {
    for (const char* extension : {".obj", ".stl", ".ply", ".glb"})
        for (bool saving : {false, true})
            benchmark::RegisterBenchmark(
                (std::string(saving ? "export" : "import") + extension).c_str(),
                [extension, saving](benchmark::State& state) { file(state, extension, saving); })
                ->Unit(benchmark::kMillisecond)
                ->UseRealTime();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    try {
        big_mesh();
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 2;
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
