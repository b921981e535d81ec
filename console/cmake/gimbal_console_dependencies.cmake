# Finds the libraries that the console links, in its own build and in a project that uses the installed package. Keeps
# targets that the host has already defined. `gimbal_console_components` names the console libraries to find them for:
#   base          threads, utf8proc
#   engine        CPython
#   text, prompt  nothing more
#   panel         Dear ImGui, stb
#   imgui_glfw    GLFW, OpenGL, X11
#   link          libsodium
find_package(Threads REQUIRED)

if(NOT TARGET utf8proc::utf8proc)
  find_path(UTF8PROC_INCLUDE_DIR utf8proc.h)
  find_library(UTF8PROC_LIBRARY utf8proc)
  if(NOT UTF8PROC_INCLUDE_DIR OR NOT UTF8PROC_LIBRARY)
    message(FATAL_ERROR "gimbal_console needs utf8proc (Debian: libutf8proc-dev)")
  endif()
  add_library(utf8proc::utf8proc INTERFACE IMPORTED GLOBAL)
  set_target_properties(utf8proc::utf8proc PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${UTF8PROC_INCLUDE_DIR}" INTERFACE_LINK_LIBRARIES "${UTF8PROC_LIBRARY}")
endif()

if("engine" IN_LIST gimbal_console_components AND NOT TARGET Python3::Python)
  if(DEFINED GIMBAL_PYTHON)
    set(Python3_EXECUTABLE ${GIMBAL_PYTHON})
  endif()
  set(Python3_FIND_STRATEGY LOCATION)
  if(NOT gimbal_console_PYTHON_VERSION)
    set(gimbal_console_PYTHON_VERSION 3.11)
  endif()
  find_package(Python3 ${gimbal_console_PYTHON_VERSION} REQUIRED COMPONENTS Interpreter Development.Embed)
endif()

if("imgui_glfw" IN_LIST gimbal_console_components)
  if(NOT TARGET glfw)
    find_package(glfw3 REQUIRED)
  endif()
  if(NOT TARGET OpenGL::GL)
    find_package(OpenGL REQUIRED)
  endif()
  if(NOT TARGET X11::X11)
    find_package(X11 REQUIRED)
  endif()
endif()

# The panel decodes pictures with stb_image, also with a host's own Dear ImGui. A host that has it compiled defines
# stb::stb first.
if("panel" IN_LIST gimbal_console_components AND NOT TARGET stb::stb)
  find_library(STB_LIBRARY stb)
  if(NOT STB_LIBRARY)
    message(FATAL_ERROR
      "gimbal_console::panel needs stb (Debian: libstb-dev), or a host that defines the target stb::stb")
  endif()
  add_library(stb::stb INTERFACE IMPORTED GLOBAL)
  set_target_properties(stb::stb PROPERTIES INTERFACE_LINK_LIBRARIES "${STB_LIBRARY}")
endif()

# Debian's libimgui.a also contains the GLFW and OpenGL 3 back ends and FreeType's rasteriser. A program that uses one
# of them links its library: imgui::glfw_opengl3 has those of the back ends. A host that builds Dear ImGui itself
# defines imgui::imgui first, and imgui::glfw_opengl3 if its back ends are in another target.
if("panel" IN_LIST gimbal_console_components AND NOT TARGET imgui::imgui)
  find_path(IMGUI_INCLUDE_DIR imgui.h PATH_SUFFIXES imgui)
  find_library(IMGUI_LIBRARY imgui)
  if(NOT IMGUI_INCLUDE_DIR OR NOT IMGUI_LIBRARY)
    message(FATAL_ERROR
      "gimbal_console::panel needs Dear ImGui (Debian: libimgui-dev), or a host that defines the target imgui::imgui")
  endif()
  add_library(imgui::imgui UNKNOWN IMPORTED GLOBAL)  # no INTERFACE library: stb has to follow it for the linker
  set_target_properties(imgui::imgui PROPERTIES IMPORTED_LOCATION "${IMGUI_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${IMGUI_INCLUDE_DIR}" INTERFACE_LINK_LIBRARIES stb::stb)
endif()
if("imgui_glfw" IN_LIST gimbal_console_components AND NOT TARGET imgui::glfw_opengl3)
  add_library(imgui::glfw_opengl3 INTERFACE IMPORTED GLOBAL)
  set_target_properties(imgui::glfw_opengl3 PROPERTIES
    INTERFACE_LINK_LIBRARIES "imgui::imgui;glfw;OpenGL::GL;${CMAKE_DL_LIBS}")
endif()

if("link" IN_LIST gimbal_console_components AND NOT TARGET sodium::sodium)
  find_path(SODIUM_INCLUDE_DIR sodium.h)
  find_library(SODIUM_LIBRARY sodium)
  if(NOT SODIUM_INCLUDE_DIR OR NOT SODIUM_LIBRARY)
    message(FATAL_ERROR "gimbal_console::link needs libsodium (Debian: libsodium-dev)")
  endif()
  add_library(sodium::sodium INTERFACE IMPORTED GLOBAL)
  set_target_properties(sodium::sodium PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${SODIUM_INCLUDE_DIR}" INTERFACE_LINK_LIBRARIES "${SODIUM_LIBRARY}")
endif()
