#include "transform/derive.h"

#include <functional>

#include "transform/event_binder.h"

namespace millrace {
namespace {

using E = EventColumn;

bool EqualsIgnoreCase(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] | 0x20) : text[i];
    if (c != lower[i]) return false;
  }
  return true;
}

std::string_view Decoded(std::string_view text, Arena& arena, std::string& scratch) {
  const std::string_view decoded = UrlDecode(text, scratch);
  return decoded.data() == text.data() ? text : arena.Copy(decoded);
}

// A view that lies in `whole` as it is; any other one, which the next URL would overwrite, copied.
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

// What lies where it lay in the event before is known already.
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
  }
}

void Shift(EventRow& row, E column) {
  ShiftTime(row, SlotOf(column));
}

// A value that the event's name leaves without a column stays in the custom parameters.
void Keep(EventRow& row, std::string_view key, Slot slot, TypeTag type, Arena& arena) {
  const auto value = row.Int(slot);
  if (!value) return;
  const std::string_view text =
      type == TypeTag::kBoolean ? (*value ? std::string_view("true") : "false") : arena.Copy(std::to_string(*value));
  PutCustom(row.custom, key, text, type);
}

void DeriveDevice(EventRow& row) {
  if (const NullableText platform = row.Text(E::platform); platform.data() == nullptr) {
    row.SetText(E::platform, "Web");
  } else if (EqualsIgnoreCase(platform, "android") || EqualsIgnoreCase(platform, "ios") ||
             EqualsIgnoreCase(platform, "wechatmp")) {
    row.SetText(E::device_operating_system, platform);
  }
  if (const auto offset = row.Int(kSlotZoneOffset)) {
    row.SetInt(E::device_time_zone_offset_seconds, static_cast<int32_t>(*offset / 1000));
  }
  if (!row.Has(E::event_value)) {
    row.SetText(E::event_value_currency, {});
  } else if (!row.Has(E::event_value_currency)) {
    row.SetText(E::event_value_currency, "USD");
  }
}

void DeriveByName(EventRow& row, Arena& arena) {
  const std::string_view name = row.Text(E::event_name);
  const auto engagement = row.Int(kSlotEngagementTime);
  const bool screen = name == "_screen_view";
  const bool page = name == "_page_view";
  if (screen || page) {
    row.SetInt(screen ? E::screen_view_engagement_time_msec : E::page_view_engagement_time_msec, engagement);
    row.SetInt(screen ? E::screen_view_previous_time_msec : E::page_view_previous_time_msec,
               row.Int(kSlotPreviousTimestamp));
    Shift(row, screen ? E::screen_view_previous_time_msec : E::page_view_previous_time_msec);
  } else {
    Keep(row, "_previous_timestamp", kSlotPreviousTimestamp, TypeTag::kNumber, arena);
    if (name == "_user_engagement") {
      row.SetInt(E::user_engagement_time_msec, engagement);
    } else if (name == "_scroll") {
      row.SetInt(E::scroll_engagement_time_msec, engagement);
    } else {
      Keep(row, "_engagement_time_msec", kSlotEngagementTime, TypeTag::kNumber, arena);
    }
  }
  if (name == "_app_start") {
    row.SetInt(E::app_start_is_first_time, row.Int(kSlotIsFirstTime));
  } else {
    Keep(row, "_is_first_time", kSlotIsFirstTime, TypeTag::kBoolean, arena);
  }
  Keep(row, "event_previous_timestamp", kSlotEventPreviousTimestamp, TypeTag::kNumber, arena);
}

}  // namespace

void ShiftTime(EventRow& row, Slot time) {
  if (row.clock.shift == 0) return;
  if (const auto value = row.Int(time)) row.SetInt(time, *value + row.clock.shift);
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

void DeriveColumns(EventRow& row, Arena& arena, DeriveScratch& scratch) {
  Shift(row, E::event_time_msec);
  Shift(row, E::user_first_touch_time_msec);
  Shift(row, E::session_start_time_msec);
  row.SetInt(E::event_timestamp, *row.Int(E::event_time_msec) * 1000);
  DeriveDevice(row);
  // Without attributes the page has no columns, not even the host (transform-clickstream §6).
  if (row.has_attributes) {
    DerivePage(row, arena, scratch);
    row.SetInt(E::screen_view_entrances, row.Int(E::page_view_entrances));
  }
  DeriveByName(row, arena);
}

}  // namespace millrace
