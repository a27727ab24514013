// The columns of event_v2 that are made from what was bound (spec/lake-tables.md §3, transform-clickstream §7).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/url.h"
#include "raw/raw_row.h"
#include "transform/event_row.h"

namespace millrace {

// What a page's slots were sent as, and what was made of it. Events of one bundle that share the places of these texts
// share what they say.
struct DerivedPage {
  static constexpr std::array kSent = {kSlotPageUrl, kSlotPageReferrer, kSlotPageTitle, kSlotPageReferrerTitle,
                                       kSlotLatestReferrer};
  uint64_t generation = 0;  // of the arena; 0: nothing was derived
  std::array<NullableText, kSent.size()> sent;
  std::array<NullableText, kSent.size()> decoded;
  bool is_url = false;
  NullableText path;
  NullableText host;
  bool has_query = false;
  std::vector<std::pair<std::string_view, std::string_view>> query;
};

// Memory that the derivation reuses from event to event; one a worker.
struct DeriveScratch {
  DerivedPage page;
  UrlParts url;
  QueryJoiner query;
  std::string text;
};

// Fills the derived columns of a row whose clock correction is known: URL parts, decoded texts, defaults, times with
// the shift added, columns that depend on the event's name. What no column took goes to the custom parameters
// (lake-tables difference 9), so call it before the JSON text of those is made. Texts
// that are not as they were sent go to the bundle's arena. Numbers that no column holds become null and are counted
// there.
void DeriveColumns(EventRow& row, EventBundle& bundle, DeriveScratch& scratch);

// The part of it for a page's URL, title and referrers, from the slots that hold them as they were sent.
void DerivePage(EventRow& row, Arena& arena, DeriveScratch& scratch);

// Moves a time that the client told as far as the clock's correction moved the event. Null when the sum is no int64.
std::optional<int64_t> Shifted(const ClockCorrection& clock, int64_t time);

}  // namespace millrace
