# Installs the console into a new prefix, builds the example engine_only against it and runs the example.
file(REMOVE_RECURSE ${WORK})
function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGN}\nended with ${result}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --component gimbal_console --prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} -S ${EXAMPLE} -B ${WORK}/build -G Ninja -DCMAKE_PREFIX_PATH=${WORK}/prefix
  -DCMAKE_BUILD_TYPE=Release)
run(${CMAKE_COMMAND} --build ${WORK}/build)
# asyncio needs the Python half, and an extension module needs the right CPython.
run(${WORK}/build/engine_only
  "import asyncio, sys, _socket\nprint(sys.executable)\nprint(await asyncio.sleep(0, 6 * 7))")
if(NOT output STREQUAL "${WORK}/prefix/libexec/gimbal_console/python\n42\n")
  message(FATAL_ERROR "engine_only printed:\n${output}")
endif()

# A program that names no path finds those of the package.
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/defaults -B ${WORK}/defaults -G Ninja
  -DCMAKE_PREFIX_PATH=${WORK}/prefix -DCMAKE_BUILD_TYPE=Release)
run(${CMAKE_COMMAND} --build ${WORK}/defaults)
run(${WORK}/defaults/defaults)
if(NOT output STREQUAL "${WORK}/prefix/libexec/gimbal_console/python\n42\n")
  message(FATAL_ERROR "defaults printed:\n${output}")
endif()
