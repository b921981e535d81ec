// The names that complete the typed text: filtered while more is typed, and the chosen one.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "gimbal/console/events.h"

namespace gimbal::console {

// Thread: UI.   GIL: not needed.
class Completions {
public:
    // `chosen`: the first name is chosen at once, as after Tab. Otherwise none is, so that Enter keeps its meaning.
    void open(std::vector<Completion> items, std::string_view typed, bool chosen);
    void close();
    std::uint64_t opened() const { return opened_; }  // how many lists have been opened
    bool is_open() const { return !shown_.empty(); }
    void narrow(std::string_view typed);  // filters, best first; closes the list if nothing matches
    void move(int steps);
    std::size_t count() const { return shown_.size(); }
    const Completion& at(std::size_t index) const { return items_[shown_[index]]; }
    std::size_t chosen() const { return chosen_; }
    bool has_chosen() const { return has_chosen_; }
    const Completion& best() const { return at(chosen_); }  // the chosen name, else the first
    const std::string& typed() const { return typed_; }
    bool has(std::string_view text) const;  // among all names, shown or not
    std::string common_prefix() const;      // of the shown names; "" if some match other than by prefix

    void set_doc(std::string doc);  // of best(), in an extra row
    const std::string& doc() const { return doc_; }
    bool has_doc_row() const { return has_doc_row_; }

private:
    std::uint64_t opened_ = 0;
    std::vector<Completion> items_;
    std::vector<std::size_t> shown_;  // indices into items_
    std::size_t chosen_ = 0;
    bool has_chosen_ = false;
    std::string typed_, doc_;
    bool has_doc_row_ = false;  // stays while the next documentation is pending, so the list keeps its size
};

}  // namespace gimbal::console
