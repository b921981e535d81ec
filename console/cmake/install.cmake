# Installs the libraries, the public headers, the Python half and the package files.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(GIMBAL_CONSOLE_PYTHON_DIR ${CMAKE_INSTALL_DATADIR}/gimbal_console/python)
set(GIMBAL_CONSOLE_LIBEXEC_DIR ${CMAKE_INSTALL_LIBEXECDIR}/gimbal_console)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/gimbal_console)

foreach(library base engine text prompt panel imgui_glfw)
  set_target_properties(gimbal_console_${library} PROPERTIES EXPORT_NAME ${library})
  install(TARGETS gimbal_console_${library} EXPORT gimbal_console_targets COMPONENT gimbal_console
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT gimbal_console
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT gimbal_console)
endforeach()
install(EXPORT gimbal_console_targets NAMESPACE gimbal_console:: DESTINATION ${package_dir} COMPONENT gimbal_console)
install(TARGETS python_launcher RUNTIME DESTINATION ${GIMBAL_CONSOLE_LIBEXEC_DIR} COMPONENT gimbal_console)
install(DIRECTORY gimbal_console DESTINATION ${GIMBAL_CONSOLE_PYTHON_DIR} COMPONENT gimbal_console
  FILES_MATCHING PATTERN "*.py" PATTERN "__pycache__" EXCLUDE)

configure_package_config_file(
  cmake/gimbal_console-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/gimbal_console-config.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(
  ${CMAKE_CURRENT_BINARY_DIR}/gimbal_console-config-version.cmake COMPATIBILITY SameMinorVersion)
file(RELATIVE_PATH prefix_from_pkgconfig /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(cmake/gimbal_console.pc.in ${CMAKE_CURRENT_BINARY_DIR}/gimbal_console.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/gimbal_console-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/gimbal_console-config-version.cmake cmake/gimbal_console_dependencies.cmake
  DESTINATION ${package_dir} COMPONENT gimbal_console)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/gimbal_console.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT gimbal_console)
