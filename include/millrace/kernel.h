/*
 * Millrace's kernel as a library, version 1: raw requests in, finished rows of the lake's tables out. A C compiler is all
 * that this header needs. reader.h beside it reads files in parallel.
 *
 *   create → feed, feed_lines, take in any order → finish → take the rest → destroy
 *
 * Nothing is thrown across the border and nothing is global: kernels are independent of each other. One kernel is used by
 * one thread at a time; different kernels may be used at the same time.
 *
 * Bad data is no error: it becomes a row of the table of rejects. Each function returns MILLRACE_OK, or a code and fills
 * `error`, which may be null; the message is released with millrace_error_release. After an error of create there is
 * nothing to destroy; after any other the kernel can only be destroyed.
 */
#ifndef MILLRACE_KERNEL_H
#define MILLRACE_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "millrace/arrow_c.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MILLRACE_KERNEL_ABI 1

#define MILLRACE_API __attribute__((visibility("default")))

/* Codes. */
#define MILLRACE_OK 0
#define MILLRACE_USER_ERROR 1   /* what was passed is wrong: the configuration, a path, an argument */
#define MILLRACE_SYSTEM_ERROR 2 /* the machine failed: memory, a disk, a store, a plug-in */
#define MILLRACE_BUG 3          /* of Millrace's */

/* Tables. Their columns are in docs/reference/tables.md. */
#define MILLRACE_EVENT 0
#define MILLRACE_ITEM 1
#define MILLRACE_USER 2
#define MILLRACE_SESSION 3
#define MILLRACE_REJECT 4
#define MILLRACE_TABLES 5

/* Flags. */
#define MILLRACE_DICTIONARIES 1u /* columns of texts may be dictionary<int32, utf8>, as the kernel makes them; else plain */

struct MillraceError {
  int32_t code;
  char* message; /* null if there is none */
};

struct MillraceKernelOptions {
  uint32_t abi;   /* MILLRACE_KERNEL_ABI */
  uint32_t flags; /* MILLRACE_DICTIONARIES or 0 */
  /* The text of a millrace.yml, not null; may be empty. Of its keys, those of processing, apps, plugins, privacy, the rules
   * and databases, and the access to stores count. Neither the environment nor a file is read but what it names. */
  const char* config;
  /* What relative paths in it start from; null: the current directory. */
  const char* folder;
  const char* job_id;  /* written to the rows */
  int64_t created_us;  /* microseconds since the epoch, written to the rows; 0: now */
};

typedef struct MillraceKernel MillraceKernel;

/* The version of the library, such as «0.1.0»; static. */
MILLRACE_API const char* millrace_version(void);

MILLRACE_API int32_t millrace_kernel_create(const struct MillraceKernelOptions* options, MillraceKernel** kernel,
                                            struct MillraceError* error);

/* Reads the content of one raw file. It is gzip if `name` ends in .gz, else plain NDJSON; `name` is written to the rows. */
MILLRACE_API int32_t millrace_kernel_feed(MillraceKernel* kernel, const char* name, const void* bytes, size_t size,
                                          struct MillraceError* error);

/* Reads lines that something else has read. `lines` is a struct array of `schema`, whose column «line» (utf8, large_utf8 or
 * binary, large_binary) has the texts; null is an empty line. Both are consumed: imported and released, also on errors. */
MILLRACE_API int32_t millrace_kernel_feed_lines(MillraceKernel* kernel, const char* name, struct ArrowSchema* schema,
                                                struct ArrowArray* lines, struct MillraceError* error);

/* After the last line, once: users, sessions and what else is still in memory become rows. */
MILLRACE_API int32_t millrace_kernel_finish(MillraceKernel* kernel, struct MillraceError* error);

/* Moves the batches of a table that are finished into a stream, which the caller releases; it may outlive the kernel. Rows
 * that were not taken stay in memory: take them all after each few feeds. */
MILLRACE_API int32_t millrace_kernel_take(MillraceKernel* kernel, int32_t table, struct ArrowArrayStream* stream,
                                          struct MillraceError* error);

/* What was read, written and rejected so far, as a JSON object with the keys of `millrace process --json`
 * (docs/reference/json.md). Released with millrace_text_release. */
MILLRACE_API int32_t millrace_kernel_counters(MillraceKernel* kernel, char** json, struct MillraceError* error);

MILLRACE_API void millrace_kernel_destroy(MillraceKernel* kernel); /* null: nothing */

MILLRACE_API void millrace_text_release(char* text); /* null: nothing */
MILLRACE_API void millrace_error_release(struct MillraceError* error);

#ifdef __cplusplus
}
#endif

#endif /* MILLRACE_KERNEL_H */
