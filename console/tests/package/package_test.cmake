# Builds the example NAME against the installed package in PREFIX, as a project of its own. Then runs DRIVER, a test in
# Python, with the program's path in EXAMPLE. A host may treat every warning as an error.
function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGN}\nended with ${result}:\n${output}")
  endif()
endfunction()

# ThreadSanitizer must see the host's part of each reference count.
if(SANITIZE)
  set(sanitize -fsanitize=${SANITIZE})
endif()
file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} -S ${EXAMPLES}/${NAME} -B ${WORK} -G Ninja -DCMAKE_PREFIX_PATH=${PREFIX}
  -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}
  "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror ${sanitize}")
run(${CMAKE_COMMAND} --build ${WORK})
run(${CMAKE_COMMAND} -E env EXAMPLE=${WORK}/${NAME} PREFIX=${PREFIX} ${PYTHON} ${DRIVER})
