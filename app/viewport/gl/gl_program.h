// A linked pair of shaders. A compile error is an exception with the driver's text.
#pragma once
#include <glad/gl.h>

#include <glm/glm.hpp>

namespace gimbal::app {

// Thread: the one whose OpenGL context is current.   GIL: never.
class GlProgram {
public:
    // `name` is used in error messages. Throws std::runtime_error.
    GlProgram(const char* name, const char* vertex_source, const char* fragment_source);
    ~GlProgram();
    GlProgram(const GlProgram&) = delete;
    GlProgram& operator=(const GlProgram&) = delete;

    void use() const { glUseProgram(program_); }
    // Sets a uniform of the program in use. Ignores a name that the compiler has removed.
    void set(const char* uniform, const glm::mat4& value) const;
    void set(const char* uniform, const glm::mat3& value) const;
    void set(const char* uniform, const glm::vec4& value) const;
    void set(const char* uniform, const glm::vec3& value) const;
    void set(const char* uniform, const glm::vec2& value) const;
    void set(const char* uniform, float value) const;
    void set(const char* uniform, int value) const;

private:
    GLuint program_ = 0;
};

}  // namespace gimbal::app
