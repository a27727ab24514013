// The newest expiry of the warehouse, so that another one is started only when there is something to expire.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace millrace {

struct ExpiryRecord {
  int64_t finished_ns = 0;
  std::string load_mark;  // LoadItemStore::LoadMark when it began
  std::string settings;   // what it was told to keep
};

class ExpiryStore {
 public:
  virtual ~ExpiryStore() = default;

  // One durable change, for the holder of kModelLease (leases.h).
  virtual void Save(const ExpiryRecord& expiry, int64_t fence) = 0;
  virtual std::optional<ExpiryRecord> Last() = 0;
};

}  // namespace millrace
