// GLSL 3.30. Input and output colours are the square root of linear light (gamma 2), which is close to sRGB and much
// cheaper.
#include "app/viewport/gl/shaders.h"

namespace gimbal::app::shaders {

const char* mesh_vertex = R"(#version 330 core
layout(location = 0) in vec3 position;
layout(location = 1) in vec4 normal;
layout(location = 2) in vec4 row0;
layout(location = 3) in vec4 row1;
layout(location = 4) in vec4 row2;
layout(location = 5) in vec4 colour;
layout(location = 6) in float alpha;
layout(location = 7) in vec4 vertex_colour;  // white if the mesh has none
uniform mat4 view_projection;
uniform mat3 view_rotation;
out vec3 view_normal;
out vec4 tint;  // linear colour and alpha
flat out float object_mask;
void main() {
    vec4 p = vec4(position, 1.0);
    vec3 world = vec3(dot(row0, p), dot(row1, p), dot(row2, p));
    // The cofactor matrix is right for uneven and negative scale. With a negative scale the normals turn inward, as
    // gl_FrontFacing does.
    vec3 n = vec3(dot(cross(row1.xyz, row2.xyz), normal.xyz),
                  dot(cross(row2.xyz, row0.xyz), normal.xyz),
                  dot(cross(row0.xyz, row1.xyz), normal.xyz));
    view_normal = view_rotation * n;
    vec3 shade = colour.rgb * vertex_colour.rgb;
    tint = vec4(shade * shade, alpha * vertex_colour.a);
    object_mask = colour.a;
    gl_Position = view_projection * vec4(world, 1.0);
}
)";

const char* mesh_fragment = R"(#version 330 core
in vec3 view_normal;
in vec4 tint;
flat in float object_mask;
uniform vec3 accent;
uniform bool flat_colour;
layout(location = 0) out vec4 colour;
layout(location = 1) out float mask;
const vec3 key = vec3(-0.437, 0.624, 0.648);
const vec3 fill = vec3(0.804, -0.101, 0.586);
const vec3 half_way = vec3(-0.241, 0.344, 0.908);
void main() {
    mask = object_mask;
    bool selected = object_mask < 0.99;
    if (flat_colour) {
        colour = vec4(selected ? accent : sqrt(tint.rgb) * 0.85, tint.a);
        return;
    }
    vec3 n = normalize(gl_FrontFacing ? view_normal : -view_normal);
    float wrapped = max(dot(n, key) * 0.6 + 0.4, 0.0);
    wrapped *= wrapped;
    float side = max(dot(n, fill), 0.0);
    float gloss = max(dot(n, half_way), 0.0);
    gloss *= gloss; gloss *= gloss; gloss *= gloss; gloss *= gloss;
    float edge = clamp(1.0 - n.z, 0.0, 1.0);
    edge *= edge * edge;
    vec3 light = vec3(0.085, 0.092, 0.108) + wrapped * vec3(0.98, 0.95, 0.90) + side * vec3(0.12, 0.15, 0.20);
    vec3 linear = tint.rgb * light + gloss * gloss * 0.10 + gloss * 0.04;
    linear += edge * vec3(0.16, 0.18, 0.21) * (n.y * 0.4 + 0.6);
    colour = vec4(sqrt(clamp(linear, 0.0, 1.0)), tint.a);
}
)";

const char* point_vertex = R"(#version 330 core
layout(location = 0) in vec4 sphere;
layout(location = 1) in vec4 colour;
uniform mat4 view_projection;
uniform float pixels;
out vec4 tint;
void main() {
    gl_Position = view_projection * vec4(sphere.xyz, 1.0);
    gl_PointSize = clamp(sphere.w * pixels / max(gl_Position.w, 1e-6), 1.0, 24.0);
    tint = colour;
}
)";

const char* point_fragment = R"(#version 330 core
in vec4 tint;
uniform vec3 accent;
uniform bool flat_colour;
layout(location = 0) out vec4 colour;
layout(location = 1) out float mask;
void main() {
    mask = tint.a;
    colour = vec4(flat_colour && tint.a < 0.99 ? accent : tint.rgb * 0.82, 1.0);
}
)";

