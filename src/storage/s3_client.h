// The requests of the S3 protocol that Arrow's file system cannot make, or not with what exactly-once needs: listings
// with the ETag (a HEAD answers with whole seconds only, so times of two kinds cannot be compared; ETags can), reads
// that tell the ETag of what they read, and multipart uploads whose completion waits for another process.
//
// Requests that fail for a reason that passes are repeated with growing pauses (RetryPolicy). What is final is thrown
// as store_error.h says. Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/http.h"

namespace millrace {

struct S3Credentials {
  std::string access_key;
  std::string secret_key;
  std::string session_token;
};

// Pauses before the 2nd, 3rd… attempt: random between half of a bound and the bound, which begins at `first` and
// doubles up to `greatest`. With the defaults about 25 seconds in all: a server may be started again meanwhile.
struct RetryPolicy {
  int attempts = 10;
  std::chrono::milliseconds first{100};
  std::chrono::milliseconds greatest{8000};
};

// How long to wait after so many attempts: about twice as long each time, by chance up to half as long.
std::chrono::milliseconds PauseAfter(const RetryPolicy& policy, int attempts);

struct S3Endpoint {
  std::string url;  // scheme://host[:port]; empty: Amazon's
  std::string region;
  bool path_style = true;  // with `url`
  RetryPolicy retry;
};

struct S3Object {
  std::string key;
  uint64_t size = 0;
  int64_t modified_ns = 0;
  std::string etag;
};

struct S3Listing {
  std::vector<S3Object> objects;      // in byte order of their keys
  std::vector<std::string> prefixes;  // with a delimiter: the folders, each with a slash at its end
};

struct S3PendingUpload {
  std::string key;
  std::string id;
  int64_t begun_ns = 0;
};

class S3Client {
 public:
  // `credentials` is asked before each request, so that they may change; null: requests are not signed.
  S3Client(S3Endpoint endpoint, std::function<S3Credentials()> credentials);

  // All objects whose keys begin with `prefix`, page by page; with `by_folder` only those without a further slash, and
  // the folders beside them.
  S3Listing List(const std::string& bucket, const std::string& prefix, bool by_folder) const;
  // Whether there is any.
  bool HasAny(const std::string& bucket, const std::string& prefix) const;
  std::optional<S3Object> Head(const std::string& bucket, const std::string& key) const;
  // Asks for some seconds while there is none: another request may be at it.
  std::optional<S3Object> HeadSoon(const std::string& bucket, const std::string& key) const;
  // These bytes of an object, fewer at its end. SystemError when it is not there, or has another ETag than this one
  // (empty: any).
  std::string Get(const std::string& bucket, const std::string& key, uint64_t begin, uint64_t size,
                  const std::string& etag) const;
  void Put(const std::string& bucket, const std::string& key, std::string_view content) const;
  void Delete(const std::string& bucket, const std::string& key) const;

  // The only upload of its key, as long as nobody else writes it.
  std::string CreateUpload(const std::string& bucket, const std::string& key) const;
  // Parts are counted from 1; all but the last have 5 MiB or more. Returns the part's ETag.
  std::string UploadPart(const std::string& bucket, const std::string& key, const std::string& id, int number,
                         std::string_view content) const;
  // Makes the object visible. False when there is no such upload: it was completed or aborted before.
  bool CompleteUpload(const std::string& bucket, const std::string& key, const std::string& id,
                      std::span<const std::string> etags) const;
  // An upload that is not there any more is no error.
  void AbortUpload(const std::string& bucket, const std::string& key, const std::string& id) const;
  // All unfinished uploads of one key but `kept`.
  void AbortUploads(const std::string& bucket, const std::string& key, std::string_view kept = {}) const;
  // Unfinished uploads of keys that begin with `prefix`.
  std::vector<S3PendingUpload> ListUploads(const std::string& bucket, const std::string& prefix) const;

 private:
  struct Call;

  std::string UrlOf(const std::string& bucket, const std::string& key) const;
  HttpAnswer Send(const Call& call) const;
  HttpAnswer SendOnce(const Call& call) const;

  const S3Endpoint endpoint_;
  const std::function<S3Credentials()> credentials_;
};

}  // namespace millrace
