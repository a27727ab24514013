#include "raw/reject.h"

#include <array>

namespace millrace {
namespace {

constexpr std::array<std::string_view, kRejectReasonCount> kNames = {
#define MILLRACE_REASON(name) #name,
    MILLRACE_REJECT_REASONS(MILLRACE_REASON)
#undef MILLRACE_REASON
};

}  // namespace

std::string_view RejectReasonName(RejectReason reason) {
  return kNames[static_cast<size_t>(reason)];
}

std::optional<RejectReason> FindRejectReason(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<RejectReason>(i);
  }
  return std::nullopt;
}

}  // namespace millrace
