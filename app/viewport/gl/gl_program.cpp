// Compiles, links and sets uniforms.
#include "app/viewport/gl/gl_program.h"

#include <glm/gtc/type_ptr.hpp>
#include <stdexcept>
#include <string>

namespace gimbal::app {
namespace {

std::string shader_log(GLuint shader) {
    char text[1024] = "";
    glGetShaderInfoLog(shader, sizeof text, nullptr, text);
    return text;
}

std::string program_log(GLuint program) {
    char text[1024] = "";
    glGetProgramInfoLog(program, sizeof text, nullptr, text);
    return text;
}

// The program owns the shader from here on.
void attach(GLuint program, const char* name, GLenum stage, const char* source) {
    const GLuint shader = glCreateShader(stage);
    glShaderSource(shader, 1, &source, nullptr);
    glCompileShader(shader);
    GLint compiled = GL_FALSE;
    glGetShaderiv(shader, GL_COMPILE_STATUS, &compiled);
    const std::string log = compiled ? std::string() : shader_log(shader);
    glAttachShader(program, shader);
    glDeleteShader(shader);
    if (!compiled)
        throw std::runtime_error(std::string("the 3D view's ") + (stage == GL_VERTEX_SHADER ? "vertex" : "fragment") +
                                 " shader '" + name + "' did not compile: " + log + " (OpenGL 3.3 is needed)");
}

}  // namespace

GlProgram::GlProgram(const char* name, const char* vertex_source, const char* fragment_source)
    : program_(glCreateProgram()) {
    try {
        attach(program_, name, GL_VERTEX_SHADER, vertex_source);
        attach(program_, name, GL_FRAGMENT_SHADER, fragment_source);
        glLinkProgram(program_);
        GLint linked = GL_FALSE;
        glGetProgramiv(program_, GL_LINK_STATUS, &linked);
        if (!linked)
            throw std::runtime_error(std::string("the 3D view's shader '") + name +
                                     "' did not link: " + program_log(program_));
    } catch (...) {
        glDeleteProgram(program_);
        throw;
    }
}

GlProgram::~GlProgram() { glDeleteProgram(program_); }

void GlProgram::set(const char* uniform, const glm::mat4& value) const {
    glUniformMatrix4fv(glGetUniformLocation(program_, uniform), 1, GL_FALSE, glm::value_ptr(value));
}
void GlProgram::set(const char* uniform, const glm::mat3& value) const {
    glUniformMatrix3fv(glGetUniformLocation(program_, uniform), 1, GL_FALSE, glm::value_ptr(value));
}
void GlProgram::set(const char* uniform, const glm::vec4& value) const {
    glUniform4fv(glGetUniformLocation(program_, uniform), 1, glm::value_ptr(value));
}
void GlProgram::set(const char* uniform, const glm::vec3& value) const {
    glUniform3fv(glGetUniformLocation(program_, uniform), 1, glm::value_ptr(value));
}
void GlProgram::set(const char* uniform, const glm::vec2& value) const {
    glUniform2fv(glGetUniformLocation(program_, uniform), 1, glm::value_ptr(value));
}
void GlProgram::set(const char* uniform, float value) const {
    glUniform1f(glGetUniformLocation(program_, uniform), value);
}
void GlProgram::set(const char* uniform, int value) const {
    glUniform1i(glGetUniformLocation(program_, uniform), value);
}

}  // namespace gimbal::app
