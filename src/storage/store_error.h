// Converts the errors of an object store into messages that say what to do. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

// Throws UserError for what the user can fix in the configuration or the credentials (no such bucket, unknown or wrong
// key, wrong region), SystemError for everything else. `address` begins with that of the store. `code` is the store's
// error code («NoSuchBucket»; also Arrow's NO_SUCH_BUCKET), or empty; `message` is its text.
[[noreturn]] void ThrowStoreError(std::string_view action, std::string_view address, std::string_view code,
                                  std::string_view message);

// The same for Arrow's error messages of Google Cloud Storage («…google::cloud::Status(PERMISSION_DENIED: …)») and
// Azure («…Azure Error: [ContainerNotFound] 404 …»).
[[noreturn]] void ThrowArrowStoreError(std::string_view action, std::string_view address, std::string_view message);

}  // namespace millrace
