# Finds or generates what the console links. Each becomes one target third_party::NAME whose headers are SYSTEM, so that our
# warnings stay ours. A host that has such a target already keeps it.
include_guard(GLOBAL)

function(third_party name)
  if(NOT TARGET third_party::${name})
    add_library(third_party_${name} INTERFACE)
    add_library(third_party::${name} ALIAS third_party_${name})
    target_link_libraries(third_party_${name} INTERFACE ${ARGN})
  endif()
endfunction()

find_package(Threads REQUIRED)
third_party(threads Threads::Threads)
find_package(OpenGL REQUIRED COMPONENTS OpenGL EGL)
third_party(egl OpenGL::EGL)

# CPython: Debian's by default; PYTHON=/path ./run passes another through GIMBAL_PYTHON.
set(GIMBAL_PYTHON /usr/bin/python3 CACHE FILEPATH "the python3 to embed (3.11 or later, built shared)")
if(NOT TARGET Python3::Python)
  set(Python3_EXECUTABLE ${GIMBAL_PYTHON})
  set(Python3_FIND_STRATEGY LOCATION)
  find_package(Python3 3.11...<3.14 REQUIRED COMPONENTS Interpreter Development.Embed)
endif()
third_party(python Python3::Python)

# The OpenGL 3.3 core loader, generated at build time; --reproducible, or glad wants a network.
if(NOT TARGET third_party::glad)
  set(glad_dir ${CMAKE_CURRENT_BINARY_DIR}/glad)
  add_custom_command(
    OUTPUT ${glad_dir}/src/gl.c ${glad_dir}/include/glad/gl.h
    COMMAND ${CMAKE_COMMAND} -E env --unset=PYTHONHOME --unset=PYTHONPATH /usr/bin/python3 -m glad --quiet --reproducible --api gl:core=3.3 --extensions= --out-path ${glad_dir} c
    COMMENT "glad: generating the OpenGL 3.3 core loader" VERBATIM)
  add_library(third_party_glad STATIC ${glad_dir}/src/gl.c)
  add_library(third_party::glad ALIAS third_party_glad)
  set_target_properties(third_party_glad PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_include_directories(third_party_glad SYSTEM PUBLIC ${glad_dir}/include)
  target_link_libraries(third_party_glad PUBLIC ${CMAKE_DL_LIBS})
endif()

if(NOT TARGET glfw)
  find_package(glfw3 REQUIRED)
endif()
third_party(glfw glfw)
find_package(Freetype REQUIRED)
third_party(freetype Freetype::Freetype)
if(NOT TARGET third_party::imgui)
  find_library(IMGUI_LIBRARY imgui REQUIRED)
  find_library(STB_LIBRARY stb REQUIRED)                     # Debian's libimgui.a takes stb's rectangle packer from there
  find_path(IMGUI_INCLUDE imgui.h PATH_SUFFIXES imgui REQUIRED)
  add_library(third_party_imgui INTERFACE)
  add_library(third_party::imgui ALIAS third_party_imgui)
  target_include_directories(third_party_imgui SYSTEM INTERFACE ${IMGUI_INCLUDE})
  target_compile_definitions(third_party_imgui INTERFACE IMGUI_DISABLE_OBSOLETE_FUNCTIONS)
  target_link_libraries(third_party_imgui INTERFACE ${IMGUI_LIBRARY} ${STB_LIBRARY} Freetype::Freetype glfw OpenGL::GL ${CMAKE_DL_LIBS})
endif()
find_package(nlohmann_json REQUIRED)
third_party(json nlohmann_json::nlohmann_json)
if(NOT TARGET third_party::stb)
  find_path(STB_INCLUDE stb_image_write.h PATH_SUFFIXES stb REQUIRED)
  add_library(third_party_stb INTERFACE)
  add_library(third_party::stb ALIAS third_party_stb)
  target_include_directories(third_party_stb SYSTEM INTERFACE ${STB_INCLUDE})
endif()
find_package(X11 REQUIRED)
third_party(x11 X11::X11)

if(GIMBAL_CONSOLE_BUILD_TESTS)
  find_package(doctest REQUIRED)
  third_party(doctest doctest::doctest)
endif()
