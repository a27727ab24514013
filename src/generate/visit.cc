#include "generate/visit.h"

#include <array>

namespace millrace::generate {

namespace {

// Class names as Android and iOS report them, and one that somebody named by hand.
constexpr std::array<std::string_view, 9> kScreens{"MainActivity",    "ProductListActivity",    "ProductDetailActivity",
                                                   "CartActivity",    "CheckoutActivity",       "SearchViewController",
                                                   "ProfileFragment", "SettingsViewController", "首页"};
constexpr std::array<std::string_view, 4> kChannels{"Google Play", "App Store", "HUAWEI Store", "C001"};
constexpr std::array<std::string_view, 5> kCurrencies{"USD", "EUR", "USD", "JPY", "CNY"};

struct Link {
  std::string_view domain, url;
  bool outbound;
};
constexpr std::array<Link, 4> kLinks{{
    {"www.youtube.com", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", true},
    {"partner.example.org", "https://user:pw@weird.partner.example.org:8443/p?q#frag", true},
    {"www.instagram.com", "https://www.instagram.com/shop/", true},
    {"www.zhihu.com", "https://www.zhihu.com/question/1", true},
}};

struct FixedPage {
  std::string_view path, name;
};
// The blank in the last one is a mistake that real sites make; URL parsers have to live with it.
constexpr std::array<FixedPage, 7> kFixedPages{{{"/", "Home"},
                                                {"/", "Home"},
                                                {"/index.html", "index"},
                                                {"/account/orders?id=2", "Orders"},
                                                {"/blog", "Blog"},
                                                {"/help/faq", "FAQ"},
                                                {"/c/new arrivals", "New"}}};

}  // namespace

void VisitScript::Append(std::string_view key, std::string_view text) {
  attributes_ << ",\"" << key << "\":\"" << text << '"';
}

bool VisitScript::Emit(std::string_view name, int64_t wait_ms, Random& random, int64_t value_cents) {
  now_ms_ += wait_ms;
  const EventParts parts{name,
                         now_ms_,
                         items_.view(),
                         item_count_,
                         attributes_.view(),
                         value_cents,
                         kCurrencies[visitor_->device_id % kCurrencies.size()]};
  const bool more = writer_.Add(parts, random);
  attributes_.Clear();
  items_.Clear();
  item_count_ = 0;
  return more;
}

void VisitScript::AddItem(const Product& product, Random& random) {
  if (item_count_ != 0) items_ << ',';
  AppendItem(items_, product, random);
  ++item_count_;
}

void VisitScript::Play(const Visitor& visitor, const VisitPlan& plan, Random& random) {
  visitor_ = &visitor;
  plan_ = plan;
  now_ms_ = opened_ms_ = plan.start_ms;
  cart_size_ = 0;
  attributes_.Clear();
  items_.Clear();
  item_count_ = 0;
  constant_.Clear();
  previous_url_.Clear();
  previous_title_.Clear();

  const bool web = visitor.platform == Platform::web;
  if (web) {
    Land(random);
  } else {
    // How an app came onto a device does not change from session to session.
    const uint64_t habits = MixBits(visitor.device_id + 1);
    if ((habits & 3) != 0) {
      constant_ << ((habits & 4) != 0 ? R"(,"_app_install_channel":")" : R"(,"_install_channel":")")
                << kChannels[(habits >> 8) % kChannels.size()] << '"';
    }
    if (random.Percent(12)) {
      constant_ << R"(,"_traffic_source_source":"apple search ads","_traffic_source_medium":"Paid search",)"
                   R"("_traffic_source_campaign":"brand+generic","_traffic_source_clid":"amazon_ad_123",)"
                   R"("_traffic_source_clid_platform":"amazon_ads")";
    }
  }
  if (random.Percent(20)) constant_ << R"(,"level":)" << random.Between(1, 20) << R"(,"isBeta":true)";

  const int64_t clock_shift_ms = visitor.clock_skew_ms - plan.late_ms;
  TextBuffer& address = title_;  // free until the first page opens
  address.Clear();
  AppendAddress(address, *visitor.place, visitor.roams ? random.Next() : visitor.address_bits);
  if (random.Percent(4)) address << ", 10." << random.Between(0, 255) << '.' << random.Between(0, 255) << ".7";
  if (random.Percent(1)) address << ", 192.168.1.1";
  writer_.BeginSession(visitor, {plan.start_ms, plan.number, clock_shift_ms, constant_.view()}, address.view(),
                       plan.late_ms);
  // Who logged in once is known from then on; new visitors may log in later in the session.
  const bool known = visitor.user_number != 0 && plan.number > 1;
  login_ms_ = known ? visitor.first_touch_ms + visitor.clock_skew_ms + 5000 : 0;
  writer_.composer().SetProfile(login_ms_, 0);
  if (web) {
    PlayWeb(random);
  } else {
    PlayApp(random);
  }
  writer_.Flush(random);
}

void VisitScript::Land(Random& random) {
  const Landing& landing = world_.catalog.PickLanding(random);
  url_.Clear();
  if (*landing.query != '\0' || *landing.click_id != '\0') {
    url_ << '?' << landing.query;
    if (*landing.click_id != '\0') {
      url_ << (*landing.query != '\0' ? "&" : "") << landing.click_id;
      url_.AppendHex(random.Next(), 15);
    }
  }
  if (*landing.referrer == '\0') return;
  previous_url_ << landing.referrer << (landing.with_term ? visitor_->place->encoded_term : "");
  // The SDK remembers the last referrer from outside for the whole session.
  constant_ << R"(,"_latest_referrer":")" << previous_url_.view() << R"(","_latest_referrer_host":")"
            << landing.referrer_host << '"';
}

// Chooses a page and makes its address and title; url_ may hold the query that the visitor came in with.
const Product* VisitScript::OpenPage(int page, Random& random) {
  const std::string query(url_.view());
  if (page > 0) {
    previous_url_.Clear();
    previous_url_ << query;
    previous_title_.Clear();
    previous_title_ << title_.view();
  }
  const Place& place = *visitor_->place;
  const Product* product = nullptr;
  searching_ = paying_ = false;
  url_.Clear();
  title_.Clear();
  url_ << "https://" << visitor_->app->host;
  title_ << place.title_before;
  const uint32_t kind = random.Below(100);  // no path through a shop is unusual enough to be ruled out
  if (kind < 45) {
    product = &world_.catalog.PickProduct(random);
    url_ << "/product/" << product->slug;
    title_ << product->name;
  } else if (kind < 63) {
    const std::string& category = world_.catalog.PickCategory(random);
    url_ << "/c/" << category;
    title_ << category;
  } else if (kind < 73) {
    searching_ = true;
    url_ << "/search";
    title_ << place.search_term;
  } else if (kind < 85 && cart_size_ > 0) {
    paying_ = random.Percent(60);
    url_ << (paying_ ? "/checkout" : "/cart");
    title_ << (paying_ ? "Checkout" : "Cart");
  } else {
    const FixedPage& fixed = random.Pick(kFixedPages);
    url_ << fixed.path;
    title_ << fixed.name;
  }
  title_ << place.title_behind;
  const bool has_query = url_.view().find('?') != std::string_view::npos;
  if (searching_) {
    url_ << "?q=" << place.encoded_term << "&page=" << random.Between(1, 5);
  } else if (page == 0 && !query.empty() && !has_query) {
    url_ << query;
  } else if (!has_query && random.Percent(15)) {
    url_ << "?id=" << random.Between(1, 999);
  }
  if (random.Percent(3)) url_ << "#reviews";

  page_.Clear();
  page_ << R"(,"_page_title":")" << title_.view() << R"(","_page_url":")" << url_.view() << '"';
  writer_.composer().SetPage(page_.view());
  return product;
}

