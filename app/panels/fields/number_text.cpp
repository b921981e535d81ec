// Rewrites the text into the syntax of muParser, which evaluates it.
#include "app/panels/fields/number_text.h"

#include <langinfo.h>
#include <locale.h>
#include <muParser.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>

#include "gimbal/console/base/utf8.h"

namespace gimbal::app {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr std::size_t longest_text = 200;

struct Unit {
    const char* name;
    double factor;
};
constexpr Unit lengths[] = {{"nm", 1e-9}, {"um", 1e-6},   {"mm", 1e-3},   {"cm", 1e-2},   {"dm", 0.1},     {"m", 1},
                            {"km", 1e3},  {"in", 0.0254}, {"ft", 0.3048}, {"yd", 0.9144}, {"mi", 1609.344}};
constexpr Unit angles[] = {{"deg", 1}, {"rad", 180 / pi}, {"grad", 0.9}, {"turn", 360}};

std::span<const Unit> units_of(Quantity quantity) {
    if (quantity == Quantity::length) return lengths;
    if (quantity == Quantity::angle) return angles;
    return {};
}

const char* remedy(Quantity quantity) {
    if (quantity == Quantity::length) return "type a length such as 0.5, 1/3, 50cm or 2 in";
    if (quantity == Quantity::angle) return "type an angle such as 45, 90/4, 90deg or pi/2 rad";
    return "type a number such as 0.5, 1/3 or 2*(1 + 3)";
}

struct Spelling {
    std::string_view typed, meant;
};
constexpr Spelling spellings[] = {
    {"**", "^"},         {"\xC3\x97", "*"},   {"\xC2\xB7", "*"},   {"\xC3\xB7", "/"},  {"\xE2\x88\x92", "-"},
    {"\xC2\xB0", "deg"}, {"\xC2\xB5m", "um"}, {"\xCE\xBCm", "um"}, {"\xCF\x80", "pi"}, {"\xC2\xA0", " "},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

std::string with_plain_spelling(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        std::string_view meant = text.substr(at, 1);
        std::size_t bytes = 1;
        for (const Spelling& one : spellings)
            if (text.substr(at).starts_with(one.typed)) {
                meant = one.meant;
                bytes = one.typed.size();
                break;
            }
        out += meant;
        at += bytes;
    }
    return out;
}

// Writes "*" before a name that follows a number or a bracket: "2 cm" and "(1/2)pi" are products.
class Rewriter {
public:
    Rewriter(std::string_view text, std::string_view decimal_point) : text_(text), point_(decimal_point) {}

    std::string rewrite() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (is_digit(c) || point_at(at_)) number();
            else if (is_letter(c)) name();
            else sign();
        }
        return out_;
    }

private:
    // The bytes of a decimal point at this place; 0: none.
    std::size_t point_at(std::size_t at) const {
        if (at < text_.size() && text_[at] == '.') return 1;
        return !point_.empty() && text_.substr(std::min(at, text_.size())).starts_with(point_) ? point_.size() : 0;
    }
    void digits() {
        while (at_ < text_.size() && is_digit(text_[at_])) out_ += text_[at_++];
    }
    void number() {
        if (after_value_) throw std::invalid_argument("an operator is missing between two numbers");
        digits();
        if (const std::size_t bytes = point_at(at_)) {
            out_ += '.';
            at_ += bytes;
            digits();
            if (point_at(at_)) throw std::invalid_argument("a number has two decimal points");
        }
        std::size_t exponent = at_ + 1;
        if (exponent < text_.size() && (text_[exponent] == '-' || text_[exponent] == '+')) ++exponent;
        if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E') && exponent < text_.size() &&
            is_digit(text_[exponent])) {
            out_ += text_.substr(at_, exponent - at_);
            at_ = exponent;
            digits();
        }
        after_value_ = true;
    }
    void name() {
        if (after_value_) out_ += '*';
        while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) out_ += text_[at_++];
        after_value_ = true;
    }
    void sign() {
        const char c = text_[at_++];
        if (c == ' ' || c == '\t') return;
        if (std::string_view("+-*/^()").find(c) == std::string_view::npos)
            throw std::invalid_argument("it has a character that means nothing");
        out_ += c;
        after_value_ = c == ')';
    }

    std::string_view text_, point_;
    std::string out_;
    std::size_t at_ = 0;
    bool after_value_ = false;
};

// Evaluates with units that are `stretch` times as large.
double evaluate(const std::string& expression, std::span<const Unit> units, double stretch) {
    mu::Parser parser;
    parser.ClearConst();
    parser.SetArgSep(';');  // so that a comma is never taken for a separator
    parser.DefineConst("pi", pi);
    parser.DefineConst("tau", 2 * pi);
    for (const Unit& unit : units) parser.DefineConst(unit.name, unit.factor * stretch);
    parser.SetExpr(expression);
    return parser.Eval();
}

double finite(double number) {
    if (!std::isfinite(number)) throw std::invalid_argument("its value is not finite");
    return number;
}

// A length may contain units only to the first power, as in "2cm + 1", but not as in "2cm*3cm" or "1/(3cm)".
double measured(const std::string& expression, std::span<const Unit> units) {
    const double one = finite(evaluate(expression, units, 1));
    if (units.empty()) return one;
    const double two = evaluate(expression, units, 2), three = evaluate(expression, units, 3);
    if (!(std::abs((three - two) - (two - one)) <= 1e-9 * (std::abs(one) + std::abs(two) + std::abs(three))))
        throw std::invalid_argument("its units do not fit");
    return one;
}

}  // namespace

TypedNumber read_number(std::string_view text, Quantity quantity, std::string_view decimal_point) {
    std::string reason;
    try {
        if (text.size() > longest_text) throw std::invalid_argument("it is too long");
        const std::string expression = Rewriter(with_plain_spelling(text), decimal_point).rewrite();
        if (expression.empty()) throw std::invalid_argument("it is empty");
        return {measured(expression, units_of(quantity)), {}};
    } catch (const mu::ParserError& error) {
        reason = error.GetToken().empty() ? "it is not a complete expression"
                                          : "\"" + error.GetToken() + "\" is not known here";
    } catch (const std::invalid_argument& error) { reason = error.what(); }
    const std::string shown(text.substr(0, console::utf8_boundary(text, std::min<std::size_t>(text.size(), 40))));
    return {std::nullopt, "Cannot read \"" + shown + "\": " + reason + "; " + remedy(quantity) + "."};
}

std::string_view locale_decimal_point() {
    static const std::string point = [] {
        const locale_t locale = newlocale(LC_NUMERIC_MASK, "", nullptr);
        if (!locale) return std::string(".");
        std::string radix = nl_langinfo_l(RADIXCHAR, locale);
        freelocale(locale);
        return radix;
    }();
    return point;
}

}  // namespace gimbal::app
