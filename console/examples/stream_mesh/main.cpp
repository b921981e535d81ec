// Streams a moving mesh: stream_mesh [ADDRESS [FRAMES]]. The other end opens its link first.
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <thread>

#include <gimbal/console/link/client.h>

using namespace gimbal::console;

int main(int count, char** words) try {
    constexpr int side = 200;
    link::Mesh wave{.positions = std::vector<std::array<float, 3>>(side * side)};
    for (int i = 0; i + 1 < side; ++i)
        for (int k = i * side; k + 1 < (i + 1) * side; ++k) {
            wave.triangles.push_back({k, k + 1, k + side});
            wave.triangles.push_back({k + 1, k + side + 1, k + side});
        }
    link::Client client({.address = count > 1 ? words[1] : "gimbal", .name = "solver"});
    const long frames = count > 2 ? std::atol(words[2]) : 3600;
    for (long frame = 0; frame < frames && client.connected(); ++frame) {
        for (int k = 0; k < side * side; ++k) {
            const float x = (k % side) * 0.05f, y = (k / side) * 0.05f, t = frame / 60.0f;
            wave.positions[k] = {x, y, 0.3f * std::sin(2 * x + 3 * t) * std::cos(2 * y)};
        }
        client.update("wave", wave.arrays());  // newest wins; never waits for the other end
        std::this_thread::sleep_for(std::chrono::milliseconds(16));
    }
    if (const link::Reply last = client.send("wave", wave.arrays()); last.error)
        std::cerr << last.error->message << "\n";
} catch (const link::LinkError& error) {
    std::cerr << error.what() << "\n";
    return 1;
}
