// TextPane shows a buffer with an editor if it is editable, else a scrollback.
#include "gimbal/console/text_pane.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "gimbal/console/base/utf8.h"
#include "gimbal/console/cells.h"
#include "gimbal/console/thread_role.h"
#include "panel/assist/help_boxes.h"
#include "panel/view/find_bar_drawing.h"
#include "panel/view/text_painter.h"
#include "panel/view/text_window.h"
#include "text/edit/code_part.h"
#include "text/edit/python_highlighter.h"
#include "text/model/text_difference.h"
#include "text/terminal/output_writer.h"
#include "text/view/edit_surface.h"
#include "text/view/line_mark.h"

namespace gimbal::console {
namespace {

class BufferSource final : public TextSource {
public:
    BufferSource(const TextBuffer& buffer, Highlight highlight) : buffer_(buffer), highlight_(highlight) {}
    LineId first_line() const override { return 0; }
    LineId end_line() const override { return buffer_.line_count(); }
    std::string_view line(LineId id) const override { return buffer_.line(id); }
    void runs(LineId id, std::vector<StyleRun>& out) const override {
        out.clear();
        if (highlight_ == Highlight::python) colours_.runs(buffer_, id, out);
    }
    void changed_from(LineId line) { colours_.changed_from(line); }

private:
    const TextBuffer& buffer_;
    const Highlight highlight_;
    mutable PythonColours colours_;
};

// 0 means the palette's text colour.
Ink ink_of(ImU32 colour) {
    if (colour == 0) return ink::text;
    return ink::of_rgb(colour >> IM_COL32_R_SHIFT, colour >> IM_COL32_G_SHIFT, colour >> IM_COL32_B_SHIFT);
}

// A rule above each cell, and a bar in the gutter beside the current cell.
void draw_cells(ImDrawList* list, const TextView& view, const PanelStyle& style, LineSpan current) {
    const ViewGeometry& geometry = view.geometry();
    const float left = geometry.rect.x, right = geometry.text_right();
    const float width = style.line(2), thin = style.line(1);
    for (const auto& [row, y] : view.visible_rows()) {
        const bool rule = row.index == 0 && row.line > 0 && begins_cell(view.source().line(row.line));
        if (rule) list->AddRectFilled({left, y}, {right, y + thin}, style.palette.button);
        if (row.line >= current.first && row.line <= current.last)
            list->AddRectFilled({left, y}, {left + width, y + geometry.row_height},
                                (style.palette.accent & ~IM_COL32_A_MASK) | IM_COL32(0, 0, 0, 170));
    }
}

void draw_mark_words(ImDrawList* list, const LineMark& mark, const TextView& view, const PanelStyle& style) {
    if (mark.line() == no_line) return;
    const ViewGeometry& geometry = view.geometry();
    for (const auto& [row, y] : view.visible_rows()) {
        const std::string words = mark.words_at(view, row);
        if (words.empty()) continue;
        const float cells = static_cast<float>(mark.words_cell(view)) - static_cast<float>(view.left_cell());
        list->AddText(style.mono, style.mono_size,
                      {geometry.text_x() + cells * geometry.cell_width, y + style.mono_offset()},
                      (style.palette.error & ~IM_COL32_A_MASK) | IM_COL32(0, 0, 0, 190), words.c_str());
    }
}

int digits_of(std::size_t number) { return static_cast<int>(std::to_string(number).size()); }

}  // namespace

std::size_t scrollback_byte_limit(std::size_t line_limit) { return Scrollback::usual_byte_limit(line_limit); }

struct TextPane::State final : EditSurfaceOwner {
    State(TextPaneOptions wanted, Clipboard clipboard)
        : options(wanted),
          log(wanted.line_limit),
          buffered(editor.buffer(), wanted.highlight),
          view(wanted.editable ? static_cast<const TextSource&>(buffered) : log, wanted.wrap,
               wanted.editable ? TextView::Tail::ignore : TextView::Tail::follow),
          surface(*this, view, wanted.editable ? &editor : nullptr, std::move(clipboard), KeyPlace::text) {
        editor.python = wanted.highlight == Highlight::python;
        if (wanted.assist == nullptr) return;
        help.emplace(*wanted.assist, editor, [this] { surface.edited(); });
        help->as_typed = wanted.complete_as_typed;
    }

