// Meshes as arrays, and what makes arrays a mesh.
#include "link/mesh.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "link/wire/frame.h"

namespace gimbal::console::link {

namespace {

template <class T, std::size_t N>
Array rows_of(std::vector<std::array<T, N>> rows) {
    const auto owner = std::make_shared<const std::vector<std::array<T, N>>>(std::move(rows));
    return {dtype_of<T>(), {owner->size(), N}, owner->data(), owner};
}

std::string shape_text(const Array& array) {
    std::string text = std::string(dtype_name(array.dtype())) + " (";
    for (std::size_t i = 0; i < array.shape().size(); ++i) text += (i ? ", " : "") + std::to_string(array.shape()[i]);
    return text + ")";
}

const Array* find(const Arrays& arrays, std::string_view name) {
    const auto found = arrays.find(name);
    return found == arrays.end() ? nullptr : &found->second;
}

template <class T>
std::string rows_problem(const Arrays& arrays, std::string_view name, std::size_t columns) {
    const Array* array = find(arrays, name);
    if (!array) return {};
    const Shape& shape = array->shape();
    if (array->dtype() == dtype_of<T>() && shape.size() == 2 && shape[1] == columns) return {};
    return "`" + std::string(name) + "` is " + shape_text(*array) + ", not " + dtype_name(dtype_of<T>()) + " (n, " +
           std::to_string(columns) + ")";
}

std::string faces_problem(const Array& faces, const Array& offsets) {
    for (const auto& [name, array] : {std::pair("faces", &faces), std::pair("offsets", &offsets)})
        if (array->dtype() != Dtype::int32 || array->shape().size() != 1)
            return std::string("`") + name + "` is " + shape_text(*array) + ", not int32 (n)";
    const auto ends = offsets.as<std::int32_t>();
    if (ends.empty() || ends.front() != 0) return "`offsets` does not begin with 0";
    if (static_cast<std::size_t>(ends.back()) != faces.size())
        return "`offsets` ends with " + std::to_string(ends.back()) + ", but `faces` has " +
               std::to_string(faces.size());
    for (std::size_t i = 1; i < ends.size(); ++i)
        if (ends[i] < ends[i - 1]) return "`offsets` falls at " + std::to_string(i);
    return {};
}

std::string index_problem(const Arrays& arrays, std::string_view name, std::size_t vertices) {
    const Array* array = find(arrays, name);
    if (!array) return {};
    const auto numbers = array->as<std::int32_t>();
    std::uint32_t most = 0;  // a number below 0 is larger than each vertex
    for (const std::int32_t vertex : numbers) most = std::max(most, static_cast<std::uint32_t>(vertex));
    if (numbers.empty() || most < vertices) return {};
    const auto bad = std::find_if(numbers.begin(), numbers.end(), [vertices](std::int32_t vertex) {
        return static_cast<std::uint32_t>(vertex) >= vertices;
    });
    return "`" + std::string(name) + "` holds vertex " + std::to_string(*bad) + ", but `positions` has " +
           std::to_string(vertices);
}

std::string indices_problem(const Arrays& arrays) {
    const std::size_t vertices = arrays.find("positions")->second.shape()[0];
    for (const char* name : {"triangles", "faces", "lines"})
        if (std::string problem = index_problem(arrays, name, vertices); !problem.empty()) return problem;
    return {};
}

constexpr const char* mesh_names[] = {"positions", "faces", "offsets", "triangles", "lines", "colours"};

template <class Named>
std::string names_problem(const Named& arrays) {
    for (const auto& [name, array] : arrays) {
        if (std::find(std::begin(mesh_names), std::end(mesh_names), name) != std::end(mesh_names)) continue;
        std::string known;
        for (const char* one : mesh_names) known += (known.empty() ? "" : ", ") + std::string(one);
        return "a mesh has no array `" + name + "`; it has " + known +
               ". Arrays of other names are a stream of the kind `array`";
    }
    return {};
}

}  // namespace

Arrays Mesh::arrays() const& { return Mesh(*this).arrays(); }

Arrays Mesh::arrays() && {
    Arrays result;
    if (!triangles.empty()) result["triangles"] = rows_of(std::move(triangles));
    if (!faces.empty()) result["faces"] = Array::take(std::move(faces));
    if (!offsets.empty()) result["offsets"] = Array::take(std::move(offsets));
    if (!lines.empty()) result["lines"] = rows_of(std::move(lines));
    if (!colours.empty()) result["colours"] = rows_of(std::move(colours));
    result["positions"] = rows_of(std::move(positions));
    return result;
}

namespace {
std::string shapes_problem(const Arrays& arrays) {
    const Array* positions = find(arrays, "positions");
    if (!positions) return "a mesh has no array `positions`";
    for (const std::string& problem :
         {rows_problem<float>(arrays, "positions", 3), rows_problem<std::int32_t>(arrays, "triangles", 3),
          rows_problem<std::int32_t>(arrays, "lines", 2), rows_problem<float>(arrays, "colours", 4)})
        if (!problem.empty()) return problem;
    const Array* colours = find(arrays, "colours");
    if (colours && colours->shape()[0] != positions->shape()[0])
        return "`colours` has " + std::to_string(colours->shape()[0]) + " rows, but `positions` has " +
               std::to_string(positions->shape()[0]);
    const Array *faces = find(arrays, "faces"), *offsets = find(arrays, "offsets");
    if (!faces != !offsets) return faces ? "`faces` needs `offsets`" : "`offsets` needs `faces`";
    if (faces && find(arrays, "triangles")) return "a mesh has either `triangles` or `faces`, not both";
    return {};
}
}  // namespace

std::string mesh_shape_problem(const Arrays& arrays) {
    if (std::string problem = shapes_problem(arrays); !problem.empty()) return problem;
    const Array* faces = find(arrays, "faces");
    return faces ? faces_problem(*faces, *find(arrays, "offsets")) : std::string();
}

std::string mesh_layout_problem(const ArrayLayouts& layouts) {
    Arrays arrays;
    for (const auto& [name, layout] : layouts) arrays[name] = Array(layout.dtype, layout.shape, nullptr, nullptr);
    return shapes_problem(arrays);
}

std::string mesh_problem(const Arrays& arrays) {
    if (std::string problem = mesh_shape_problem(arrays); !problem.empty()) return problem;
    if (std::string problem = indices_problem(arrays); !problem.empty()) return problem;
    const auto numbers = arrays.find("positions")->second.as<float>();
    const auto bad = std::find_if_not(numbers.begin(), numbers.end(),
                                      [](float number) { return std::isfinite(number); });
    if (bad == numbers.end()) return {};
    return "`positions` holds " + std::to_string(*bad) + " at vertex " + std::to_string((bad - numbers.begin()) / 3);
}

namespace detail {

void check_mesh_to_send(const Arrays& arrays) {
    check_arrays(names_problem(arrays));
    check_arrays(mesh_shape_problem(arrays));
    check_arrays(indices_problem(arrays));
}

void check_layouts_to_send(const ArrayLayouts& layouts) {
    check_arrays(names_problem(layouts));
    check_arrays(mesh_layout_problem(layouts));
}

}  // namespace detail

}  // namespace gimbal::console::link
