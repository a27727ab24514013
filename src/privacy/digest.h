// Keyed and plain hashes of OpenSSL, for pseudonyms and for proofs. Thread-safe, no state.
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
// Passes everything on to `file` and gives `done` the SHA-256 of what was written when it is closed: what lies
// unfinished in a store cannot be read back.
std::unique_ptr<WritableFile> WithSha256(std::unique_ptr<WritableFile> file,
                                         std::function<void(std::string sha256)> done);
// 32 hexadecimal digits that nobody can guess.
std::string RandomSalt();

// Replaces values by pseudonyms: `p1:` and 32 hexadecimal digits of the value's HMAC-SHA256. The same value gives the
// same pseudonym, in every table and run, as long as the secret is the same; without the secret nobody can tell which
// value it was. A pseudonym stays as it is, so that rows and rejects may go through again.
class Pseudonymiser {
 public:
  explicit Pseudonymiser(std::string secret) : secret_(std::move(secret)) {}
  std::string Of(std::string_view value) const;
  const std::string& secret() const { return secret_; }

 private:
  std::string secret_;
};

}  // namespace millrace
