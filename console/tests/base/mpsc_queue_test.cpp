// The queue: order, recycling of nodes, many producers.
#include <doctest/doctest.h>

#include <memory>
#include <thread>
#include <vector>

#include "base/mpsc_queue.h"

using gimbal::console::MpscQueue;

TEST_CASE("elements come out once and in order") {
    MpscQueue<int> queue;
    int value = -1;
    CHECK_FALSE(queue.try_pop(value));
    for (int round = 0; round < 3; ++round) {  // later rounds use recycled nodes
        for (int i = 0; i < 5000; ++i) queue.push(i);
        bool in_order = true;
        for (int i = 0; i < 5000; ++i) in_order = in_order && queue.try_pop(value) && value == i;
        CHECK(in_order);
        CHECK_FALSE(queue.try_pop(value));
    }
}

TEST_CASE("the queue keeps no reference to an element that was taken") {
    MpscQueue<std::shared_ptr<int>> queue;
    const auto kept = std::make_shared<int>(1);
    queue.push(kept);
    std::shared_ptr<int> taken;
    REQUIRE(queue.try_pop(taken));
    taken.reset();
    CHECK(kept.use_count() == 1);
}

TEST_CASE("the remaining elements are destroyed with the queue") {
    const auto kept = std::make_shared<int>(1);
    {
        MpscQueue<std::shared_ptr<int>> queue;
        for (int i = 0; i < 10; ++i) queue.push(kept);
    }
    CHECK(kept.use_count() == 1);
}

TEST_CASE("many producers lose nothing, duplicate nothing and each keep their order") {
    constexpr int producers = 4, each = 50'000;
    MpscQueue<std::pair<int, int>> queue;
    std::vector<std::jthread> threads;
    for (int producer = 0; producer < producers; ++producer)
        threads.emplace_back([&queue, producer] {
            for (int i = 0; i < each; ++i) queue.push({producer, i});
        });
    std::vector<int> next(producers, 0);
    bool in_order = true;
    for (int taken = 0; taken < producers * each;) {
        std::pair<int, int> value;
        if (!queue.try_pop(value)) {
            std::this_thread::yield();
            continue;
        }
        in_order = in_order && value.second == next[static_cast<std::size_t>(value.first)]++;
        ++taken;
    }
    CHECK(in_order);
}

TEST_CASE("a push that ended before another began comes out first, even from another thread") {
    MpscQueue<int> queue;
    std::atomic<int> turn{0};
    auto take_turns = [&](int parity) {
        for (int i = parity; i < 20'000; i += 2) {
            while (turn.load(std::memory_order_acquire) != i) std::this_thread::yield();
            queue.push(i);
            turn.store(i + 1, std::memory_order_release);
        }
    };
    std::jthread even(take_turns, 0), odd(take_turns, 1);
    bool in_order = true;
    for (int expected = 0; expected < 20'000;) {
        int value;
        if (queue.try_pop(value)) in_order = in_order && value == expected++;
        else std::this_thread::yield();
    }
    CHECK(in_order);
}
