#include "core/store_address.h"

#include <array>
#include <utility>

namespace millrace {
namespace {

constexpr std::array<std::pair<std::string_view, StoreKind>, 3> kSchemes = {
    {{"s3://", StoreKind::kS3}, {"gs://", StoreKind::kGs}, {"abfs://", StoreKind::kAbfs}}};

}  // namespace

bool IsStoreAddress(std::string_view path) {
  for (const auto& [scheme, kind] : kSchemes) {
    if (path.starts_with(scheme)) return true;
  }
  return false;
}

bool HasStagedFiles(std::string_view path) {
  const auto address = ParseStoreAddress(path);
  return !address || address->kind != StoreKind::kS3;
}

std::optional<StoreAddress> ParseStoreAddress(std::string_view path) {
  for (const auto& [scheme, kind] : kSchemes) {
    if (!path.starts_with(scheme)) continue;
    const std::string_view rest = path.substr(scheme.size());
    const size_t slash = rest.find('/');
    if (rest.empty() || slash == 0) return std::nullopt;
    const bool whole = slash == std::string_view::npos;
    return StoreAddress{.kind = kind,
                        .bucket = std::string(whole ? rest : rest.substr(0, slash)),
                        .key = std::string(whole ? std::string_view() : rest.substr(slash + 1))};
  }
  return std::nullopt;
}

}  // namespace millrace
