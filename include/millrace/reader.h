/*
 * Reads raw files by path or address with all threads of the configuration and gives their rows batch by batch, while they
 * are read. What is read ahead is bounded in bytes, so a reader that is not asked waits. Rules of errors: kernel.h. One
 * thread at a time uses a reader.
 */
#ifndef MILLRACE_READER_H
#define MILLRACE_READER_H

#include "millrace/kernel.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct MillraceReader MillraceReader;

/* Begins to read. A path is a file, or a directory, whose files are read at any depth but for those that `processing.ignore`
 * leaves out; local, or an address: s3://…, gs://…, abfs://…. Each must exist. */
MILLRACE_API int32_t millrace_reader_open(const struct MillraceKernelOptions* options, const char* const* paths, size_t count,
                                          MillraceReader** reader, struct MillraceError* error);

/* The next batch and its table, as a struct array whose release is the caller's. At the end `*table` is -1, and nothing else
 * is set. */
MILLRACE_API int32_t millrace_reader_next(MillraceReader* reader, int32_t* table, struct ArrowSchema* schema,
                                          struct ArrowArray* batch, struct MillraceError* error);

/* As millrace_kernel_counters; complete after the end. */
MILLRACE_API int32_t millrace_reader_counters(MillraceReader* reader, char** json, struct MillraceError* error);

/* Ends the reading, wherever it is. Null: nothing. */
MILLRACE_API void millrace_reader_destroy(MillraceReader* reader);

#ifdef __cplusplus
}
#endif

#endif /* MILLRACE_READER_H */
