#include "transform/derive.h"

#include <functional>

#include "core/letter_case.h"
#include "core/time.h"
#include "transform/event_binder.h"

namespace millrace {
namespace {

using E = EventColumn;

std::string_view Decoded(std::string_view text, Arena& arena, std::string& scratch) {
  const std::string_view decoded = UrlDecode(text, scratch);
  return decoded.data() == text.data() ? text : arena.Copy(decoded);
}

// Returns a view that lies within `whole` unchanged; copies any other view, because the next URL would overwrite it.
std::string_view Lasting(std::string_view part, std::string_view whole, Arena& arena) {
  const std::less_equal<> order;
  const bool inside = order(whole.data(), part.data()) && order(part.data() + part.size(), whole.data() + whole.size());
  return inside ? part : arena.Copy(part);
}

void ReadUrl(std::string_view sent, Arena& arena, DeriveScratch& scratch) {
  DerivedPage& page = scratch.page;
  UrlParts& url = scratch.url;
  page.query.clear();
  page.is_url = ParseUrl(sent, url);
  if (!page.is_url) return;
  page.path = Lasting(url.path, sent, arena);
  page.host = url.host;
  page.has_query = url.has_query;
  if (!url.has_query) return;
  for (const QueryPair& pair : scratch.query.Join(url.query)) {
    page.query.emplace_back(Lasting(pair.key, sent, arena), Lasting(pair.value, sent, arena));
  }
}

// Releases memory that an unusually long text allocated; its results are in the arena.
constexpr size_t kLongText = 1u << 20;
void GiveBack(DeriveScratch& scratch) {
  scratch.url = {};
  scratch.query = {};
  scratch.text = {};
}

// If all slots still point to the texts of the previous event, the results are known: equal positions mean equal texts.
void ReadPage(const EventRow& row, Arena& arena, DeriveScratch& scratch) {
  DerivedPage& page = scratch.page;
  if (page.generation != arena.generation()) page.sent = {};
  page.generation = arena.generation();
  for (size_t i = 0; i < page.sent.size(); ++i) {
    const NullableText text = row.Text(DerivedPage::kSent[i]);
    if (text.data() == nullptr || (text.data() == page.sent[i].data() && text.size() == page.sent[i].size())) continue;
    page.sent[i] = text;
    page.decoded[i] = Decoded(text, arena, scratch.text);
    if (DerivedPage::kSent[i] == kSlotPageUrl) ReadUrl(text, arena, scratch);
    if (text.size() > kLongText) GiveBack(scratch);
  }
}

std::string_view NameOf(E column) {
  return TableOf(TableId::kEvent).columns[static_cast<size_t>(column)].name;
}

void Shift(EventRow& row, E column, EventBundle& bundle) {
  if (!row.clock.adjusted) return;
  const auto time = row.Int(column);
  if (!time) return;
  const auto shifted = Shifted(row.clock, *time);
  if (!shifted) bundle.lenient_fields.push_back(NameOf(column));
  row.SetInt(column, shifted);
}

// A value whose column the event's name does not use stays in the custom parameters, as sent.
void Keep(EventRow& row, std::string_view key, Slot slot) {
  if (row.Has(slot)) PutCustom(row.custom, key, row.PresentText(slot), row.SentType(slot));
}

JsonScalar SentValue(const EventRow& row, Slot slot) {
  if (!row.Has(slot)) return {};
  const std::string_view text = row.PresentText(slot);
  switch (row.SentType(slot)) {
    case TypeTag::kString:
      return {JsonKind::kString, text};
    case TypeTag::kNumber:
      return {text.find('.') == std::string_view::npos ? JsonKind::kInteger : JsonKind::kReal, text};
    case TypeTag::kBoolean:
      return {JsonKind::kBool, text};
    case TypeTag::kObject:
      break;
  }
  return {JsonKind::kObject, text};
}

std::optional<int64_t> SentLong(const EventRow& row, Slot slot) {
  bool ok = true;
  return PlainLong(SentValue(row, slot), ok);
}

void DeriveDevice(EventRow& row, EventBundle& bundle) {
  if (const NullableText platform = row.Text(E::platform); platform.data() == nullptr) {
    row.SetText(E::platform, "Web");
  } else if (EqualsIgnoringAsciiCase(platform, "android") || EqualsIgnoringAsciiCase(platform, "ios") ||
             EqualsIgnoringAsciiCase(platform, "wechatmp")) {
    row.SetText(E::device_operating_system, platform);
  }
  if (const auto offset = row.Int(kSlotZoneOffset)) {
    const int64_t seconds = *offset / 1000;
    if (seconds == static_cast<int32_t>(seconds)) {
      row.SetInt(E::device_time_zone_offset_seconds, seconds);
    } else {
      bundle.lenient_fields.push_back("zone_offset");
    }
  }
  if (!row.Has(E::event_value)) {
    row.SetText(E::event_value_currency, {});
  } else if (!row.Has(E::event_value_currency)) {
    row.SetText(E::event_value_currency, "USD");
  }
}

void DeriveByName(EventRow& row, EventBundle& bundle) {
  const std::string_view name = row.Text(E::event_name);
  const auto engagement = [&] { return SentLong(row, kSlotEngagementTime); };
  const bool screen = name == "_screen_view";
  const bool page = name == "_page_view";
  if (screen || page) {
    row.SetInt(screen ? E::screen_view_engagement_time_msec : E::page_view_engagement_time_msec, engagement());
    row.SetInt(screen ? E::screen_view_previous_time_msec : E::page_view_previous_time_msec,
               SentLong(row, kSlotPreviousTimestamp));
    Shift(row, screen ? E::screen_view_previous_time_msec : E::page_view_previous_time_msec, bundle);
  } else {
    Keep(row, "_previous_timestamp", kSlotPreviousTimestamp);
    if (name == "_user_engagement") {
      row.SetInt(E::user_engagement_time_msec, engagement());
    } else if (name == "_scroll") {
      row.SetInt(E::scroll_engagement_time_msec, engagement());
    } else {
      Keep(row, "_engagement_time_msec", kSlotEngagementTime);
    }
  }
  if (name == "_app_start") {
    const auto first = SafeBool(SentValue(row, kSlotIsFirstTime));
    row.SetInt(E::app_start_is_first_time, first ? std::optional<int64_t>(*first) : std::nullopt);
  } else {
    Keep(row, "_is_first_time", kSlotIsFirstTime);
  }
  Keep(row, "event_previous_timestamp", kSlotEventPreviousTimestamp);
}

}  // namespace

std::optional<int64_t> Shifted(const ClockCorrection& clock, int64_t time) {
  __extension__ using Wide = __int128;
  const Wide sum = Wide{time} + clock.to - clock.from;
  const auto shifted = static_cast<int64_t>(sum);
  return shifted == sum ? std::optional(shifted) : std::nullopt;
}

void DerivePage(EventRow& row, Arena& arena, DeriveScratch& scratch) {
  static constexpr std::array kDecodedColumns = {E::page_view_page_url, E::page_view_page_referrer,
                                                 E::page_view_page_title, E::page_view_page_referrer_title,
                                                 E::page_view_latest_referrer};
  DerivedPage& page = scratch.page;
  ReadPage(row, arena, scratch);
  for (size_t i = 0; i < kDecodedColumns.size(); ++i) {
    if (row.Has(DerivedPage::kSent[i])) row.SetText(kDecodedColumns[i], page.decoded[i]);
  }
  if (row.Has(kSlotLatestReferrer) && !row.Has(E::page_view_latest_referrer_host)) {
    row.SetText(E::page_view_latest_referrer_host, UrlHost(row.Text(kSlotLatestReferrer)));
  }
  if (row.Has(kSlotHostName)) row.SetText(E::page_view_hostname, row.Text(kSlotHostName));
  if (!row.Has(kSlotPageUrl) || !page.is_url) return;
  row.SetText(E::page_view_page_url_path, page.path);
  if (page.host.data() != nullptr && !row.Has(kSlotHostName)) row.SetText(E::page_view_hostname, page.host);
  row.has_query = page.has_query;
  row.query = page.query;
}

void DeriveColumns(EventRow& row, EventBundle& bundle, DeriveScratch& scratch) {
  row.SetInt(E::event_time_msec, row.clock.to);
  row.SetInt(E::event_timestamp, MicrosecondsOf(row.clock.to));
  Shift(row, E::user_first_touch_time_msec, bundle);
  Shift(row, E::session_start_time_msec, bundle);
  DeriveDevice(row, bundle);
  // Without attributes, the page columns stay null, even the host (transform-clickstream §6).
  if (row.has_attributes) {
    DerivePage(row, bundle.arena, scratch);
    row.SetInt(E::screen_view_entrances, row.Int(E::page_view_entrances));
  }
  DeriveByName(row, bundle);
}

}  // namespace millrace
