#include "privacy/digest.h"

#include <array>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "core/error.h"
#include "core/hex.h"

namespace millrace {
namespace {

constexpr std::string_view kPrefix = "p1:";
constexpr size_t kPseudonymDigits = 32;

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    MILLRACE_CHECK(context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }
  void Add(const void* data, size_t size) { MILLRACE_CHECK(EVP_DigestUpdate(context_.get(), data, size) == 1); }
  std::string Finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    MILLRACE_CHECK(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1);
    return HexOf(std::span(digest).first(size));
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

class HashedFile : public WritableFile {
 public:
  HashedFile(std::unique_ptr<WritableFile> file, std::function<void(std::string)> done)
      : file_(std::move(file)), done_(std::move(done)) {}

  void Write(const void* data, size_t size) override {
    file_->Write(data, size);
    hash_.Add(data, size);
  }
  void Sync() override { file_->Sync(); }
  void Close() override {
    file_->Close();
    done_(hash_.Finish());
  }
  std::string Ticket() const override { return file_->Ticket(); }

 private:
  std::unique_ptr<WritableFile> file_;
  std::function<void(std::string)> done_;
  Sha256 hash_;
};

bool IsPseudonym(std::string_view text) {
  return text.size() == kPrefix.size() + kPseudonymDigits && text.starts_with(kPrefix) &&
         text.find_first_not_of(kHexDigits, kPrefix.size()) == std::string_view::npos;
}

}  // namespace

std::string HmacSha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  MILLRACE_CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(), digest.data(),
                      &size) != nullptr);
  return HexOf(std::span(digest).first(size));
}

std::string Sha256OfFile(FileSystem& files, const std::string& path) {
  Sha256 hash;
  const auto file = files.OpenRead(path);
  std::vector<char> buffer(1u << 20);
  while (const size_t got = file->Read(buffer.data(), buffer.size())) hash.Add(buffer.data(), got);
  return hash.Finish();
}

std::unique_ptr<WritableFile> WithSha256(std::unique_ptr<WritableFile> file,
                                         std::function<void(std::string sha256)> done) {
  return std::make_unique<HashedFile>(std::move(file), std::move(done));
}

std::string RandomSalt() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) throw SystemError("the system provides no random bytes");
  return HexOf(bytes);
}

std::string Pseudonymiser::Of(std::string_view value) const {
  if (IsPseudonym(value)) return std::string(value);
  return std::string(kPrefix) + HmacSha256(secret_, value).substr(0, kPseudonymDigits);
}

}  // namespace millrace
