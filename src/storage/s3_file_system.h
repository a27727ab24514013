// Objects of S3 and of servers that speak its protocol. Credentials and the region are Arrow's (and so the AWS SDK's),
// and so are copies; listing, reading and writing are requests of our own, see s3_client.h for why.
//
// Retries: RetryPolicy. Repeated are throttling (429, 503 SlowDown), other 5xx answers, time-outs and broken
// connections.
//
// A staged file is a multipart upload under its final key that is completed by Publish. Thread-safe.
#pragma once

#include <memory>

#include "core/config.h"
#include "storage/file_system.h"

namespace millrace {

// The SDK is started by the first call, and shut down when the program ends.
std::unique_ptr<FileSystem> OpenS3FileSystem(const Config::S3& config);

}  // namespace millrace
