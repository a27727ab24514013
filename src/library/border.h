// The border between C and C++: no exception crosses it.
#pragma once

#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>

#include "library/kernel_session.h"
#include "millrace/kernel.h"

#include "core/error.h"

namespace millrace {

// Throws UserError for options of another version, or without what they must have.
SessionOptions SessionOptionsOf(const MillraceKernelOptions* options);

// Of malloc, as millrace_text_release frees it. Null if memory is missing.
char* CopyOfText(const std::string& text);

// Fills `error`, which may be null; returns the code.
int32_t Fail(int32_t code, const char* message, MillraceError* error);

// Carries out `action`. Returns MILLRACE_OK, or the code of what it threw.
template <typename Action>
int32_t Guarded(MillraceError* error, Action action) {
  if (error != nullptr) *error = {.code = MILLRACE_OK, .message = nullptr};
  try {
    action();
    return MILLRACE_OK;
  } catch (const UserError& wrong) {
    return Fail(MILLRACE_USER_ERROR, wrong.what(), error);
  } catch (const std::logic_error& bug) {
    return Fail(MILLRACE_BUG, bug.what(), error);
  } catch (const std::bad_alloc&) {
    return Fail(MILLRACE_SYSTEM_ERROR, "memory is missing", error);
  } catch (const std::exception& failure) {
    return Fail(MILLRACE_SYSTEM_ERROR, failure.what(), error);
  } catch (...) {
    return Fail(MILLRACE_BUG, "something unknown was thrown", error);
  }
}

}  // namespace millrace