    bool on_input(const InputEvent& event) override { return find.on_input(event) || on_key(event); }
    bool on_command(Command command) override { return help_command(command) || find.on_command(command); }
    void on_edited() override { follow_buffer(); }
    void on_paste(std::string&) override {
        if (help) help->close();
    }
    void on_typed(char32_t code) override {
        if (help) help->on_typed(code);
    }

    bool on_key(const InputEvent& event) {
        if (event.kind != InputEvent::Kind::key || event.action == InputEvent::Action::release) return false;
        const bool escape = event.code == key::escape;
        if (escape && help && help->on_command(Command::dismiss)) return true;
        if (!escape || !find.is_open()) return options.keys != nullptr && options.keys->on_key(event);
        find.close();
        return true;
    }

    // Tab completes after a name or a dot, and indents elsewhere.
    bool help_command(Command command) {
        if (!help) return false;
        if (command == Command::indent && !help->lists() && follows_name()) return help->on_command(Command::complete);
        return help->on_command(command);
    }

    bool follows_name() const {
        const TextPosition caret = editor.caret();
        const std::string_view before = editor.buffer().line(caret.line).substr(0, caret.byte);
        if (editor.has_selection() || before.empty()) return false;
        return before.back() == '.' || is_word(decode_utf8(before, previous_cluster(before, before.size())).value);
    }

    void follow_buffer() {
        LineId first = editor.buffer().take_first_changed();
        if (first == no_line) return;
        buffered.changed_from(first);
        view.changed_from(first);
        mark.edited(editor.buffer(), first);
        if (options.cells) cells.changed_from(editor.buffer(), first);
    }

    LineSpan cell_lines() const { return cells.around(editor.buffer(), editor.caret().line); }

    std::optional<TextPosition> caret() const {
        return options.editable ? std::optional(editor.caret()) : std::nullopt;
    }

