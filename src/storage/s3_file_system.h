// Objects of S3 and of servers with the same API. Credentials, region and copies are handled by Arrow (and so by the
// AWS SDK). Listing, reading and writing use requests of our own; s3_client.h says why.
//
// Retries (RetryPolicy): throttling (429, 503 SlowDown), other 5xx responses, time-outs and broken connections.
//
// A staged file is a multipart upload under its final key that is completed by Publish. Thread-safe.
#pragma once

#include <memory>

#include "core/config.h"
#include "storage/file_system.h"

namespace millrace {

// The first call starts the SDK; it is shut down when the program ends.
std::unique_ptr<FileSystem> OpenS3FileSystem(const Config::S3& config);

}  // namespace millrace
