# libmillrace.so: the room library with what it needs of the others. Only the functions of include/millrace/ are visible.

# millrace_for_shared_library(TARGET): compiles a static library and those that it needs so that they can be part of a shared one, and
# hides their symbols. Program and library use the same objects.
function(millrace_for_shared_library target)
  get_target_property(is_done ${target} POSITION_INDEPENDENT_CODE)
  if(is_done)
    return()
  endif()
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden
                        VISIBILITY_INLINES_HIDDEN ON)
  get_target_property(libraries ${target} INTERFACE_LINK_LIBRARIES)
  foreach(library IN LISTS libraries)
    if(TARGET ${library})
      get_target_property(type ${library} TYPE)
      if(type STREQUAL "STATIC_LIBRARY")
        millrace_for_shared_library(${library})
      endif()
    endif()
  endforeach()
endfunction()

millrace_for_shared_library(millrace_library)
add_library(millrace_shared SHARED src/library.cc)
target_link_libraries(millrace_shared PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,millrace_library>")
target_link_options(millrace_shared PRIVATE "-Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/library.map" -Wl,--gc-sections
                    -Wl,--disable-new-dtags)
set_target_properties(millrace_shared PROPERTIES OUTPUT_NAME millrace SOVERSION 1 LINKER_LANGUAGE CXX
                      LINK_DEPENDS "${CMAKE_SOURCE_DIR}/cmake/library.map" LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib"
                      BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "${MILLRACE_LIBRARY_PLACES}")
millrace_links_older_libstdcxx(millrace_shared)
