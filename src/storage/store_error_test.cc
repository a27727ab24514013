#include "storage/store_error.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

// What is thrown, after its kind.
std::string Thrown(const std::string& address, const std::string& message) {
  try {
    ThrowArrowStoreError("read", address, message);
  } catch (const UserError& error) {
    return std::string("user: ") + error.what();
  } catch (const SystemError& error) {
    return std::string("system: ") + error.what();
  }
}

// As the clients word it, with the servers' texts.
TEST(StoreError, TellsWhatTheUserCanMend) {
  EXPECT_EQ(Thrown("abfs://c@a/x",
                   "ListBlobsByHierarchy failed for prefix='x'. Azure Error: [ContainerNotFound] 404 The specified "
                   "container does not exist.\nRequestId:1"),
            "user: cannot read abfs://c@a/x: the container does not exist; create it, or correct the address or "
            "`abfs.endpoint`");
  EXPECT_TRUE(
      Thrown("abfs://c@a/x", "Azure Error: [AuthenticationFailed] 403 Server failed to authenticate.\nRequestId:1")
          .starts_with("user: cannot read abfs://c@a/x: the store does not accept the credentials; check "
                       "AZURE_STORAGE_KEY"));
  EXPECT_TRUE(Thrown("abfs://c@a/x", "Check failed: N5Azure4Core11Credentials23AuthenticationExceptionE: no token")
                  .starts_with("user: cannot read abfs://c@a/x: no credentials for Azure"));
  EXPECT_TRUE(Thrown("gs://b/x",
                     "google::cloud::Status(PERMISSION_DENIED: Permanent error, with a last message of no "
                     "access error_info={reason=forbidden})")
                  .starts_with("user: cannot read gs://b/x: the store does not accept the credentials; check "
                               "GOOGLE_APPLICATION_CREDENTIALS"));
  EXPECT_TRUE(Thrown("gs://b/x",
                     "google::cloud::Status(UNAVAILABLE: Retry policy exhausted, with a last message of Could "
                     "not create a OAuth2 access token. CURL error [6]=Could not resolve hostname "
                     "error_info={reason=})")
                  .starts_with("user: cannot read gs://b/x: no credentials for Google Cloud Storage"));
}

TEST(StoreError, TellsInALineWhatTheStoreSays) {
  EXPECT_EQ(Thrown("abfs://c@a/x",
                   "Cannot write. Azure Error: [ServerBusy] 503 The server is busy.\nThe server is busy.\n"
                   "RequestId:1"),
            "system: cannot read abfs://c@a/x: ServerBusy: 503 The server is busy.");
  EXPECT_EQ(Thrown("gs://b/x",
                   "google::cloud::Status(NOT_FOUND: Permanent error, with a last message of Not Found "
                   "error_info={reason=notFound, domain=global})"),
            "system: cannot read gs://b/x: NOT_FOUND: Not Found");
  EXPECT_EQ(Thrown("gs://b/x",
                   "google::cloud::Status(UNAVAILABLE: Retry policy exhausted, with a last message of "
                   "PerformWork() - CURL error [7]=Could not connect to server error_info={reason=})"),
            "system: cannot read gs://b/x: UNAVAILABLE: PerformWork() - CURL error [7]=Could not connect to server; no "
            "server responds, check the network, the address and `gs.endpoint`");
  EXPECT_EQ(Thrown("abfs://c@a/x",
                   "Check failed. Azure Error: [] Fail to get a new connection for: http://h. Could not "
                   "connect to server"),
            "system: cannot read abfs://c@a/x: Fail to get a new connection for: http://h. Could not connect to "
            "server; no server responds, check the network, the address and `abfs.endpoint`");
  EXPECT_EQ(Thrown("gs://b/x", "something else"), "system: cannot read gs://b/x: something else");
}

// Another store's words mean nothing.
TEST(StoreError, KeepsTheStoresApart) {
  EXPECT_THROW(ThrowStoreError("read", "s3://b/x", "NoSuchBucket", ""), UserError);
  EXPECT_THROW(ThrowStoreError("read", "s3://b/x", "NO_SUCH_BUCKET", ""), UserError);
  EXPECT_THROW(ThrowStoreError("read", "gs://b/x", "SignatureDoesNotMatch", ""), SystemError);
}

}  // namespace
}  // namespace millrace
