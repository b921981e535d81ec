// A queue with many producers and one consumer, in one order over all of them: Vyukov's, with recycled nodes.
#pragma once
#include <atomic>
#include <cstddef>
#include <utility>

namespace gimbal::console {

// push() takes no lock and waits for no other thread, but has no bound on its steps: it may allocate, walk over the
// free nodes, and repeat its last loop while others return nodes. An element becomes visible when its push and every
// push that exchanged the head before it have ended, so a producer that is preempted between its two steps hides the
// elements after it. Every producer wakes the consumer after its push, so a consumer that found nothing is woken by the
// late one.
//
// Nodes are recycled through a stack. It is only taken whole (an exchange) or pushed onto (a compare-exchange that does
// not look into the node it replaces), so no ABA problem can arise.
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
        for (Node* node = free_.load(std::memory_order_acquire); node;) delete std::exchange(node, node->below);
    }

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
        next->value = T{};  // releases what the element owned now, not when the node is reused
        recycle(std::exchange(tail_, next));
        return true;
    }

    bool empty() const { return !tail_->next.load(std::memory_order_acquire); }  // Thread: the consumer

private:
    struct Node {
        std::atomic<Node*> next{nullptr};
        Node* below = nullptr;  // in the stack of free nodes
        std::size_t depth = 0;  // number of nodes below; lets the consumer bound the stack
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
        Node* bottom = rest;  // another thread returned nodes in between: push ours on top of them
        while (bottom->below) bottom = bottom->below;
        do bottom->below = expected;
        while (!free_.compare_exchange_weak(expected, rest, std::memory_order_release, std::memory_order_relaxed));
    }

    // Thread: the consumer. Another thread may own the top node by now, so take the whole stack before reading the
    // depth, and put it back in one piece.
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

    alignas(64) std::atomic<Node*> head_;  // pushers
    alignas(64) Node* tail_;               // the consumer's: an empty node before the oldest element
    alignas(64) std::atomic<Node*> free_{nullptr};
};

}  // namespace gimbal::console
