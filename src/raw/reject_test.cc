#include "raw/reject.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(Reject, NamesReadBack) {
  for (int i = 0; i < kRejectReasonCount; ++i) {
    const auto reason = static_cast<RejectReason>(i);
    EXPECT_EQ(FindRejectReason(RejectReasonName(reason)), reason);
  }
  EXPECT_EQ(RejectReasonName(RejectReason::not_json), "not_json");
  EXPECT_EQ(RejectReasonName(RejectReason::bot), "bot");
  EXPECT_EQ(FindRejectReason("Bot"), std::nullopt);
  EXPECT_EQ(FindRejectReason(""), std::nullopt);
}

TEST(Reject, ReasonsOfRowsComeBeforeThoseOfEvents) {
  EXPECT_FALSE(IsEventReason(RejectReason::bad_payload));
  EXPECT_TRUE(IsEventReason(RejectReason::not_an_event));
  EXPECT_TRUE(IsEventReason(RejectReason::bot));
}

}  // namespace
}  // namespace millrace
