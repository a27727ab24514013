# Finds all dependencies of Millrace. Downloaded ones are in build/deps (scripts/setup puts them there).

set(MILLRACE_DEPS "${CMAKE_SOURCE_DIR}/build/deps" CACHE PATH "where scripts/setup unpacked the pinned parts")

find_package(Threads REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)

function(millrace_system_library target header library)
  find_path(${target}_INCLUDE ${header} REQUIRED)
  find_library(${target}_LIBRARY ${library} REQUIRED)
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${target} INTERFACE ${${target}_INCLUDE})
  target_link_libraries(${target} INTERFACE ${${target}_LIBRARY})
endfunction()
millrace_system_library(deflate libdeflate.h deflate)
millrace_system_library(isal isa-l/igzip_lib.h isal)
millrace_system_library(maxminddb maxminddb.h maxminddb)
millrace_system_library(re2_library re2/re2.h re2)
millrace_system_library(libyaml yaml.h yaml)
millrace_system_library(jemalloc jemalloc/jemalloc.h jemalloc)
millrace_system_library(cctz cctz/time_zone.h cctz)
millrace_system_library(crypto_library openssl/evp.h crypto)
millrace_system_library(pugixml_library pugixml.hpp pugixml)
millrace_system_library(argon2_library argon2.h argon2)
millrace_system_library(prometheus_library prometheus/registry.h prometheus-cpp-core)
millrace_system_library(tls_library openssl/ssl.h ssl)
target_link_libraries(tls_library INTERFACE crypto_library)
# Boost.Beast and Asio, headers only.
find_path(BOOST_INCLUDE boost/beast/version.hpp REQUIRED)
add_library(beast INTERFACE IMPORTED GLOBAL)
target_include_directories(beast INTERFACE ${BOOST_INCLUDE})
# clang may keep the address of a thread's variables across a co_await, after which a coroutine can be on another thread: frames
# would come from that thread's store.
target_compile_definitions(beast INTERFACE BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING)
target_link_libraries(beast INTERFACE Threads::Threads)
# Headers only: storage/http.cc loads the library when a store is used, since it brings 40 others with it.
find_path(CURL_INCLUDE curl/curl.h REQUIRED)
add_library(curl_headers INTERFACE IMPORTED GLOBAL)
target_include_directories(curl_headers INTERFACE ${CURL_INCLUDE})
target_link_libraries(curl_headers INTERFACE ${CMAKE_DL_LIBS})
find_path(XXHASH_INCLUDE xxhash.h REQUIRED)
add_library(xxhash INTERFACE IMPORTED GLOBAL)
target_include_directories(xxhash INTERFACE ${XXHASH_INCLUDE})

# Arrow and Parquet: an installed Arrow 26 when there is one, else the libraries and headers inside the pinned wheel.
find_package(Arrow 26 QUIET)
find_package(Parquet 26 QUIET)
find_package(ArrowS3 26 QUIET)
if(Arrow_FOUND AND Parquet_FOUND AND ArrowS3_FOUND)
  add_library(arrow_parquet INTERFACE)
  target_link_libraries(arrow_parquet INTERFACE Arrow::arrow_shared Parquet::parquet_shared)
  add_library(arrow_s3 INTERFACE)
  target_link_libraries(arrow_s3 INTERFACE ArrowS3::arrow_s3_shared)
else()
  set(wheel "${MILLRACE_DEPS}/pyarrow/pyarrow")
  if(NOT EXISTS "${wheel}/include/arrow/api.h")
    message(FATAL_ERROR "Arrow is missing: run scripts/setup (make build does) to fetch the pinned wheel")
  endif()
  file(STRINGS "${wheel}/include/arrow/util/config.h" so_line REGEX "define ARROW_SO_VERSION")
  string(REGEX REPLACE ".*\"([0-9]+)\".*" "\\1" so "${so_line}")
  foreach(part arrow parquet arrow_s3)
    add_library(${part}_wheel SHARED IMPORTED GLOBAL)
    set_target_properties(${part}_wheel PROPERTIES IMPORTED_LOCATION "${wheel}/lib${part}.so.${so}")
    target_include_directories(${part}_wheel SYSTEM INTERFACE "${wheel}/include")
  endforeach()
  add_library(arrow_parquet INTERFACE)
  target_link_libraries(arrow_parquet INTERFACE parquet_wheel arrow_wheel)
  add_library(arrow_s3 INTERFACE)
  target_link_libraries(arrow_s3 INTERFACE arrow_s3_wheel)
endif()

add_library(duckdb_library SHARED IMPORTED GLOBAL)
set_target_properties(duckdb_library PROPERTIES IMPORTED_LOCATION "${MILLRACE_DEPS}/duckdb/libduckdb.so" IMPORTED_NO_SONAME TRUE)

# ADBC: the header of its C API. DuckDB is its own driver; the one for PostgreSQL is loaded by name when it is needed, so
# that it must be where the loader looks (for the program: INSTALL_RPATH in Install.cmake).
set(MILLRACE_POSTGRESQL_DRIVER
    "${MILLRACE_DEPS}/adbc-driver-postgresql/adbc_driver_postgresql/libadbc_driver_postgresql.so")
cmake_path(GET MILLRACE_POSTGRESQL_DRIVER PARENT_PATH postgresql_driver_folder)
list(APPEND CMAKE_BUILD_RPATH "${postgresql_driver_folder}")
add_library(adbc_header INTERFACE IMPORTED GLOBAL)
target_include_directories(adbc_header INTERFACE "${MILLRACE_DEPS}/adbc-driver-manager/adbc_driver_manager")
target_link_libraries(adbc_header INTERFACE ${CMAKE_DL_LIBS})

add_library(simdjson STATIC "${MILLRACE_DEPS}/simdjson/src/simdjson.cpp")
target_include_directories(simdjson SYSTEM PUBLIC "${MILLRACE_DEPS}/simdjson/src")
# libparquet exports the symbols of another simdjson, which the linker would take for ours: a name of our own keeps them
# apart.
target_compile_definitions(simdjson PUBLIC simdjson=millrace_simdjson)
