#include "storage/arrow_stores.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <arrow/filesystem/azurefs.h>
#include <arrow/filesystem/gcsfs.h>

#include "core/error.h"
#include "storage/arrow_file_system.h"

namespace millrace {
namespace {

// How long Google's SDK retries temporary errors; its default is 15 minutes.
constexpr double kGsRetrySeconds = 25;

bool IsBase64(std::string_view text) {
  const size_t end = text.find_last_not_of('=');
  return text.size() % 4 == 0 && end != std::string_view::npos && text.size() - end <= 3 &&
         std::ranges::all_of(text.substr(0, end + 1),
                             [](unsigned char c) { return std::isalnum(c) != 0 || c == '+' || c == '/'; });
}

// `bucket` is container@account.dfs.core.windows.net; other clouds of Azure have other domains. With an endpoint, the
// account can be given without a domain.
arrow::fs::AzureOptions AzureOptionsOf(const Config::Abfs& config, const std::string& bucket, std::string& container) {
  constexpr std::string_view kDomain = ".dfs.";
  const size_t at = bucket.find('@');
  const size_t dot = bucket.find('.', at);
  const std::string domain = dot == std::string::npos ? "" : bucket.substr(dot);
  if (at == 0 || at == std::string::npos || dot == at + 1 || at + 1 == bucket.size() ||
      (config.endpoint.empty() && !domain.starts_with(kDomain))) {
    throw UserError("not an address of Azure: abfs://" + bucket +
                    "; expected abfs://container@account.dfs.core.windows.net/prefix");
  }
  container = bucket.substr(0, at);
  arrow::fs::AzureOptions options;
  options.account_name = bucket.substr(at + 1, dot == std::string::npos ? dot : dot - at - 1);
  if (config.endpoint.empty()) {
    options.dfs_storage_authority = domain;
    options.blob_storage_authority = ".blob." + domain.substr(kDomain.size());
  } else {
    const size_t host = config.endpoint.find("://");
    options.blob_storage_scheme = options.dfs_storage_scheme = config.endpoint.substr(0, host);
    options.blob_storage_authority = options.dfs_storage_authority = config.endpoint.substr(host + 3);
  }
  const char* variable = std::getenv("AZURE_STORAGE_KEY");
  const std::string key = variable == nullptr ? "" : variable;
  arrow::Status set;
  if (config.anonymous) {
    set = options.ConfigureAnonymousCredential();
  } else if (!key.empty()) {
    if (!IsBase64(key)) throw UserError("AZURE_STORAGE_KEY is not the key of a storage account, which is base64");
    set = options.ConfigureAccountKeyCredential(key);
  } else if (options.blob_storage_scheme == "http") {
    // Azure's client sends tokens over TLS only.
    throw UserError("no account key for `abfs.endpoint`: set AZURE_STORAGE_KEY, or `abfs.anonymous: true`");
  } else {
    set = options.ConfigureDefaultCredential();
  }
  if (!set.ok()) throw UserError("cannot use Azure: " + set.message());
  return options;
}

}  // namespace

std::unique_ptr<FileSystem> OpenGsFileSystem(const Config::Gs& config) {
  arrow::fs::GcsOptions options =
      config.anonymous ? arrow::fs::GcsOptions::Anonymous() : arrow::fs::GcsOptions::Defaults();
  options.retry_limit_seconds = kGsRetrySeconds;
  if (!config.endpoint.empty()) {
    const size_t host = config.endpoint.find("://");
    options.scheme = config.endpoint.substr(0, host);
    options.endpoint_override = config.endpoint.substr(host + 3);
  }
  auto made = arrow::fs::GcsFileSystem::Make(options);
  if (!made.ok()) throw UserError("cannot use Google Cloud Storage: " + made.status().message());
  const std::string server = config.endpoint.empty() ? "https://storage.googleapis.com" : config.endpoint;
  return OverArrowFileSystem(std::move(made).ValueUnsafe(),
                             {.root = "gs://", .arrow_root = "", .has_folders = false, .server = server});
}

std::unique_ptr<FileSystem> OpenAbfsFileSystem(const Config::Abfs& config, const std::string& bucket) {
  std::string container;
  const arrow::fs::AzureOptions options = AzureOptionsOf(config, bucket, container);
  auto made = arrow::fs::AzureFileSystem::Make(options);
  if (!made.ok()) throw UserError("cannot use Azure: " + made.status().message());
  // Of Azure's own servers the account begins the name.
  const bool own = options.blob_storage_authority.starts_with('.');
  const std::string server =
      options.blob_storage_scheme + "://" + (own ? options.account_name : "") + options.blob_storage_authority;
  return OverArrowFileSystem(
      std::move(made).ValueUnsafe(),
      {.root = "abfs://" + bucket, .arrow_root = container, .has_folders = true, .server = server});
}

}  // namespace millrace