const char* grid_vertex = R"(#version 330 core
uniform mat4 view_projection;
uniform vec2 centre;
uniform float reach;
uniform vec3 origin;
uniform vec3 along_x;
uniform vec3 along_y;
uniform bool behind_all;
out vec2 place;
void main() {
    vec2 corner = vec2(gl_VertexID % 2 * 2 - 1, gl_VertexID / 2 * 2 - 1);
    place = corner * reach;
    vec2 p = centre + place;
    gl_Position = view_projection * vec4(origin + along_x * p.x + along_y * p.y, 1.0);
    if (behind_all) gl_Position.z = 0.9999 * gl_Position.w;
}
)";

// Lines one pixel wide at any distance: the distance to the nearest line, divided by the size of a pixel.
const char* grid_fragment = R"(#version 330 core
in vec2 place;
uniform vec2 centre;
uniform float reach;
uniform float unit;
uniform float fine_share;
uniform float half_width;
uniform vec3 grid_colour;
uniform vec3 x_colour;
uniform vec3 y_colour;
layout(location = 0) out vec4 colour;
float lines(vec2 p, vec2 pixel) {
    vec2 away = abs(fract(p - 0.5) - 0.5) / pixel;
    vec2 cover = clamp(half_width + 0.5 - away, 0.0, 1.0) * clamp(1.0 - pixel * 2.5, 0.0, 1.0);
    return max(cover.x, cover.y);
}
void main() {
    float fade = 1.0 - dot(place, place) / (reach * reach);
    if (fade <= 0.0) discard;
    fade *= fade;
    fade *= fade;
    vec2 world = centre + place;
    vec2 pixel = max(fwidth(place), vec2(1e-9));
    vec2 p = world / unit;
    vec2 w = pixel / unit;
    float strength = max(lines(p, w) * fine_share * 0.75, lines(p * 0.1, w * 0.1));
    vec2 axis = clamp(half_width + 0.5 - abs(world) / pixel, 0.0, 1.0);
    vec3 shade = grid_colour;
    float alpha = strength;
    if (axis.y > 0.0) { shade = x_colour; alpha = max(axis.y * 0.75, 0.0); }
    if (axis.x > axis.y) { shade = y_colour; alpha = axis.x * 0.75; }
    colour = vec4(shade, alpha * fade);
}
)";

const char* outline_vertex = R"(#version 330 core
void main() {
    gl_Position = vec4(gl_VertexID % 2 * 4 - 1, gl_VertexID / 2 * 4 - 1, 0.0, 1.0);
}
)";

// A pixel is on an outline if a neighbour belongs to a different selected object or to none.
const char* outline_fragment = R"(#version 330 core
uniform sampler2D mask;
uniform int supersample;
uniform vec3 accent;
out vec4 colour;
float at(ivec2 p) { return texelFetch(mask, clamp(p, ivec2(0), textureSize(mask, 0) - 1), 0).r; }
void main() {
    int s = supersample;
    ivec2 c = ivec2(gl_FragCoord.xy) * s;
    float here = at(c);
    float other = 0.0;
    for (int k = 0; k < s; ++k) {  // a ring one pixel wide, sampled at each subpixel of the diagonal
        ivec2 p = c + ivec2(k);
        other += float(abs(at(p + ivec2(s, 0)) - here) > 0.01) + float(abs(at(p - ivec2(s, 0)) - here) > 0.01)
               + float(abs(at(p + ivec2(0, s)) - here) > 0.01) + float(abs(at(p - ivec2(0, s)) - here) > 0.01)
               + 0.5 * (float(abs(at(p + ivec2(s, s)) - here) > 0.01) + float(abs(at(p - ivec2(s, s)) - here) > 0.01)
               + float(abs(at(p + ivec2(s, -s)) - here) > 0.01) + float(abs(at(p + ivec2(-s, s)) - here) > 0.01));
    }
    other /= float(s);
    if (other == 0.0) discard;
    colour = vec4(accent, clamp(other * 0.6, 0.0, 1.0));
}
)";

}  // namespace gimbal::app::shaders
