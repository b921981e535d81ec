// A queue that many threads push to and one pops from, in one order over all of them: Vyukov's, with recycled nodes.
#pragma once
#include <atomic>
#include <cstddef>
#include <new>
#include <utility>

namespace gimbal::console {

// push() is wait-free but for the allocator. An element becomes visible when its push has ended *and* every push that
// began its exchange earlier has; a consumer that finds nothing is woken by the one that is late, since each pusher
// wakes after pushing.
//
// Nodes go back by a stack that is only ever taken whole (an exchange) or put back onto (a compare-exchange that does
// not look into the node it replaces), so the ABA problem of a lock-free pop cannot arise.
//
// Thread: any pushes, one thread at a time pops.   GIL: not needed.
template <class T>
class MpscQueue {
public:
    MpscQueue() : head_(new Node), tail_(head_.load(std::memory_order_relaxed)) {}
    ~MpscQueue() {
        T dropped;
        while (try_pop(dropped)) {}
        delete tail_;
        delete_chain(free_.load(std::memory_order_acquire));
    }
    MpscQueue(const MpscQueue&) = delete;
    MpscQueue& operator=(const MpscQueue&) = delete;

    void push(T value) {
        Node* node = take_node();
        node->value = std::move(value);
        node->next.store(nullptr, std::memory_order_relaxed);
        Node* previous = head_.exchange(node, std::memory_order_acq_rel);
        previous->next.store(node, std::memory_order_release);
    }

    // Thread: the consumer.
    bool try_pop(T& value) {
        Node* next = tail_->next.load(std::memory_order_acquire);
        if (!next) return false;
        value = std::move(next->value);
        next->value = T{};  // what it owned goes now, not when the node is used again
        recycle(std::exchange(tail_, next));
        return true;
    }

    bool empty() const { return !tail_->next.load(std::memory_order_acquire); }  // Thread: the consumer

private:
    struct Node {
        std::atomic<Node*> next{nullptr};
        Node* below = nullptr;  // in the stack of free nodes
        std::size_t depth = 0;  // how many lie below; the consumer's bound on what is kept
        T value{};
    };
    static constexpr std::size_t most_kept = 1024;

    Node* take_node() {
        if (!free_.load(std::memory_order_relaxed)) return new Node;
        Node* all = free_.exchange(nullptr, std::memory_order_acquire);
        if (!all) return new Node;
        if (Node* rest = all->below) put_back(rest);
        return all;
    }

    void put_back(Node* rest) {
        Node* expected = nullptr;
        if (free_.compare_exchange_strong(expected, rest, std::memory_order_release, std::memory_order_relaxed)) return;
        Node* bottom = rest;  // somebody put nodes there meanwhile: lay ours on top of them
        while (bottom->below) bottom = bottom->below;
        do bottom->below = expected;
        while (!free_.compare_exchange_weak(expected, rest, std::memory_order_release, std::memory_order_relaxed));
    }

    // Thread: the consumer. The node on top may be in another thread's hands by now, so its depth is read only after
    // the stack was taken whole; what is taken goes back in one piece.
    void recycle(Node* node) {
        Node* all = free_.exchange(nullptr, std::memory_order_acquire);
        if (all && all->depth >= most_kept) {
            delete node;
            put_back(all);
            return;
        }
        node->below = all;
        node->depth = all ? all->depth + 1 : 0;
        put_back(node);
    }

    static void delete_chain(Node* node) {
        while (node) delete std::exchange(node, node->below);
    }

    alignas(64) std::atomic<Node*> head_;  // pushers
    alignas(64) Node* tail_;               // the consumer's: an empty node before the oldest element
    alignas(64) std::atomic<Node*> free_{nullptr};
};

}  // namespace gimbal::console
