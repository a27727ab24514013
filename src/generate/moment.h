// The parts of visits: moments, and the pages on which they happen, independent of the client. Each client writes the
// same visit in its own form (client.h).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "generate/catalog.h"

namespace millrace::generate {

// What can happen. The comments say how an act uses `numbers` and `fraction` of Moment.
enum class Act : uint8_t {
  first_open,
  session_start,
  page_view,
  page_load,  // numbers: total time, time until the document was complete (both µs), bytes
  scroll,
  click,        // on `link`; numbers: which of the page's links
  form_submit,  //
  app_start,
  app_end,
  app_update,
  os_update,
  screen_view,
  app_exception,    // numbers: the line in the source
  sdk_error,        //
  search,           // for the visitor's own search term
  button_click,     // on `text`; numbers: x on the web, a count in apps; fraction: y, a score
  user_engagement,  //
  profile_set,      // the client got the profile just before
  view_item,
  view_item_list,
  add_to_cart,  // numbers: products in the cart, 1 = with a coupon
  purchase,     // numbers: of the order; fraction: the tax
};
inline constexpr size_t kActCount = static_cast<size_t>(Act::purchase) + 1;

// An external page that shops link to.
struct Link {
  std::string_view domain, url;
};

// A product at the position where it is shown. `choices` are random bits that decide which other fields an item has.
struct ShownItem {
  const Product* product;
  uint64_t choices;
};

// Texts are already escaped for JSON strings. Views are valid until the visit continues.
struct Moment {
  Act act{};
  int64_t time_ms = 0;      // by the real clock
  int64_t value_cents = 0;  // 0 = without a value
  std::span<const ShownItem> items;
  bool entrance = false;           // the first page or screen of the session
  int64_t engaged_ms = 0;          // how long the visitor stayed on the page, if reported
  int64_t previous_opened_ms = 0;  // when the previous page was opened, by the real clock
  std::string_view text;
  const Link* link = nullptr;
  std::array<int64_t, 3> numbers{};
  double fraction = 0;
};

// Where moments happen: a page on the web, a screen in an app. Texts like those of Moment; URLs are percent-encoded.
struct Page {
  std::string_view url, title;
  std::string_view previous_url, previous_title;  // empty = none; external for the first page
  uint32_t screen = 0, previous_screen = 0;       // in apps
};
std::string_view ScreenName(uint32_t screen);
inline constexpr uint32_t kScreenCount = 9;

struct SessionFacts {
  int64_t start_ms = 0;  // by the real clock
  int64_t number = 1;
  int64_t clock_shift_ms = 0;                // the error of the device's clock during the session
  std::string_view address;                  // where requests come from, followed by proxies, separated by commas
  std::string_view referrer, referrer_host;  // where the visitor came from; empty = not from a page
  bool by_search_ad = false;                 // whether one opened the app
  int64_t level = 0;                         // an attribute that only some sessions have; 0 = none
};

}  // namespace millrace::generate
