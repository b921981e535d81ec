# Options and warnings of the project's own targets. Nothing here changes the host's targets.
if(NOT CMAKE_BUILD_TYPE AND PROJECT_IS_TOP_LEVEL)
  set(CMAKE_BUILD_TYPE Release)
endif()
option(GIMBAL_CHECKS "check threads and the GIL where a comment names them" OFF)
set(GIMBAL_SANITIZE "" CACHE STRING "sanitizers for our targets: address,undefined or thread")

# Options that make memory errors harder to exploit. A flag that the compiler does not know is left out.
include(CheckCXXCompilerFlag)
include(CheckPIESupported)
check_pie_supported()
set(gimbal_hardening)
foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection)
  string(MAKE_C_IDENTIFIER GIMBAL_HAS${flag} known)
  check_cxx_compiler_flag(${flag} ${known})
  if(${known})
    list(APPEND gimbal_hardening ${flag})
  endif()
endforeach()

# Hardens one of our targets. _FORTIFY_SOURCE needs optimization, and the sanitizers do its work themselves.
function(gimbal_harden name)
  target_compile_options(${name} PRIVATE ${gimbal_hardening})
  if(NOT GIMBAL_SANITIZE)
    target_compile_options(${name} PRIVATE
      $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
  endif()
  if(NOT APPLE)
    target_link_options(${name} PRIVATE LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
  endif()
endfunction()

# Sets the language and the warnings of one of our targets. A dependency's header never breaks the build.
function(gimbal_target name)
  target_compile_features(${name} PUBLIC cxx_std_20)
  set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${name} PRIVATE
    -Wall -Wextra -Wpedantic $<$<COMPILE_LANGUAGE:CXX>:-Wno-missing-field-initializers>)
  gimbal_harden(${name})
  if(GIMBAL_CHECKS)
    target_compile_definitions(${name} PUBLIC GIMBAL_CHECKS=1)
  endif()
  if(GIMBAL_SANITIZE)
    target_compile_options(${name} PRIVATE -fsanitize=${GIMBAL_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(${name} PUBLIC -fsanitize=${GIMBAL_SANITIZE})
  endif()
endfunction()
