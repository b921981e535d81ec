# One static library a layer: every .cpp of its folders (CONFIGURE_DEPENDS notices a new one) and its public headers.
# gimbal_console_library(NAME FOLDERS folder... HEADERS pattern... PUBLIC targets... PRIVATE targets...) makes gimbal_console_NAME.
# HEADERS are patterns below include/gimbal/console.
function(gimbal_console_library name)
  cmake_parse_arguments(arg "" "" "FOLDERS;HEADERS;PUBLIC;PRIVATE" ${ARGN})
  list(TRANSFORM arg_FOLDERS PREPEND ${PROJECT_SOURCE_DIR}/)
  list(TRANSFORM arg_FOLDERS APPEND /*.cpp)
  list(TRANSFORM arg_HEADERS PREPEND ${PROJECT_SOURCE_DIR}/include/gimbal/console/)
  file(GLOB sources CONFIGURE_DEPENDS ${arg_FOLDERS})
  set(headers)
  if(arg_HEADERS)
    file(GLOB headers CONFIGURE_DEPENDS ${arg_HEADERS})
  endif()
  set(target gimbal_console_${name})
  add_library(${target} STATIC ${sources})
  add_library(gimbal_console::${name} ALIAS ${target})
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${headers})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${target} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  gimbal_target(${target})
endfunction()

# The private headers, for the console's own tests and benchmarks.
add_library(gimbal_console_internals INTERFACE)
target_include_directories(gimbal_console_internals INTERFACE ${PROJECT_SOURCE_DIR})
