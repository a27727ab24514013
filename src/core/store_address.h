// Addresses of object stores: s3://bucket/prefix, gs://bucket/prefix,
// abfs://container@account.dfs.core.windows.net/prefix. Everything else is a path of the local disk. Pure functions;
// thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace millrace {

enum class StoreKind : uint8_t { kS3, kGs, kAbfs };

struct StoreAddress {
  StoreKind kind = StoreKind::kS3;
  std::string bucket;  // of abfs: container@account.dfs.core.windows.net
  std::string key;     // without a leading slash; may be empty
};

// Whether `path` begins with the scheme of a store. Cheap.
bool IsStoreAddress(std::string_view path);

// Whether the staged data of `path` is a separate file or object until it is published. True except on S3.
bool HasStagedFiles(std::string_view path);

// Null if it is not an address of a store, or names no bucket.
std::optional<StoreAddress> ParseStoreAddress(std::string_view path);

}  // namespace millrace
