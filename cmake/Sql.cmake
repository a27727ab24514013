# millrace_embed_sql(TARGET): makes the SQL models of sql/, with their translations, part of a target
# (warehouse/embedded_sql.h).

function(millrace_embed_sql target)
  find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
  if(NOT EXISTS "${MILLRACE_DEPS}/sqlglot/sqlglot/__init__.py")
    message(FATAL_ERROR "sqlglot is missing: run scripts/setup (make build does) to fetch the pinned wheel")
  endif()
  file(GLOB models CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/sql/*/*.sql")
  set(texts "${CMAKE_BINARY_DIR}/generated/embedded_sql.cc")
  add_custom_command(
    OUTPUT "${texts}"
    COMMAND "${Python3_EXECUTABLE}" "${CMAKE_SOURCE_DIR}/scripts/dialects" --out "${CMAKE_BINARY_DIR}/sql" --embed "${texts}"
    DEPENDS ${models} "${CMAKE_SOURCE_DIR}/scripts/dialects" "${CMAKE_SOURCE_DIR}/tests/models/model.py"
            "${MILLRACE_DEPS}/sqlglot/.stamp"
    COMMENT "Translating the SQL models")
  target_sources(${target} PRIVATE "${texts}")
endfunction()
