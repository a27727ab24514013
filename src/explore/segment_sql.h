// The users of a segment as a query, and the statements that replace a segment's rows in `segment_user`. Each condition
// reads its days of the event view once. All users are those of `user_v2`, and those of the conditions; users without a
// row in `user_v2` are in no segment by what they have not done. Thread-safe.
#pragma once

#include <string_view>

#include "explore/analysis_sql.h"
#include "explore/segment.h"

namespace millrace {

struct SegmentStatement {
  Sql sql;
  SqlValues values;
};

// A SELECT with one column, `user_id`, of distinct users in any order.
SegmentStatement BuildSegment(const Segment& segment, const AnalysisTarget& target, int32_t last_complete_day);

// To be executed in one transaction: the old rows go, the new ones come.
SegmentStatement ClearSegment(std::string_view id, const AnalysisTarget& target);
SegmentStatement FillSegment(std::string_view id, const Segment& segment, const AnalysisTarget& target,
                             int32_t last_complete_day);

// Users with the attributes of `user_v2`, by id, at most `limit` rows: what is exported.
SegmentStatement SegmentUsers(std::string_view id, const AnalysisTarget& target, int64_t limit);
// One row: `segment_size`, `total_users`.
SegmentStatement SegmentSummary(std::string_view id, const AnalysisTarget& target);

}  // namespace millrace
