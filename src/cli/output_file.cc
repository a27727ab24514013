#include "cli/output_file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include "cli/table_print.h"
#include "core/error.h"

namespace millrace {
namespace {

[[noreturn]] void Fail(const std::string& path) {
  throw SystemError("cannot write " + path + ": " + std::strerror(errno));
}

}  // namespace

OutputFile::OutputFile(std::string path) : path_(std::move(path)) {
  if (path_.empty()) return;
  std::error_code error;
  const auto status = std::filesystem::status(path_, error);
  if (std::filesystem::is_directory(status)) throw UserError("--output: this is a directory: " + path_);
  const bool is_file = !std::filesystem::exists(status) || std::filesystem::is_regular_file(status);
  if (is_file) staged_ = path_ + ".partial";
  stream_ = std::fopen((is_file ? staged_ : path_).c_str(), "wb");
  if (stream_ == nullptr) Fail(path_);
}

OutputFile::~OutputFile() {
  if (stream_ != nullptr) (void)std::fclose(stream_);
  if (!staged_.empty()) (void)std::remove(staged_.c_str());
}

void OutputFile::Write(std::string_view text) {
  if (stream_ == nullptr) return PrintToStdout(text);
  if (std::fwrite(text.data(), 1, text.size(), stream_) != text.size()) Fail(path_);
}

void OutputFile::WriteFile(const std::string& path) {
  const auto close = [](std::FILE* file) { (void)std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> from(std::fopen(path.c_str(), "rb"), close);
  if (!from) throw SystemError("cannot read " + path + ": " + std::strerror(errno));
  std::array<char, 1 << 16> buffer;
  while (const size_t size = std::fread(buffer.data(), 1, buffer.size(), from.get())) Write({buffer.data(), size});
  if (std::ferror(from.get()) != 0) throw SystemError("cannot read " + path + ": " + std::strerror(errno));
}

void OutputFile::Commit() {
  if (stream_ == nullptr) return;
  std::FILE* const stream = stream_;
  stream_ = nullptr;
  if (std::fclose(stream) != 0) Fail(path_);
  if (staged_.empty()) return;
  if (std::rename(staged_.c_str(), path_.c_str()) != 0) Fail(path_);
  staged_.clear();
}

}  // namespace millrace