    TextPaneOptions options;
    TextEditor editor;
    Scrollback log;
    BufferSource buffered;
    TextView view;
    EditSurface surface;
    FindBar find{view, surface, options.editable ? &editor : nullptr, !options.editable};
    std::optional<TypingHelp> help;  // only with TextPaneOptions::assist
    HelpBoxes help_boxes;
    TextPainter painter;
    CodeCells cells;
    LineMark mark;
    const std::string id = unique_window_id("##text");
    PanelStyle completed_style;
};

TextPane::TextPane(TextPaneOptions options, Clipboard clipboard)
    : state_(std::make_unique<State>(options, std::move(clipboard))) {}

TextPane::~TextPane() = default;

void TextPane::set_text(std::string_view text) {
    GIMBAL_ON(ui);
    if (!state_->options.editable) {
        state_->log.clear();
        append(text, 0);
        return;
    }
    state_->editor.set_text(text);
    state_->editor.place_caret({0, 0});
    state_->mark.clear();
    state_->surface.edited();
}

void TextPane::reload(std::string_view text) {
    GIMBAL_ON(ui);
    TextEditor& editor = state_->editor;
    const TextEdit edit = difference(editor.buffer(), text);
    TextPosition anchor = editor.anchor(), caret = editor.caret();
    editor.replace(edit.begin, edit.end, edit.text);
    for (TextPosition* at : {&anchor, &caret})
        if (*at >= edit.end) at->line += static_cast<LineId>(edit.lines_added);
    editor.select(anchor, caret);
    mark_saved();
    state_->follow_buffer();
    if (edit.lines_added > 0) state_->view.lines_inserted(edit.end.line, static_cast<std::uint64_t>(edit.lines_added));
    if (edit.lines_added < 0)
        state_->view.lines_removed(edit.begin.line, static_cast<std::uint64_t>(-edit.lines_added));
    state_->view.select(editor.anchor(), editor.caret());
}

std::string TextPane::text() const {
    GIMBAL_ON(ui);
    if (state_->options.editable) return state_->editor.buffer().text();
    const Scrollback& log = state_->log;
    return text_between(log, {log.first_line(), 0}, {log.end_line(), 0});
}

void TextPane::append(std::string_view text, ImU32 colour) {
    GIMBAL_ON(ui);
    if (state_->options.editable) return;
    Scrollback& log = state_->log;
    LineId changed = log.is_open() ? log.end_line() - 1 : log.end_line();
    bool first = true;
    for (std::string_view line : lines_of(text)) {
        if (!std::exchange(first, false)) log.newline();
        log.append(line, ink_of(colour));
    }
    state_->view.changed_from(changed);
}

bool TextPane::empty() const {
    const TextBuffer& buffer = state_->editor.buffer();
    return buffer.line_count() == 1 && buffer.line(0).empty();
}
bool TextPane::modified() const { return state_->editor.buffer().modified(); }
void TextPane::mark_saved() { state_->editor.buffer().mark_saved(); }
std::uint64_t TextPane::revision() const { return state_->editor.buffer().revision(); }
bool TextPane::can_undo() const { return state_->editor.buffer().can_undo(); }
bool TextPane::can_redo() const { return state_->editor.buffer().can_redo(); }
void TextPane::undo() { state_->surface.run_command(Command::undo, false); }
void TextPane::redo() { state_->surface.run_command(Command::redo, false); }
void TextPane::cut() { state_->surface.run_command(Command::cut, false); }
void TextPane::copy() { state_->surface.copy(); }
void TextPane::paste() { state_->surface.paste(); }
void TextPane::select_all() { state_->surface.run_command(Command::select_all, false); }
void TextPane::find() { state_->find.open(false); }
void TextPane::replace() { state_->find.open(true); }
bool TextPane::keeps_escape() const { return state_->find.is_open() || (state_->help && state_->help->is_open()); }

void TextPane::handle(const ConsoleEvent& event) {
    GIMBAL_ON(ui);
    if (state_->help) state_->help->handle(event);
}
bool TextPane::has_selection() const { return state_->view.has_selection(); }
std::string TextPane::selected_text() const { return state_->view.selected_text(); }
int TextPane::caret_line() const { return static_cast<int>(state_->editor.caret().line) + 1; }

int TextPane::caret_column() const { return static_cast<int>(state_->editor.caret().byte) + 1; }

void TextPane::place_caret(int line, int column) {
    GIMBAL_ON(ui);
    if (!state_->options.editable) return;
    const TextBuffer& buffer = state_->editor.buffer();
    const auto at = static_cast<LineId>(std::clamp(line, 1, static_cast<int>(buffer.line_count())) - 1);
    state_->editor.place_caret({at, utf8_boundary(buffer.line(at), static_cast<std::size_t>(std::max(column, 1) - 1))});
    state_->surface.edited();
}

void TextPane::go_to_line(int line) {
    GIMBAL_ON(ui);
    if (!state_->options.editable) return;
    state_->editor.place_caret({static_cast<LineId>(std::max(line, 1) - 1), 0});
    state_->surface.edited();
}

void TextPane::mark_line(int line, ImU32 ground, std::string words) {
    GIMBAL_ON(ui);
    state_->follow_buffer();
    if (line > 0) state_->mark.put(state_->editor.buffer(), static_cast<LineId>(line - 1), ground, std::move(words));
    else state_->mark.clear();
}

int TextPane::marked_line() const {
    return state_->mark.line() == no_line ? 0 : static_cast<int>(state_->mark.line()) + 1;
}

std::string TextPane::marked_words() const { return marked_line() > 0 ? state_->mark.whole_words() : std::string(); }

std::optional<Rect> TextPane::marked_row() const {
    GIMBAL_ON(ui);
    const LineId line = state_->mark.line();
    if (line == no_line) return std::nullopt;
    const TextView& view = state_->view;
    const ViewGeometry& geometry = view.geometry();
    const auto y = view.y_of({line, std::max(view.layout().rows_in(line), 1u) - 1});
    if (!y) return std::nullopt;
    return Rect{geometry.text_x(), *y, geometry.text_right() - geometry.text_x(), geometry.row_height};
}

LineSpan TextPane::cell_lines() const {
    GIMBAL_ON(ui);
    state_->follow_buffer();
    return state_->cell_lines();
}

CodePart TextPane::cell() const { return cell_part(state_->editor.buffer(), cell_lines()); }

CodePart TextPane::selection_or_statement() const {
    GIMBAL_ON(ui);
    const TextEditor& editor = state_->editor;
    if (editor.has_selection()) return selected_part(editor.buffer(), editor.anchor(), editor.caret());
    return statement_part(editor.buffer(), editor.caret().line);
}

std::string TextPane::text_around(const CodePart& part) const {
    return console::text_around(state_->editor.buffer(), part);
}

void TextPane::advance_past(const CodePart& part) {
    GIMBAL_ON(ui);
    state_->editor.place_caret({part.next, 0});
    if (state_->cells.any()) state_->view.reveal({state_->cell_lines().last, 0});
    state_->surface.edited();
}

void TextPane::draw(Rect rect, const PanelStyle& wanted, std::span<const InputEvent> input, bool focused, double now) {
    GIMBAL_ON(ui);
    State& s = *state_;
    const PanelStyle& style = completed(wanted, s.completed_style);
    ImDrawList* list = begin_text_window(s.id.c_str(), rect, style);
    ViewGeometry geometry = text_geometry(rect, style);
    if (s.options.line_numbers)
        geometry.gutter = style.cell_width *
                          static_cast<float>(std::max(3, digits_of(s.editor.buffer().line_count())) + 1);
    s.follow_buffer();
    place_below_find(s.view, geometry, rect, s.find, style, now);
    for (const InputEvent& event : input)  // a click may move the caret
        if (s.help && event.kind == InputEvent::Kind::mouse_button && event.action == InputEvent::Action::press)
            s.help->close();
    s.surface.process(input, focused, imgui_takes_input(), now);
    if (s.help) focused ? s.help->follow() : s.help->close();
    const float strip = place_below_find(s.view, geometry, rect, s.find, style, now);

    PaintOptions paint{s.find, s.caret(), s.surface.caret_visible() && !s.find.has_keyboard()};
    mark_brackets(paint.grounds, s.surface.brackets(), style.palette);
    paint.marked_line = s.mark.line();
    paint.mark = s.mark.ground();
    paint.line_numbers = s.options.line_numbers;
    s.painter.paint(list, s.view, style, paint);
    if (s.cells.any()) draw_cells(list, s.view, style, s.cell_lines());
    draw_mark_words(list, s.mark, s.view, style);
    draw_find_bar(list, style, s.find, {rect.x, rect.y, rect.width, strip}, s.surface.caret_visible());
    if (s.help) s.help_boxes.draw(list, style, *s.help, s.view, s.surface.caret(), geometry.rect);
    show_text_cursor(s.view);
    end_text_window(list);
}

double TextPane::next_tick() const { return std::min(state_->surface.next_tick(), state_->find.next_tick()); }
std::vector<PanelRow> TextPane::rows() const {
    GIMBAL_ON(ui);
    std::vector<PanelRow> text = TextPainter::rows(state_->view, state_->caret()), rows = state_->find.rows();
    state_->mark.add_words(state_->view, text);
    std::ranges::move(text, std::back_inserter(rows));
    if (state_->help)
        for (std::string& row : state_->help_boxes.rows(*state_->help)) rows.push_back({std::move(row)});
    return rows;
}

}  // namespace gimbal::console
