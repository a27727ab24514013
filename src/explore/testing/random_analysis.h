// Random histories and random analyses over them, small enough that ties, NULLs and repeated steps are common. The same
// seed gives the same ones.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "explore/segment.h"
#include "explore/testing/plain_event.h"

namespace millrace {

class RandomAnalysis {
 public:
  explicit RandomAnalysis(uint64_t seed) : random_(seed) {}

  std::string Timezone();
  // Around 2024-10-27, when the clock changes in Berlin.
  AnalysisDays Range();
  std::vector<PlainEvent> Events();
  // `kind` is an index of kAnalysisKindNames.
  Analysis Make(size_t kind, const AnalysisDays& range);
  Filter AnyFilter(int depth = 0);
  // Conditions on the segments `s1` and `s2` are among them.
  Segment MakeSegment();

 private:
  int Number(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }
  bool OneIn(int n) { return Number(1, n) == 1; }
  std::string Name() { return std::string(1, static_cast<char>('a' + Number(0, 3))); }
  std::string Text();
  Property AnyProperty(PropertyType type);
  EventMatch Match();
  AnalysisWindow Window(bool may_be_session);
  std::vector<EventMatch> Matches(int least, int most);
  EventMetric Metric();
  PathAnalysis Path();
  SegmentCondition Condition();

  std::mt19937_64 random_;
};

}  // namespace millrace
