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
#define MILLRACE_DICTIONARIES 1 /* columns of texts may come in as dictionary<int32, utf8>: each text once */

struct MillracePlugin {
  uint32_t abi; /* MILLRACE_PLUGIN_ABI that the plug-in was built with */
  uint32_t kind;
  uint32_t flags;
  uint32_t reserved; /* 0 */

  const char* name;        /* what messages call it when the configuration does not */
  const char* description; /* one line */

  /* Lists of texts, each ended by a null pointer. They and all texts live as long as the library. */
  const char* const* config_keys; /* keys that `config` may hold; others are refused before create */
  const char* const* reads;       /* columns that run gets, in the table's order */
  const char* const* sets;        /* columns that run may give */

  /*
   * A new instance for one worker. `config` is a JSON object, `{}` when there is none, and is gone after the call.
   * Not 0: it failed; last_error(NULL), asked by the same thread, says why, and there is nothing to destroy.
   */
  int (*create)(const char* config, void** instance);

  /*
   * One batch. `in_schema` and `in` belong to the caller and are gone after the call. The plug-in fills `out_schema`
   * and `out` with a struct array of as many rows, some or all of the columns of `sets` as children, and its own
   * release callbacks; the caller releases both. Leaving `out->release` null says: nothing changed. (A transformer
   * gives rows of its own; see the reference.) Not 0: it failed; last_error(instance) says why. The run then fails as a
   * whole and loses nothing.
   */
  int (*run)(void* instance, const struct ArrowSchema* in_schema, const struct ArrowArray* in,
             struct ArrowSchema* out_schema, struct ArrowArray* out);

  void (*destroy)(void* instance);

  /* Valid until the next call with this instance (with NULL: by this thread). */
  const char* (*last_error)(const void* instance);
};

#if defined(_WIN32)
#define MILLRACE_PLUGIN_EXPORT __declspec(dllexport)
#else
#define MILLRACE_PLUGIN_EXPORT __attribute__((visibility("default")))
#endif

/*
 * Exported by the library. `abi` is the version of the program that asks; `plugin` is zeroed. Not 0: the library cannot
 * work with that version.
 */
MILLRACE_PLUGIN_EXPORT int millrace_plugin(uint32_t abi, struct MillracePlugin* plugin);

#ifdef __cplusplus
}
#endif

#endif /* MILLRACE_PLUGIN_H */
