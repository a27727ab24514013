# millrace_links_older_libstdcxx(TARGET): what is shipped loads with the libstdc++ of GCC 11 (GLIBCXX_3.4.29), too.
#
# Of libstdc++ 12, one function that we call has a version of its own, std::condition_variable::wait. The version before it,
# GLIBCXX_3.4.11, is still there and does the same, so calls of ours and of our static libraries are led to it. tests/package/needs
# notices further functions.

function(millrace_links_older_libstdcxx target)
  target_sources(${target} PRIVATE "${CMAKE_SOURCE_DIR}/cmake/condition_variable_wait.cc")
  target_link_options(${target} PRIVATE -Wl,--wrap=_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE)
endfunction()
