// PLY: vertices, faces, strips of triangles and edges, as text or binary. Other elements and properties are skipped.
#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <limits>

#include "api/document/io/read/flat_faces.h"
#include "api/document/io/read/ply_header.h"
#include "api/document/io/read/ply_values.h"
#include "api/document/io/read/vertex_colours.h"
#include "api/document/io/words.h"
#include "api/document/mesh/triangulate.h"

namespace gimbal::document {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

std::size_t place_of(const PlyElement& element, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (const PlyProperty* found = element.find(name))
            return static_cast<std::size_t>(found - element.properties.data());
    return none;
}

bool same_name(std::string_view name, std::string_view lower) {
    return std::ranges::equal(name, lower, {}, [](unsigned char c) { return std::tolower(c); });
}

// The places of x, y, z, red, green, blue and alpha among the properties of a vertex or a face. A list is none of them.
struct VertexPlaces {
    std::array<std::size_t, 7> of;
    static constexpr std::size_t first_colour = 3;

    explicit VertexPlaces(const PlyElement& vertex) {
        static constexpr std::array<std::array<std::string_view, 3>, 7> names{{{"x", "x", "x"},
                                                                               {"y", "y", "y"},
                                                                               {"z", "z", "z"},
                                                                               {"red", "r", "diffuse_red"},
                                                                               {"green", "g", "diffuse_green"},
                                                                               {"blue", "b", "diffuse_blue"},
                                                                               {"alpha", "a", "diffuse_alpha"}}};
        for (std::size_t kind = 0; kind < of.size(); ++kind) {
            const auto found = std::ranges::find_if(vertex.properties, [&](const PlyProperty& property) {
                return !property.count_type && std::ranges::any_of(names[kind], [&](std::string_view name) {
                    return same_name(property.name, name);
                });
            });
            of[kind] = found == vertex.properties.end() ? none
                                                        : static_cast<std::size_t>(found - vertex.properties.begin());
        }
    }
    bool has_position() const { return std::ranges::find(of.begin(), of.begin() + 3, none) == of.begin() + 3; }
    bool has_colour() const { return std::ranges::find(of.begin() + 3, of.begin() + 6, none) == of.begin() + 6; }
    std::size_t kind_at(std::size_t place) const {  // of.size(): another property
        return static_cast<std::size_t>(std::ranges::find(of, place) - of.begin());
    }
};

// The number that means 1 in this type. The other types do not say, so VertexColours decides.
double colour_top(PlyType type) {
    switch (type) {
        case PlyType::int8: return 127;
        case PlyType::uint8: return 255;
        case PlyType::uint16: return 65535;
        default: return 1;
    }
}

// `Values`: TextValues or BinaryValues.
template <class Values>
class PlyReader {
public:
    PlyReader(const PlyHeader& header, Values values, Job& job)
        : header_(header),
          values_(std::move(values)),
          job_(job) {}

    FileScene read() {
        for (const PlyElement& element : header_.elements) read(element);
        check_highest();
        set_triangles(mesh_, polygons_, mesh_.positions, job_);
        mesh_.colours = std::move(colours_).taken(mesh_.positions.size());
        settle_colours(mesh_.colours);
        FileScene scene = scene_of(std::move(mesh_));
        if (face_colours_) scene.remarks.push_back(without_face_colours);
        return scene;
    }

private:
    void read(const PlyElement& element) {
        if (element.name == "vertex") return read_vertices(element);
        if (element.name == "face" || element.name == "tristrips") return read_faces(element);
        if (element.name == "edge") return read_edges(element);
        pass_over(element);
    }

    template <class Item>  // reads one
    void each(const PlyElement& element, Item&& item) {
        element_ = &element;
        for (number_ = 0; number_ < element.count; ++number_) {
            if ((number_ & 0xFFF) == 0) {
                job_.poll();
                job_.set_progress(reading_share * values_.share_read());
            }
            values_.begin_item(element, number_);
            item();
            values_.end_item();
        }
    }

