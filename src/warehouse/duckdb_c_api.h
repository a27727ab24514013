// The functions of DuckDB's C API (1.4 and later) that we call, declared by hand: the pinned package holds the
// library without its header. https://duckdb.org/docs/stable/clients/c/api describes them. Only database.cc includes
// this.
#pragma once

#include <cstdint>

#include <arrow/c/abi.h>

extern "C" {

using idx_t = uint64_t;

// Opaque handles, each freed by its own function.
using duckdb_database = struct duckdb_database_*;
using duckdb_connection = struct duckdb_connection_*;
using duckdb_config = struct duckdb_config_*;
using duckdb_data_chunk = struct duckdb_data_chunk_*;
using duckdb_logical_type = struct duckdb_logical_type_*;
using duckdb_arrow_options = struct duckdb_arrow_options_*;
using duckdb_error_data = struct duckdb_error_data_*;
using duckdb_extracted_statements = struct duckdb_extracted_statements_*;

enum duckdb_state : int { kDuckDbSuccess = 0, kDuckDbError = 1 };

// Filled by duckdb_query; the first five fields are deprecated and not read here.
struct duckdb_result {
  idx_t deprecated_column_count;
  idx_t deprecated_row_count;
  idx_t deprecated_rows_changed;
  void* deprecated_columns;
  char* deprecated_error_message;
  void* internal_data;
};

duckdb_state duckdb_open_ext(const char* path, duckdb_database* database, duckdb_config config, char** error);
void duckdb_close(duckdb_database* database);
duckdb_state duckdb_connect(duckdb_database database, duckdb_connection* connection);
void duckdb_disconnect(duckdb_connection* connection);
duckdb_state duckdb_create_config(duckdb_config* config);
duckdb_state duckdb_set_config(duckdb_config config, const char* name, const char* option);
void duckdb_destroy_config(duckdb_config* config);
const char* duckdb_library_version();
void duckdb_free(void* pointer);

duckdb_state duckdb_query(duckdb_connection connection, const char* query, duckdb_result* result);
void duckdb_destroy_result(duckdb_result* result);
const char* duckdb_result_error(duckdb_result* result);
// How many statements a text holds; 0: none, or one that cannot be read, whose error the second function tells.
idx_t duckdb_extract_statements(duckdb_connection connection, const char* query,
                                duckdb_extracted_statements* extracted);
const char* duckdb_extract_statements_error(duckdb_extracted_statements extracted);
void duckdb_destroy_extracted(duckdb_extracted_statements* extracted);

idx_t duckdb_column_count(duckdb_result* result);
const char* duckdb_column_name(duckdb_result* result, idx_t column);
idx_t duckdb_row_count(duckdb_result* result);
// A copy as text, null for NULL; freed by duckdb_free. Not to be mixed with chunks of the same result.
char* duckdb_value_varchar(duckdb_result* result, idx_t column, idx_t row);

duckdb_data_chunk duckdb_fetch_chunk(duckdb_result result);  // null at the end
void duckdb_destroy_data_chunk(duckdb_data_chunk* chunk);

// Asks the query that the connection runs to end with an error. May be called by any thread.
void duckdb_interrupt(duckdb_connection connection);

// Results as Arrow's C structures, which the caller releases. A null error means success.
duckdb_arrow_options duckdb_result_get_arrow_options(duckdb_result* result);
void duckdb_destroy_arrow_options(duckdb_arrow_options* options);
duckdb_logical_type duckdb_column_logical_type(duckdb_result* result, idx_t column);
void duckdb_destroy_logical_type(duckdb_logical_type* type);
duckdb_error_data duckdb_to_arrow_schema(duckdb_arrow_options options, duckdb_logical_type* types, const char** names,
                                         idx_t column_count, struct ArrowSchema* schema);
duckdb_error_data duckdb_data_chunk_to_arrow(duckdb_arrow_options options, duckdb_data_chunk chunk,
                                             struct ArrowArray* array);
const char* duckdb_error_data_message(duckdb_error_data error);
bool duckdb_error_data_has_error(duckdb_error_data error);
void duckdb_destroy_error_data(duckdb_error_data* error);
}  // extern "C"
