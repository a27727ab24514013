/*
 * The interface of Millrace's plug-ins that are shared libraries, version 1. This file needs nothing but a C compiler;
 * plugin.hpp is a C++ layer on top. docs/reference/plugins.md says which columns come in and may go out.
 *
 * A library exports one function, millrace_plugin. It is asked once a program and fills in a MillracePlugin. Data
 * crosses as Arrow's C Data Interface: a batch of rows is one struct array whose children are the columns.
 *
 * Threads: create, run and destroy are called with one instance a worker thread. Two instances may run at the same
 * time, one instance never does; so only what instances share needs locks. No function may throw or end the process.
 */
#ifndef MILLRACE_PLUGIN_H
#define MILLRACE_PLUGIN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* As published by Apache Arrow, under Arrow's own guard, so that its header may be included too. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#define MILLRACE_PLUGIN_ABI 1

/* kind */
#define MILLRACE_ENRICHMENT 1  /* rows of event_v2 in; columns of the same rows out */
#define MILLRACE_TRANSFORMER 2 /* requests in; events out */

/* flags */
#define MILLRACE_DICTIONARIES 1 /* input texts may be dictionary<int32, utf8>: each text once */

struct MillracePlugin {
  uint32_t abi; /* MILLRACE_PLUGIN_ABI that the plug-in was built with */
  uint32_t kind;
  uint32_t flags;
  uint32_t reserved; /* 0 */

  const char* name;        /* for messages, if the configuration gives no name */
  const char* description; /* one line */

  /* Lists of texts, each ended by a null pointer. They and all texts must be valid as long as the library is loaded. */
  const char* const* config_keys; /* keys that `config` may have; others are rejected before create */
  const char* const* reads;       /* columns that run gets, in the order of the table */
  const char* const* sets;        /* columns that run may return */

  /*
   * Creates an instance for one worker. `config` is a JSON object, `{}` if there is none, valid during the call.
   * A result other than 0 means failure: last_error(NULL), on the same thread, says why; there is nothing to destroy.
   */
  int (*create)(const char* config, void** instance);

  /*
   * Processes one batch. `in_schema` and `in` belong to the caller and are valid during the call. The plug-in fills
   * `out_schema` and `out` with a struct array of the same number of rows, some or all of the columns of `sets` as
   * children, and its own release callbacks; the caller releases both. If `out->release` stays null, nothing has
   * changed. (The output of a transformer has its own rows; see the reference.) A result other than 0 means failure:
   * last_error(instance) says why. The run then fails as a whole and loses nothing.
   */
  int (*run)(void* instance, const struct ArrowSchema* in_schema, const struct ArrowArray* in,
             struct ArrowSchema* out_schema, struct ArrowArray* out);

  void (*destroy)(void* instance);

  /* The result is valid until the next call with this instance (with NULL: on this thread). */
  const char* (*last_error)(const void* instance);
};

#if defined(_WIN32)
#define MILLRACE_PLUGIN_EXPORT __declspec(dllexport)
#else
#define MILLRACE_PLUGIN_EXPORT __attribute__((visibility("default")))
#endif

/*
 * Exported by the library. `abi` is the version of the calling program; `plugin` is zeroed. A result other than 0 means
 * that the library does not support this version.
 */
MILLRACE_PLUGIN_EXPORT int millrace_plugin(uint32_t abi, struct MillracePlugin* plugin);

#ifdef __cplusplus
}
#endif

#endif /* MILLRACE_PLUGIN_H */
