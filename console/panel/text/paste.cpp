// One pass over the characters, one over the lines.
#include "console/panel/text/paste.h"

#include "console/panel/text/cells.h"

namespace gimbal::console {
namespace {

std::string mend_characters(std::string_view text) {
    std::string mended;
    mended.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto [code, bytes] = decode(text, at);
        if (code == '\r') {
            mended += '\n';
            if (at + 1 < text.size() && text[at + 1] == '\n') ++at;
        } else if (code == '\t') {
            mended += "    ";
        } else if (code == 0xA0) {
            mended += ' ';
        } else if (code == '\n' || (code >= 0x20 && code != 0x7F && code != 0xFEFF)) {
            append_utf8(mended, code);
        }
        at += bytes;
    }
    return mended;
}

bool is_prompt(std::string_view line) {
    return line == ">>>" || line == "..." || line.starts_with(">>> ") || line.starts_with("... ");
}

std::string without_prompts(std::string_view text) {
    std::string kept;
    while (!text.empty()) {
        std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!is_prompt(line)) continue;
        kept.append(line.substr(line.size() < 4 ? line.size() : 4)) += '\n';
    }
    if (!kept.empty()) kept.pop_back();
    return kept;
}

}  // namespace

std::string mend_pasted(std::string_view text) {
    std::string mended = mend_characters(text);
    return mended.starts_with(">>> ") ? without_prompts(mended) : mended;
}

}  // namespace gimbal::console