    void pass_over(const PlyElement& element) {
        if (element.properties.empty()) return;
        each(element, [&] {
            for (const PlyProperty& property : element.properties) pass_over(property);
        });
    }
    void pass_over(const PlyProperty& property) {
        const std::uint64_t count = property.count_type ? list_count(property) : 1;
        values_.skip(property.type, count);
    }

    // At most what the rest of the file can hold, so that a false count does not allocate memory.
    std::size_t likely(const PlyElement& element) const {
        return static_cast<std::size_t>(std::min<std::uint64_t>(element.count, values_.bytes_left()));
    }

    void read_vertices(const PlyElement& element) {
        const VertexPlaces places(element);
        if (!places.has_position())
            bad_file(std::string("its element 'vertex' has no number x, y or z") + export_again);
        const bool coloured = places.has_colour(), has_alpha = places.of[6] != none;
        std::vector<std::size_t> kinds;
        for (std::size_t i = 0; i < element.properties.size(); ++i) kinds.push_back(places.kind_at(i));
        mesh_.positions.reserve(std::min<std::size_t>(likely(element), values_.bytes_left() / 3));
        each(element, [&] {
            glm::vec3 p(0);
            glm::dvec4 colour(0);
            for (std::size_t i = 0; i < element.properties.size(); ++i) {
                const PlyProperty& property = element.properties[i];
                const std::size_t kind = kinds[i];
                if (kind < VertexPlaces::first_colour) p[static_cast<int>(kind)] = values_.coordinate(property.type);
                else if (kind == places.of.size() || !coloured) pass_over(property);
                else
                    colour[static_cast<int>(kind - VertexPlaces::first_colour)] = values_.number(property.type) /
                                                                                  colour_top(property.type);
            }
            if (coloured)
                colours_.set(mesh_.positions.size(), glm::dvec3(colour),
                             has_alpha ? colour.a : VertexColours::no_alpha);
            mesh_.positions.push_back(p);
        });
    }

    void read_faces(const PlyElement& element) {
        const std::size_t list = place_of(element, {"vertex_indices", "vertex_index"});
        if (element.count > 0 && (list == none || !element.properties[list].count_type))
            bad_file("its element '" + element.name + "' has no list 'vertex_indices'" + export_again);
        face_colours_ |= element.count > 0 && VertexPlaces(element).has_colour();
        polygons_.reserve(std::min<std::size_t>(likely(element), values_.bytes_left() / 4));
        each(element, [&] {
            for (std::size_t i = 0; i < element.properties.size(); ++i) {
                if (i != list) pass_over(element.properties[i]);
                else if (element.name == "face") read_face(element.properties[i]);
                else read_strips(element.properties[i]);
            }
        });
    }

    void read_face(const PlyProperty& list) {
        const std::uint64_t count = list_count(list);
        for (std::uint64_t k = 0; k < count; ++k) {
            if ((k & 0xFFFF) == 0xFFFF) job_.poll();
            polygons_.add_corner(index(list.type));
        }
        if (count > 2) return polygons_.end_polygon();
        if (count == 2) mesh_.lines.push_back({polygons_.last_corner(1), polygons_.last_corner(0)});
        polygons_.drop_open();
    }

    // -1 begins a new strip. Every second triangle of a strip is wound the other way. One that repeats a corner only
    // leads to the next part of the strip.
    void read_strips(const PlyProperty& list) {
        const std::uint64_t count = list_count(list);
        std::uint32_t before = 0, last = 0;
        std::size_t length = 0;
        for (std::uint64_t k = 0; k < count; ++k) {
            if ((k & 0xFFFF) == 0xFFFF) job_.poll();
            const double value = values_.number(list.type);
            if (value == -1 || value == std::numeric_limits<std::uint32_t>::max()) {
                length = 0;
                continue;
            }
            const std::uint32_t corner = checked_index(value);
            if (++length > 2 && !is_flat({before, last, corner})) {
                const bool odd = length % 2 == 0;
                polygons_.add_corner(odd ? last : before);
                polygons_.add_corner(odd ? before : last);
                polygons_.add_corner(corner);
                polygons_.end_polygon();
            }
            before = last;
            last = corner;
        }
    }

