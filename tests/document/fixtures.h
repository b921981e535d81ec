// Helpers of the document's tests: small meshes, a temporary folder, waiting with a deadline.
#pragma once
#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>

#include "api/document/mesh/mesh_ops.h"
#include "api/document/scene/document.h"

namespace gimbal::document {

inline MeshPtr shared(Mesh mesh) { return std::make_shared<const Mesh>(std::move(mesh)); }

inline Object object(std::string name, Mesh mesh) {
    Object result;
    result.name = std::move(name);
    result.mesh = shared(std::move(mesh));
    return result;
}

inline Mesh tetrahedron() {
    return Mesh({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}});
}

// A flat square of n by n cells.
inline Mesh grid(int n) {
    std::vector<glm::vec3> positions;
    std::vector<Triangle> triangles;
    const auto at = [n](int x, int y) { return static_cast<std::uint32_t>(y * (n + 1) + x); };
    for (int y = 0; y <= n; ++y)
        for (int x = 0; x <= n; ++x) positions.push_back({x, y, 0});
    for (int y = 0; y < n; ++y)
        for (int x = 0; x < n; ++x) {
            triangles.push_back({at(x, y), at(x + 1, y), at(x + 1, y + 1)});
            triangles.push_back({at(x, y), at(x + 1, y + 1), at(x, y + 1)});
        }
    return Mesh(std::move(positions), std::move(triangles));
}

inline void wait_until(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        std::this_thread::yield();
    }
}

// A temporary folder, removed after the test.
class Folder {
public:
    Folder() {
        static std::atomic<int> number{0};
        path_ = std::filesystem::temp_directory_path() /
                ("gimbal_document_" + std::to_string(getpid()) + "_" + std::to_string(number++));
        std::filesystem::create_directories(path_);
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    std::filesystem::path file(const std::string& name) const { return path_ / name; }
    std::filesystem::path write(const std::string& name, const std::string& contents) const {
        std::ofstream(file(name), std::ios::binary) << contents;
        return file(name);
    }
    static std::string read(const std::filesystem::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// The message of the exception that `work` throws, or "".
template <class Error>
std::string error_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) { return error.what(); }
    return "";
}

}  // namespace gimbal::document
