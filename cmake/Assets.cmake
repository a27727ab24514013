# millrace_embed_assets(TARGET): makes the compiled console (Web.cmake) part of a target (serve/embedded_assets.h). Without
# MILLRACE_CONSOLE, one page says that it was not built, and nothing of Node is needed.

option(MILLRACE_CONSOLE "compile the console and make it part of the program" ON)

function(millrace_embed_assets target)
  find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
  set(folder "${MILLRACE_WEB}")
  set(stamp "${MILLRACE_WEB_STAMP}")
  # scripts/setup fetches them.
  set(has_packages OFF)
  if(EXISTS "${CMAKE_SOURCE_DIR}/web/node_modules/.stamp")
    set(has_packages ON)
  elseif(MILLRACE_CONSOLE)
    message(STATUS "The packages of web/ are missing (scripts/web install): the program is built without its console")
  endif()
  if(NOT MILLRACE_CONSOLE OR NOT has_packages)
    set(folder "${CMAKE_BINARY_DIR}/no-web")
    set(stamp "")
  endif()
  set(table "${CMAKE_BINARY_DIR}/generated/embedded_assets.cc")
  set(content "${CMAKE_BINARY_DIR}/generated/embedded_assets.bin")
  add_custom_command(
    OUTPUT "${table}" "${content}"
    COMMAND "${Python3_EXECUTABLE}" "${CMAKE_SOURCE_DIR}/scripts/embed-assets" "${folder}" --table "${table}" --content "${content}"
    DEPENDS ${stamp} "${CMAKE_SOURCE_DIR}/scripts/embed-assets"
    COMMENT "Embedding the console")
  target_sources(${target} PRIVATE "${table}")
  # The assembler reads the content, which the compiler's list of dependencies does not have.
  set_source_files_properties("${table}" PROPERTIES OBJECT_DEPENDS "${content}" SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
