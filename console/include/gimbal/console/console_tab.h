// A console's tab in the header, and what a click or a key does with it.
#pragma once
#include <cstddef>
#include <string>

namespace gimbal::console {

struct ConsoleTab {
    std::string name = {};
    bool news = false;  // it has new output since it was last in front
    bool closes = true;
};

struct TabAction {
    enum class Type { show, close, add, next, previous } type = Type::show;
    std::size_t tab = of_front;  // for show and close
    static constexpr std::size_t of_front = ~std::size_t{0};
};

}  // namespace gimbal::console
