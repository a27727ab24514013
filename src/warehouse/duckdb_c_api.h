// The functions of DuckDB's stable C API (1.0 and later) that we call, declared by hand: the pinned package holds the
// library without its header. https://duckdb.org/docs/stable/clients/c/api describes them. Only database.cc includes
// this.
#pragma once

#include <cstdint>

extern "C" {

using idx_t = uint64_t;

// Opaque handles, each freed by its own function.
using duckdb_database = struct duckdb_database_*;
using duckdb_connection = struct duckdb_connection_*;
using duckdb_config = struct duckdb_config_*;
using duckdb_data_chunk = struct duckdb_data_chunk_*;
using duckdb_vector = struct duckdb_vector_*;

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

// A text inside a vector: up to 12 bytes in place, else behind a pointer; duckdb_string_t_data tells them apart.
struct duckdb_string_t {
  uint32_t length;
  char rest[12];
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
idx_t duckdb_column_count(duckdb_result* result);
const char* duckdb_column_name(duckdb_result* result, idx_t column);
idx_t duckdb_row_count(duckdb_result* result);
// A copy as text, null for NULL; freed by duckdb_free. Not to be mixed with chunks of the same result.
char* duckdb_value_varchar(duckdb_result* result, idx_t column, idx_t row);

duckdb_data_chunk duckdb_fetch_chunk(duckdb_result result);  // null at the end
void duckdb_destroy_data_chunk(duckdb_data_chunk* chunk);
idx_t duckdb_data_chunk_get_size(duckdb_data_chunk chunk);
duckdb_vector duckdb_data_chunk_get_vector(duckdb_data_chunk chunk, idx_t column);
void* duckdb_vector_get_data(duckdb_vector vector);
uint64_t* duckdb_vector_get_validity(duckdb_vector vector);  // null: all valid
bool duckdb_validity_row_is_valid(uint64_t* validity, idx_t row);
uint32_t duckdb_string_t_length(duckdb_string_t text);
const char* duckdb_string_t_data(duckdb_string_t* text);

}  // extern "C"
