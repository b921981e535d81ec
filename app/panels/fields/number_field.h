// A field for a number: drag it, or type it after a double click, Ctrl-click, Enter or Tab.
#pragma once
#include <optional>
#include <string>

#include "app/panels/fields/number_text.h"

namespace gimbal::app {

struct NumberLook {
    std::string format = "%.3f";  // of printf, for a double
    Quantity quantity = Quantity::plain;
    float speed = 0.01f;  // for each pixel of a drag
    std::optional<double> low, high;
    bool whole = false;  // an integer
};

struct NumberEdit {
    bool changed = false;  // the value is a new one
    bool active = false;   // the gesture goes on
    std::string problem;   // what was typed cannot be read; the value is the old one
};

// Draws the field in the width of the next item. `id` is unique in the window. What was typed is taken by Enter, Tab,
// Shift-Tab and a click elsewhere, and dropped by Escape; Tab goes on to the next field. A number outside the range
// becomes the nearest one inside.
// Thread: UI.   GIL: never.
NumberEdit number_field(const char* id, double& value, const NumberLook& look);
void type_into_first_number();  // the next field that is drawn takes the keyboard
void tab_ends_here();           // Tab in the last field leads to no other number field; for a TabOrder
std::string number_words(double value, const NumberLook& look);

}  // namespace gimbal::app