    void read_edges(const PlyElement& element) {
        const std::size_t from = place_of(element, {"vertex1"}), to = place_of(element, {"vertex2"});
        if (from == none || to == none || element.properties[from].count_type || element.properties[to].count_type)
            return pass_over(element);
        each(element, [&] {
            Line line{};
            for (std::size_t i = 0; i < element.properties.size(); ++i) {
                if (i == from) line[0] = index(element.properties[i].type);
                else if (i == to) line[1] = index(element.properties[i].type);
                else pass_over(element.properties[i]);
            }
            mesh_.lines.push_back(line);
        });
    }

    std::uint64_t list_count(const PlyProperty& list) {
        const double count = values_.number(*list.count_type);
        if (count >= 0 && count == std::floor(count) && count < 1e15) return static_cast<std::uint64_t>(count);
        bad_file(here() + " has a list of " + shown(count) + " numbers" + export_again);
    }

    std::uint32_t index(PlyType type) { return checked_index(values_.number(type)); }

    // Vertices may come after the faces, so check_highest() checks the upper limit.
    std::uint32_t checked_index(double value) {
        if (!(value >= 0) || value != std::floor(value) || value >= std::numeric_limits<std::uint32_t>::max())
            bad_file(here() + " uses vertex " + shown(value) + " (indices start at 0)" + export_again);
        const auto found = static_cast<std::uint32_t>(value);
        if (!highest_element_ || found > highest_index_) {
            highest_index_ = found;
            highest_element_ = element_;
            highest_number_ = number_;
        }
        return found;
    }

    void check_highest() const {
        if (!highest_element_ || highest_index_ < mesh_.positions.size()) return;
        bad_file(highest_element_->name + " " + std::to_string(highest_number_) + " uses vertex " +
                 std::to_string(highest_index_) + ", but " + there_are(mesh_.positions.size()) +
                 " (indices start at 0)" + export_again);
    }

    std::string here() const { return element_->name + " " + std::to_string(number_); }
    static std::string shown(double value) {
        return value == std::floor(value) && std::abs(value) < 9e15 ? std::to_string(static_cast<long long>(value))
                                                                    : std::to_string(value);
    }

    const PlyHeader& header_;
    Values values_;
    Job& job_;
    FileMesh mesh_;
    Polygons polygons_;
    VertexColours colours_;
    const PlyElement *element_ = nullptr, *highest_element_ = nullptr;  // being read; with the highest index
    std::uint64_t number_ = 0, highest_number_ = 0;                     // of the items in them
    std::uint32_t highest_index_ = 0;
    bool face_colours_ = false;
};

}  // namespace

void fail_cut_off(const PlyElement& element, std::uint64_t got) {
    bad_file("it is cut off: its header declares " + std::to_string(element.count) + " of element '" + element.name +
             "', and it ends after " + std::to_string(got) + export_again);
}

FileScene read_ply(std::string_view contents, const ReadContext& context) {
    const PlyHeader header = read_ply_header(contents);
    const std::string_view data = contents.substr(header.data_begin);
    if (header.format == PlyHeader::Format::text) {
        const auto lines = static_cast<std::size_t>(std::ranges::count(contents.substr(0, header.data_begin), '\n'));
        return PlyReader(header, TextValues(data, lines, context.job), context.job).read();
    }
    const bool little = header.format == PlyHeader::Format::little_endian;
    return PlyReader(header, BinaryValues(data, little ? std::endian::little : std::endian::big), context.job).read();
}

}  // namespace gimbal::document
