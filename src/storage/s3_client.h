// The S3 requests that Arrow's file system does not offer, or not with what exactly-once needs: listings with ETags (a
// HEAD returns whole seconds only, so its times cannot be compared with those of a listing; ETags can), reads that
// report the ETag of what they read, and multipart uploads that another process can complete.
//
// Requests that fail for a temporary reason are retried with growing pauses (RetryPolicy). Permanent errors are thrown
// as described in store_error.h. Thread-safe.
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

// Pauses before the 2nd, 3rd… attempt: random between half of a limit and the limit, which starts at `first` and
// doubles up to `greatest`. With the defaults about 25 seconds in total, enough for a server to restart.
struct RetryPolicy {
  int attempts = 10;
  std::chrono::milliseconds first{100};
  std::chrono::milliseconds greatest{8000};
};

// The pause after this many attempts. It doubles each time, and is shortened at random by up to half.
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
  std::vector<std::string> prefixes;  // with a delimiter: the directories, each with a trailing slash
};

struct S3PendingUpload {
  std::string key;
  std::string id;
  int64_t begun_ns = 0;
};

class S3Client {
 public:
  // Calls `credentials` before each request, because they may change; null: requests are not signed.
  S3Client(S3Endpoint endpoint, std::function<S3Credentials()> credentials);

  // Lists all objects whose keys begin with `prefix`, page by page; with `by_folder` only those without a further
  // slash, and the directories beside them.
  S3Listing List(const std::string& bucket, const std::string& prefix, bool by_folder) const;
  // Passes each page on as it arrives.
  void ListPages(const std::string& bucket, const std::string& prefix, bool by_folder,
                 const std::function<void(S3Listing page)>& take) const;
  // Whether there is any.
  bool HasAny(const std::string& bucket, const std::string& prefix) const;
  std::optional<S3Object> Head(const std::string& bucket, const std::string& key) const;
  // An object as a listing shows it, which is what readers find. `soon`: asks again for some seconds if there is none,
  // because another request may be completing it.
  //
  // If SeaweedFS was killed while it made an object, it may have the object without its directory: requests for the
  // name find it, listings do not, until something else is written beside it. Therefore an empty object `_listed` is
  // written and removed. Throws SystemError if the object is there and still not listed.
  std::optional<S3Object> Listed(const std::string& bucket, const std::string& key, bool soon) const;
  // Reads these bytes of an object, fewer at its end. Throws SystemError if the object does not exist or has a
  // different ETag (empty: any).
  std::string Get(const std::string& bucket, const std::string& key, uint64_t begin, uint64_t size,
                  const std::string& etag) const;
  void Put(const std::string& bucket, const std::string& key, std::string_view content) const;
  void Delete(const std::string& bucket, const std::string& key) const;

  // Starts an upload; it is the only one of its key, as long as nobody else writes that key.
  std::string CreateUpload(const std::string& bucket, const std::string& key) const;
  // Sends a part. Parts are numbered from 1; all but the last have at least 5 MiB. Returns the ETag of the part.
  std::string UploadPart(const std::string& bucket, const std::string& key, const std::string& id, int number,
                         std::string_view content) const;
  // Makes the object visible. False when there is no such upload: it was completed or aborted before.
  bool CompleteUpload(const std::string& bucket, const std::string& key, const std::string& id,
                      std::span<const std::string> etags) const;
  // It is not an error if the upload does not exist any more.
  void AbortUpload(const std::string& bucket, const std::string& key, const std::string& id) const;
  // Aborts all unfinished uploads of one key except `kept`.
  void AbortUploads(const std::string& bucket, const std::string& key, std::string_view kept = {}) const;
  // Unfinished uploads of keys that begin with `prefix`.
  std::vector<S3PendingUpload> ListUploads(const std::string& bucket, const std::string& prefix) const;

 private:
  struct Call;

  std::optional<S3Object> ListedNow(const std::string& bucket, const std::string& key) const;
  std::string UrlOf(const std::string& bucket, const std::string& key) const;
  HttpAnswer Send(const Call& call) const;
  HttpAnswer SendOnce(const Call& call, StoreWait& wait) const;

  const S3Endpoint endpoint_;
  const std::function<S3Credentials()> credentials_;
};

}  // namespace millrace
