// Parses JSON of a file that may be large, damaged or hostile.
#pragma once
#include <cstddef>
#include <exception>
#include <iterator>
#include <string>
#include <string_view>

#include "api/document/work/job.h"

namespace gimbal::document {

// Whether arrays and objects are nested deeper than `deepest`. The library's own check calls back for each value and
// then searches all siblings, so it takes minutes for a list of 100,000. Throws Cancelled.
bool is_nested_deeper(std::string_view json, std::size_t deepest, const Job& job);

// The message of a Json::exception, without the library's prefix.
std::string json_problem(const std::exception& error);

// A place in a text. Polls the job as it moves on, so that Stop ends the parser.
class PolledPlace {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    PolledPlace(const char* at, const Job& job) : at_(at), job_(&job) {}
    reference operator*() const { return *at_; }
    PolledPlace& operator++() {
        if ((++moves_ & 0xFFFFF) == 0) job_->poll();
        ++at_;
        return *this;
    }
    PolledPlace operator++(int) {
        PolledPlace before = *this;
        ++*this;
        return before;
    }
    bool operator==(const PolledPlace& other) const { return at_ == other.at_; }

private:
    const char* at_;
    const Job* job_;
    std::size_t moves_ = 0;
};

// Throws Json::exception and Cancelled.
template <class Json>
Json parse_json(std::string_view text, const Job& job) {
    return Json::parse(PolledPlace(text.data(), job), PolledPlace(text.data() + text.size(), job));
}

}  // namespace gimbal::document
