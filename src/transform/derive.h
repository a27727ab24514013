// The columns of event_v2 that are derived from bound values (spec/lake-tables.md §3, transform-clickstream §7).
// Thread-safe except for the arguments that it changes.
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

// The slots of a page as sent, and the values derived from them. Events of one bundle whose slots point to the same
// texts share the derived values.
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

// Memory that the derivation reuses from event to event; one per worker.
struct DeriveScratch {
  DerivedPage page;
  UrlParts url;
  QueryJoiner query;
  std::string text;
};

// Fills the derived columns of a row whose clock correction is known: URL parts, decoded texts, defaults, times with
// the shift added, columns that depend on the event's name. Values without a column go to the custom parameters
// (lake-tables difference 9), so call this before their JSON text is made. Changed texts are stored in the arena of the
// bundle. Numbers that no column can store become null and are counted there.
void DeriveColumns(EventRow& row, EventBundle& bundle, DeriveScratch& scratch);

// The part for URL, title and referrers of a page, from the slots that contain them as sent.
void DerivePage(EventRow& row, Arena& arena, DeriveScratch& scratch);

// Shifts a time of the client by the same amount as the clock correction shifted the event. Null if the sum does not
// fit int64.
std::optional<int64_t> Shifted(const ClockCorrection& clock, int64_t time);

}  // namespace millrace
