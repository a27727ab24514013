// The directories to which paths in the ledger are relative. With them, a run notices that the configuration names
// another lake, before it splits the lake.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace millrace {

struct KnownPlace {
  std::string path;  // absolute, or the address of a store
  std::string
      from_state;  // relative to the state folder, so that a project can be moved as a whole; of addresses empty
};

class PlaceStore {
 public:
  virtual ~PlaceStore() = default;

  // `key`: of the config, `lake` or `raw`. One durable change.
  virtual void Save(std::string_view key, const KnownPlace& place) = 0;
  virtual std::optional<KnownPlace> Find(std::string_view key) = 0;
};

}  // namespace millrace
