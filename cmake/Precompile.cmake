# Precompiled headers: the headers of the standard library, Arrow and GoogleTest are compiled once, for unit tests and for
# whole builds with sanitizers. The release build compiles the rooms without them, which proves that each file includes
# what it uses.
option(MILLRACE_PCH "precompile headers for the rooms, too, not only for their tests" OFF)
# Optimizing tests would take a fifth of the build. The warnings are false ones that GCC 12 gives inside std::string when
# its header is precompiled; the rooms are compiled with them.
set(MILLRACE_TEST_OPTIONS $<$<CONFIG:Release>:-O1> $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>)

# millrace_precompile(TARGET rooms|tests)
function(millrace_precompile target kind)
  if(kind STREQUAL "rooms" AND NOT MILLRACE_PCH)
    return()
  endif()
  if(NOT TARGET precompiled_${kind})
    set(source "${CMAKE_BINARY_DIR}/precompiled_${kind}.cc")
    if(NOT EXISTS "${source}")
      file(WRITE "${source}" "")
    endif()
    add_library(precompiled_${kind} OBJECT "${source}")
    # With these, the flags are those of every room: else the compiler would refuse the header.
    target_link_libraries(precompiled_${kind} PRIVATE millrace_flags arrow_parquet yaml-cpp spdlog::spdlog simdjson)
    target_precompile_headers(precompiled_${kind} PRIVATE <algorithm> <chrono> <filesystem> <functional> <map> <memory>
                              <mutex> <optional> <sstream> <string> <thread> <unordered_map> <vector> <arrow/api.h>)
    if(kind STREQUAL "tests")
      target_link_libraries(precompiled_${kind} PRIVATE GTest::gtest)
      target_compile_options(precompiled_${kind} PRIVATE ${MILLRACE_TEST_OPTIONS})
      target_precompile_headers(precompiled_${kind} PRIVATE <gtest/gtest.h>)
    endif()
  endif()
  target_precompile_headers(${target} REUSE_FROM precompiled_${kind})
  target_include_directories(${target} SYSTEM PRIVATE $<TARGET_PROPERTY:precompiled_${kind},INCLUDE_DIRECTORIES>)
endfunction()
