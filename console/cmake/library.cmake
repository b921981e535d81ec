# One static library a layer: every .cpp of its folders (CONFIGURE_DEPENDS notices a new one).
# gimbal_console_library(NAME FOLDERS folder... PUBLIC targets... PRIVATE targets...) makes gimbal_console_NAME.
function(gimbal_console_library name)
  cmake_parse_arguments(arg "" "" "FOLDERS;PUBLIC;PRIVATE" ${ARGN})
  set(patterns)
  foreach(folder ${arg_FOLDERS})
    list(APPEND patterns ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS ${patterns})
  set(target gimbal_console_${name})
  add_library(${target} STATIC ${sources})
  add_library(gimbal_console::${name} ALIAS ${target})
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/include PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${target} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  gimbal_target(${target})
endfunction()

# The private headers, for the console's own tests and benchmarks.
add_library(gimbal_console_internals INTERFACE)
target_include_directories(gimbal_console_internals INTERFACE ${PROJECT_SOURCE_DIR})
