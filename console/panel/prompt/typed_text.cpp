#include "panel/prompt/typed_text.h"

#include "gimbal/console/cells.h"
#include "text/edit/text_editor.h"

namespace gimbal::console {
namespace {

constexpr std::size_t letters_before_asking = 2;

bool is_name_letter(char32_t code) { return is_word(code) && !(code >= '0' && code <= '9'); }

}  // namespace

std::string without_trailing_blanks(std::string text) {
    text.erase(text.find_last_not_of(" \t\n") + 1);
    return text;
}

bool has_lines(std::string_view text) { return text.find('\n') != std::string_view::npos; }

bool ends_in_name(std::string_view text) {
    std::size_t begin = text.size(), letters = 0;
    while (begin > 0 && is_word(decode_utf8(text, previous_cluster(text, begin)).value)) {
        begin = previous_cluster(text, begin);
        ++letters;
    }
    if (begin < text.size() && !is_name_letter(decode_utf8(text, begin).value)) return false;  // a number
    return letters >= letters_before_asking;
}

}  // namespace gimbal::console