void VisitScript::AddTiming(Random& random) {
  attributes_ << R"(,"duration":)";
  attributes_ << static_cast<double>(random.Between(100'000, 4'000'000)) / 1000;
  attributes_ << R"(,"nextHopProtocol":"h2","startTime":0,"domComplete":)"
              << static_cast<double>(random.Between(100'000, 3'000'000)) / 1000
              << R"(,"entryType":"navigation","transferSize":)" << random.Between(1000, 99'999)
              << R"(,"redirectCount":0)";
}

bool VisitScript::MaybeSetProfile(Random& random) {
  if (visitor_->user_number == 0 || visitor_->bot || !random.Percent(12)) return true;
  const int64_t device_ms = now_ms_ + 700 + visitor_->clock_skew_ms - plan_.late_ms;
  if (login_ms_ == 0) login_ms_ = device_ms;
  writer_.composer().SetProfile(login_ms_, device_ms);
  return Emit("_profile_set", 700, random);
}

void VisitScript::PlayWeb(Random& random) {
  // Bots do little on a page, and open many.
  const int pages = static_cast<int>(visitor_->bot ? random.Between(4, 20) : random.Skewed(1, 14));
  for (int page = 0; page < pages; ++page) {
    if (!PlayPage(page, random)) return;
  }
  if (!visitor_->bot && random.Percent(80)) Emit("_app_end", random.Between(50, 900), random);
}

bool VisitScript::PlayPage(int page, Random& random) {
  const Product* product = OpenPage(page, random);
  if (page == 0) {
    if (plan_.number == 1 && !Emit("_first_open", 0, random)) return false;
    if (!Emit("_session_start", random.Between(100, 400), random)) return false;
  }
  Append("_page_referrer", previous_url_.view());
  Append("_page_referrer_title", previous_title_.view());
  attributes_ << R"(,"_entrances":)"
              << (visitor_->entrances_as_bool ? (page == 0 ? "true" : "false") : (page == 0 ? "1" : "0"));
  int64_t wait_ms = random.Between(50, 900);
  if (page > 0) {
    attributes_ << R"(,"_previous_timestamp":)" << opened_ms_ + visitor_->clock_skew_ms - plan_.late_ms
                << R"(,"_engagement_time_msec":)" << now_ms_ + wait_ms - opened_ms_;
  }
  if (!Emit("_page_view", wait_ms, random)) return false;
  opened_ms_ = now_ms_;
  if (random.Percent(8)) {
    AddTiming(random);
    if (!Emit("_page_load", random.Between(200, 3000), random)) return false;
  }
  if (visitor_->bot) {
    now_ms_ += random.Skewed(500, 5000);
    return true;
  }
  if (!MaybeSetProfile(random)) return false;
  if (searching_) {
    Append("_search_key", "q");
    Append("_search_term", visitor_->place->search_term);
    if (!Emit("_search", random.Between(10, 300), random)) return false;
  }
  if (!PlayShopping(product, random)) return false;
  if (random.Percent(35)) {
    attributes_ << R"(,"_engagement_time_msec":)" << random.Skewed(800, 60'000);
    if (!Emit("_scroll", random.Skewed(800, 40'000), random)) return false;
  }
  if (random.Percent(8)) {
    const Link& link = random.Pick(kLinks);
    Append("_link_classes", "btn btn-primary");
    Append("_link_domain", link.domain);
    attributes_ << R"(,"_link_id":"a)" << random.Between(10, 99) << R"(","_link_url":")" << link.url
                << R"(","_outbound":)" << (link.outbound ? "true" : "false");
    if (!Emit("_click", random.Skewed(500, 20'000), random)) return false;
  }
  if (random.Percent(7)) {
    Append("button_name", random.Percent(30) ? "下单" : random.Percent(50) ? "⭐ rate" : "Submit");
    attributes_ << R"(,"x":)" << random.Between(0, 1900) << R"(,"y":)" << random.Uniform() * 1000
                << R"(,"enabled":true,"tags":["a","b"])";
    if (!Emit("button_click", random.Skewed(300, 15'000), random)) return false;
  }
  if (random.Percent(2)) {
    // Objects, nulls, and numbers and booleans that somebody sent as text.
    attributes_ << R"(,"form":{"id":"f1","fields":["email","name"],"valid":true},"ok":"true","count":"12","note":null)";
    if (!Emit("form_submit", random.Skewed(3000, 60'000), random)) return false;
  }
  // Reading: most of a session's time. The SDK reports it only when the visitor leaves by a known way.
  const int64_t dwell_ms = random.Skewed(1500, 150'000);
  if (random.Percent(35)) {
    attributes_ << R"(,"_engagement_time_msec":)" << now_ms_ + dwell_ms - opened_ms_;
    if (!Emit("_user_engagement", dwell_ms, random)) return false;
  } else {
    now_ms_ += dwell_ms;
  }
  return true;
}

bool VisitScript::PlayShopping(const Product* product, Random& random) {
  if (product != nullptr) {
    if (random.Percent(75)) {
      AddItem(*product, random);
      if (random.Percent(15)) AddItem(world_.catalog.PickProduct(random), random);
      Append("event_category", "recommended");
      if (!Emit("view_item", random.Skewed(500, 6000), random, product->cents)) return false;
    }
    if (random.Percent(25)) {
      AddItem(*product, random);
      // The cart forgets its oldest product: a purchase carries four items at most.
      cart_[static_cast<size_t>(cart_size_) % cart_.size()] = product;
      ++cart_size_;
      Append("source", "pdp");
      attributes_ << R"(,"cart_size":)" << cart_size_ << R"(,"coupon":)"
                  << (random.Percent(20) ? "null" : "\"SAVE10\"");
      if (!Emit("add_to_cart", random.Skewed(1500, 30'000), random, product->cents)) return false;
    }
  } else if (random.Percent(12)) {
    const int64_t shown = random.Between(2, 3);
    for (int64_t i = 0; i < shown; ++i) AddItem(world_.catalog.PickProduct(random), random);
    Append("list", "bestsellers");
    if (!Emit("view_item_list", random.Skewed(300, 3000), random)) return false;
  }
  if (!paying_ || !random.Percent(70)) return true;
  int64_t total = 499;  // the shipping
  for (int i = 0; i < cart_size_ && i < static_cast<int>(cart_.size()); ++i) {
    AddItem(*cart_[static_cast<size_t>(i)], random);
    total += cart_[static_cast<size_t>(i)]->cents;
  }
  attributes_ << R"(,"order_id":"O)" << random.Between(100'000'000, 999'999'999) << R"(","shipping":4.99,"tax":)"
              << random.Uniform() * 8 << R"(,"gift":false)";
  cart_size_ = 0;
  paying_ = false;
  return Emit("purchase", random.Skewed(8000, 90'000), random, total);
}

void VisitScript::OpenScreen(Random& random) {
  previous_screen_ = screen_;
  screen_ = random.Below(kScreens.size());
  searching_ = screen_ == 5;
  paying_ = screen_ == 4 && cart_size_ > 0;
  page_.Clear();
  page_ << R"(,"_screen_name":")" << kScreens[screen_] << R"(","_screen_unique_id":")"
        << static_cast<int64_t>(MixKey(visitor_->device_id, screen_) % 1'000'000'000) << '"';
  writer_.composer().SetPage(page_.view());
}

void VisitScript::PlayApp(Random& random) {
  OpenScreen(random);
  if (plan_.number == 1 && !Emit("_first_open", 0, random)) return;
  attributes_ << R"(,"_is_first_time":)" << (plan_.number == 1 ? "true" : "false");
  if (!Emit("_app_start", random.Between(100, 400), random)) return;
  if (!Emit("_session_start", random.Between(200, 900), random)) return;
  if (random.Percent(3)) {
    Append("_previous_app_version", "4.9.9");
    if (!Emit("_app_update", random.Between(10, 100), random)) return;
  }
  if (random.Percent(2)) {
    Append("_previous_os_version", "10");
    if (!Emit("_os_update", random.Between(10, 100), random)) return;
  }
  const int screens = static_cast<int>(random.Skewed(1, 15));
  for (int screen = 0; screen < screens; ++screen) {
    if (!PlayScreen(screen, random)) return;
  }
  if (random.Percent(85)) Emit("_app_end", random.Between(50, 2000), random);
}

bool VisitScript::PlayScreen(int screen, Random& random) {
  if (screen > 0) OpenScreen(random);
  const std::string_view prefix = PlatformName(visitor_->platform);
  attributes_ << R"(,"_screen_id":")" << prefix << '-' << kScreens[screen_] << R"(","_entrances":)"
              << (screen == 0 ? 1 : 0);
  const int64_t wait_ms = random.Between(100, 900);
  if (screen > 0) {
    attributes_ << R"(,"_previous_screen_name":")" << kScreens[previous_screen_] << R"(","_previous_screen_id":")"
                << prefix << '-' << kScreens[previous_screen_] << R"(","_previous_screen_unique_id":")"
                << static_cast<int64_t>(MixKey(visitor_->device_id, previous_screen_) % 1'000'000'000)
                << R"(","_previous_timestamp":)" << opened_ms_ + visitor_->clock_skew_ms - plan_.late_ms
                << R"(,"_engagement_time_msec":)" << now_ms_ + wait_ms - opened_ms_;
  }
  if (!Emit("_screen_view", wait_ms, random)) return false;
  opened_ms_ = now_ms_;
  if (!MaybeSetProfile(random)) return false;
  if (searching_) {
    Append("_search_key", "keyword");
    Append("_search_term", visitor_->place->search_term);
    if (!Emit("_search", random.Between(500, 3000), random)) return false;
  }
  const Product* product = screen_ == 2 || random.Percent(20) ? &world_.catalog.PickProduct(random) : nullptr;
  if (!PlayShopping(product, random)) return false;
  if (random.Percent(12)) {
    Append("btn", "like");
    attributes_ << R"(,"count":)" << random.Between(1, 99) << R"(,"ok":true,"score":)" << random.Uniform();
    if (!Emit("button_click", random.Skewed(500, 20'000), random)) return false;
  }
  if (random.Percent(2)) {
    Append("_exception_message", "java.lang.NullPointerException: x");
    attributes_ << R"(,"_exception_stack":"at com.example.Foo.bar(Foo.java:)" << random.Between(10, 800)
                << R"()\n\tat android.os.Handler")";
    if (!Emit("_app_exception", random.Skewed(100, 20'000), random)) return false;
  }
  if (random.Percent(1)) {
    attributes_ << R"(,"_error_code":2001,"_error_message":"attribute name too long")";
    if (!Emit("_clickstream_error", 1, random)) return false;
  }
  const int64_t dwell_ms = random.Skewed(1500, 90'000);
  if (random.Percent(50)) {
    attributes_ << R"(,"_engagement_time_msec":)" << now_ms_ + dwell_ms - opened_ms_;
    return Emit("_user_engagement", dwell_ms, random);
  }
  now_ms_ += dwell_ms;
  return true;
}

}  // namespace millrace::generate
