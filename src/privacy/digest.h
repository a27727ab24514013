// Keyed and plain hashes by OpenSSL, for pseudonyms and for proofs. Stateless; thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "storage/file_system.h"

namespace millrace {

// HMAC-SHA256, 64 hexadecimal digits.
std::string HmacSha256(std::string_view key, std::string_view text);
// SHA-256 of a file's bytes, 64 hexadecimal digits. Throws SystemError.
std::string Sha256OfFile(FileSystem& files, const std::string& path);
// Passes everything on to `file`, and calls `done` with the SHA-256 of the written bytes when it is closed, because an
// unfinished upload in a store cannot be read back.
std::unique_ptr<WritableFile> WithSha256(std::unique_ptr<WritableFile> file,
                                         std::function<void(std::string sha256)> done);
// 32 random hexadecimal digits that cannot be guessed.
std::string RandomSalt();

// Replaces values by pseudonyms: `p1:` and 32 hexadecimal digits of the value's HMAC-SHA256. With the same secret, a
// value has the same pseudonym in every table and run; without the secret, the value cannot be determined. A pseudonym
// is not changed again, so that rows and rejects can be processed repeatedly.
class Pseudonymiser {
 public:
  explicit Pseudonymiser(std::string secret) : secret_(std::move(secret)) {}
  std::string Of(std::string_view value) const;
  const std::string& secret() const { return secret_; }

 private:
  std::string secret_;
};

}  // namespace millrace
