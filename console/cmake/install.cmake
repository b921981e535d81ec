# Installs the libraries, the public headers, the Python half and the package files: component gimbal_console. Inside
# another project they are installed only when that component is named.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(only_by_name)
if(NOT PROJECT_IS_TOP_LEVEL)
  set(only_by_name EXCLUDE_FROM_ALL)
endif()

set(GIMBAL_CONSOLE_PYTHON_DIR ${CMAKE_INSTALL_DATADIR}/gimbal_console/python)
set(GIMBAL_CONSOLE_LIBEXEC_DIR ${CMAKE_INSTALL_LIBEXECDIR}/gimbal_console)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/gimbal_console)

set(libraries base engine conformance text prompt panel imgui_glfw)
if(TARGET gimbal_console_link)
  list(APPEND libraries link)
endif()
foreach(library ${libraries})
  set_target_properties(gimbal_console_${library} PROPERTIES EXPORT_NAME ${library})
  install(TARGETS gimbal_console_${library} EXPORT gimbal_console_targets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT gimbal_console ${only_by_name}
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT gimbal_console ${only_by_name})
endforeach()
install(EXPORT gimbal_console_targets NAMESPACE gimbal_console::
  DESTINATION ${package_dir} COMPONENT gimbal_console ${only_by_name})
install(TARGETS python_launcher
  RUNTIME DESTINATION ${GIMBAL_CONSOLE_LIBEXEC_DIR} COMPONENT gimbal_console ${only_by_name})
install(DIRECTORY gimbal_console gimbal_link
  DESTINATION ${GIMBAL_CONSOLE_PYTHON_DIR} COMPONENT gimbal_console ${only_by_name}
  FILES_MATCHING PATTERN "*.py" PATTERN "py.typed" PATTERN "__pycache__" EXCLUDE)

math(EXPR next_minor "${Python3_VERSION_MINOR} + 1")
set(python_version_range
  ${Python3_VERSION_MAJOR}.${Python3_VERSION_MINOR}...<${Python3_VERSION_MAJOR}.${next_minor})
configure_package_config_file(
  cmake/gimbal_console-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/gimbal_console-config.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(
  ${CMAKE_CURRENT_BINARY_DIR}/gimbal_console-config-version.cmake COMPATIBILITY SameMinorVersion)
file(RELATIVE_PATH prefix_from_pkgconfig /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
string(REGEX REPLACE "/$" "" prefix_from_pkgconfig "${prefix_from_pkgconfig}")

# pkg-config: gimbal_console for all of it, gimbal_console_COMPONENT for a part. A build with checks or sanitizers
# passes on what its targets pass on.
set(pc_cflags)
set(pc_libs)
if(GIMBAL_CHECKS)
  set(pc_cflags " -DGIMBAL_CHECKS=1")
endif()
if(GIMBAL_SANITIZE)
  set(pc_libs " -fsanitize=${GIMBAL_SANITIZE}")
endif()
function(gimbal_console_pc name description requires libraries)
  list(TRANSFORM libraries PREPEND "-lgimbal_console_")
  list(JOIN libraries " " libraries)
  configure_file(cmake/gimbal_console.pc.in ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT gimbal_console ${only_by_name})
endfunction()
gimbal_console_pc(gimbal_console_engine "Python in a C++ program, without any GUI"
  "libutf8proc python-${Python3_VERSION_MAJOR}.${Python3_VERSION_MINOR}-embed" "engine;base")
gimbal_console_pc(gimbal_console_conformance "Tests for programs with the console"
  "gimbal_console_engine" "conformance")
gimbal_console_pc(gimbal_console_prompt "A Python console that the program draws itself"
  "libutf8proc" "prompt;text;base")
gimbal_console_pc(gimbal_console_panel "A Python console in Dear ImGui"
  "gimbal_console_engine gimbal_console_prompt imgui" "panel")
if(TARGET gimbal_console_link)
  gimbal_console_pc(gimbal_console_link "Calls, events and arrays between programs, without Python"
    "libutf8proc libsodium"
    "link;base")
endif()
gimbal_console_pc(gimbal_console "A Python console for C++ programs: engine, prompt, Dear ImGui panel, GLFW adapter"
  "gimbal_console_panel freetype2 glfw3 gl x11" "imgui_glfw")
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/gimbal_console-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/gimbal_console-config-version.cmake cmake/gimbal_console_dependencies.cmake
  DESTINATION ${package_dir} COMPONENT gimbal_console ${only_by_name})
