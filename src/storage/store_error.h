// What an object store answers, as an error that says what to do. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

// Throws UserError for what the user can mend in config or credentials (no such bucket, unknown or wrong key, wrong
// region), SystemError for all else. `address` begins with that of the store. `code` is the store's word for it
// («NoSuchBucket»; Arrow's NO_SUCH_BUCKET too), or empty; `message` is what it says.
[[noreturn]] void ThrowStoreError(std::string_view action, std::string_view address, std::string_view code,
                                  std::string_view message);

// The same for what Arrow says of Google Cloud Storage («…google::cloud::Status(PERMISSION_DENIED: …)») and Azure
// («…Azure Error: [ContainerNotFound] 404 …»).
[[noreturn]] void ThrowArrowStoreError(std::string_view action, std::string_view address, std::string_view message);

}  // namespace millrace
