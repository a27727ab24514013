# Where program and library look for other libraries: beside themselves when installed, in MILLRACE_DEPS when built. One list of
# places for both: had they two, CMake would leave an empty place in the built one's, and the loader would look for libraries
# in the directory that the program is started in.
#
# MILLRACE_PROGRAM_PLACES for bin/, MILLRACE_LIBRARY_PLACES for lib/. They are an RPATH, not a RUNPATH, so that they count for the
# libraries of the libraries, too.

set(MILLRACE_PROGRAM_PLACES "$ORIGIN/../lib/millrace")
set(MILLRACE_LIBRARY_PLACES "$ORIGIN/millrace")
file(RELATIVE_PATH deps "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}" "${MILLRACE_DEPS}")
foreach(folder duckdb pyarrow/pyarrow adbc-driver-postgresql/adbc_driver_postgresql)
  list(APPEND MILLRACE_PROGRAM_PLACES "$ORIGIN/${deps}/${folder}")
  list(APPEND MILLRACE_LIBRARY_PLACES "$ORIGIN/${deps}/${folder}")
endforeach()
# In an environment of Python, where pyarrow brings Arrow: one place for each version that the wheel is for (scripts/wheel).
foreach(python 3.11 3.12 3.13)
  list(APPEND MILLRACE_PROGRAM_PLACES "$ORIGIN/../lib/python${python}/site-packages/pyarrow")
endforeach()
