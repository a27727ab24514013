#include "generate/visit.h"

#include <array>

namespace millrace::generate {

namespace {

// Class names as Android and iOS report them, and one that was chosen manually.
constexpr std::array<std::string_view, kScreenCount> kScreens{
    "MainActivity",         "ProductListActivity", "ProductDetailActivity",  "CartActivity", "CheckoutActivity",
    "SearchViewController", "ProfileFragment",     "SettingsViewController", "首页"};
constexpr uint32_t kProductScreen = 2;
constexpr uint32_t kCheckoutScreen = 4;
constexpr uint32_t kSearchScreen = 5;

constexpr std::array<Link, 4> kLinks{{
    {"www.youtube.com", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"},
    {"partner.example.org", "https://user:pw@weird.partner.example.org:8443/p?q#frag"},
    {"www.instagram.com", "https://www.instagram.com/shop/"},
    {"www.zhihu.com", "https://www.zhihu.com/question/1"},
}};

struct FixedPage {
  std::string_view path, name;
};
// The blank in the last one is a mistake of real sites that URL parsers must accept.
constexpr std::array<FixedPage, 7> kFixedPages{{{"/", "Home"},
                                                {"/", "Home"},
                                                {"/index.html", "index"},
                                                {"/account/orders?id=2", "Orders"},
                                                {"/blog", "Blog"},
                                                {"/help/faq", "FAQ"},
                                                {"/c/new arrivals", "New"}}};

}  // namespace

bool VisitScript::Emit(Act act, int64_t wait_ms, Random& random) {
  now_ms_ += wait_ms;
  moment_.act = act;
  moment_.time_ms = now_ms_;
  moment_.items = {items_.data(), item_count_};
  const bool more = writer_.Add(moment_, random);
  // Cleared, because the act of the next moment may use the same members.
  moment_ = {};
  item_count_ = 0;
  return more;
}

void VisitScript::AddItem(const Product& product, Random& random) {
  items_[item_count_++] = {&product, random.Next()};
}

void VisitScript::Play(const Visitor& visitor, const VisitPlan& plan, Random& random) {
  visitor_ = &visitor;
  plan_ = plan;
  now_ms_ = opened_ms_ = plan.start_ms;
  cart_size_ = 0;
  moment_ = {};
  item_count_ = 0;
  previous_url_.Clear();
  previous_title_.Clear();

  SessionFacts facts;
  facts.start_ms = plan.start_ms;
  facts.number = plan.number;
  facts.clock_shift_ms = visitor.clock_skew_ms - plan.late_ms;
  const bool web = visitor.platform == Platform::web;
  if (web) {
    const Landing& landing = Land(random);
    facts.referrer = previous_url_.view();
    facts.referrer_host = landing.referrer_host;
  } else {
    facts.by_search_ad = random.Percent(12);
  }
  // Attributes that only some sessions have, like those of an experiment.
  if (random.Percent(20)) facts.level = random.Between(1, 20);
  TextBuffer& address = title_;  // free until the first page opens
  address.Clear();
  AppendAddress(address, *visitor.place, visitor.roams ? random.Next() : visitor.address_bits);
  // Proxies append the address that they got the request from.
  if (random.Percent(4)) address << ", 10." << random.Between(0, 255) << '.' << random.Between(0, 255) << ".7";
  if (random.Percent(1)) address << ", 192.168.1.1";
  facts.address = address.view();
  writer_.BeginSession(visitor, facts, plan.late_ms);
  // Visitors who have logged in once stay known; new ones may log in later in the session.
  const bool known = visitor.user_number != 0 && plan.number > 1;
  login_ms_ = known ? visitor.first_touch_ms + visitor.clock_skew_ms + 5000 : 0;
  writer_.client().SetProfile(login_ms_, 0);
  if (web) {
    PlayWeb(random);
  } else {
    PlayApp(random);
  }
  writer_.Flush(random);
}

// Chooses a traffic source: url_ gets the query of the landing page, previous_url_ the external page.
const Landing& VisitScript::Land(Random& random) {
  const Landing& landing = world_.catalog.PickLanding(random);
  url_.Clear();
  if (*landing.query != '\0' || *landing.click_id != '\0') {
    url_ << '?' << landing.query;
    if (*landing.click_id != '\0') {
      url_ << (*landing.query != '\0' ? "&" : "") << landing.click_id;
      url_.AppendHex(random.Next(), 15);
    }
  }
  previous_url_ << landing.referrer << (landing.with_term ? visitor_->place->encoded_term : "");
  return landing;
}

// Chooses a page and builds its address and title; url_ may contain the query of the landing page.
const Product* VisitScript::OpenPage(int page, Random& random) {
  const std::string query(url_.view());
  if (page > 0) {  // then it is the whole address of the previous page
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
  const uint32_t kind = random.Below(100);  // any path through a shop is possible
  if (kind < 45) {
    product = &world_.catalog.PickProduct(random);
    url_ << "/product/" << product->slug;
    title_ << product->page_title;
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

  writer_.client().Open({.url = url_.view(),
                         .title = title_.view(),
                         .previous_url = previous_url_.view(),
                         .previous_title = previous_title_.view()});
  return product;
}

bool VisitScript::MaybeSetProfile(Random& random) {
  if (visitor_->user_number == 0 || visitor_->bot || !random.Percent(12)) return true;
  const int64_t device_ms = now_ms_ + 700 + visitor_->clock_skew_ms - plan_.late_ms;
  if (login_ms_ == 0) login_ms_ = device_ms;
  writer_.client().SetProfile(login_ms_, device_ms);
  return Emit(Act::profile_set, 700, random);
}

void VisitScript::PlayWeb(Random& random) {
  // Bots do little on a page, and open many.
  const int pages = static_cast<int>(visitor_->bot ? random.Between(4, 20) : random.Skewed(1, 14));
  for (int page = 0; page < pages; ++page) {
    if (!PlayPage(page, random)) return;
  }
  if (!visitor_->bot && random.Percent(80)) Emit(Act::app_end, random.Between(50, 900), random);
}

bool VisitScript::PlayPage(int page, Random& random) {
  const Product* product = OpenPage(page, random);
  if (page == 0) {
    if (plan_.number == 1 && !Emit(Act::first_open, 0, random)) return false;
    if (!Emit(Act::session_start, random.Between(100, 400), random)) return false;
  }
  if (!View(Act::page_view, page == 0, random.Between(50, 900), random)) return false;
  // Browsers report loading times late, and only some pages wait for them.
  if (random.Percent(8)) {
    moment_.numbers = {random.Between(100'000, 4'000'000), random.Between(100'000, 3'000'000),
                       random.Between(1000, 99'999)};
    if (!Emit(Act::page_load, random.Between(200, 3000), random)) return false;
  }
  if (visitor_->bot) {  // they read, and touch nothing
    now_ms_ += random.Skewed(500, 5000);
    return true;
  }
  if (!MaybeSetProfile(random)) return false;
  if (searching_ && !Emit(Act::search, random.Between(10, 300), random)) return false;
  if (!PlayShopping(product, random)) return false;
  if (random.Percent(35)) {
    moment_.engaged_ms = random.Skewed(800, 60'000);
    if (!Emit(Act::scroll, random.Skewed(800, 40'000), random)) return false;
  }
  if (random.Percent(8)) {
    moment_.link = &random.Pick(kLinks);
    moment_.numbers[0] = random.Between(10, 99);
    if (!Emit(Act::click, random.Skewed(500, 20'000), random)) return false;
  }
  if (random.Percent(7)) {
    moment_.text = random.Percent(30) ? "下单" : random.Percent(50) ? "⭐ rate" : "Submit";
    moment_.numbers[0] = random.Between(0, 1900);
    moment_.fraction = random.Uniform() * 1000;
    if (!Emit(Act::button_click, random.Skewed(300, 15'000), random)) return false;
  }
  if (random.Percent(2) && !Emit(Act::form_submit, random.Skewed(3000, 60'000), random)) return false;
  // Reading: most of a session's time.
  return Dwell(random.Skewed(1500, 150'000), 35, random);
}

// Sets the facts about the previous page that are only known here: when it was opened, and how long it was viewed.
bool VisitScript::View(Act act, bool first, int64_t wait_ms, Random& random) {
  moment_.entrance = first;
  moment_.previous_opened_ms = opened_ms_;
  moment_.engaged_ms = now_ms_ + wait_ms - opened_ms_;
  if (!Emit(act, wait_ms, random)) return false;
  opened_ms_ = now_ms_;
  return true;
}

// SDKs report how long a page was viewed only if they notice that the visitor leaves.
bool VisitScript::Dwell(int64_t dwell_ms, uint32_t told_percent, Random& random) {
  if (!random.Percent(told_percent)) {
    now_ms_ += dwell_ms;
    return true;
  }
  moment_.engaged_ms = now_ms_ + dwell_ms - opened_ms_;
  return Emit(Act::user_engagement, dwell_ms, random);
}

bool VisitScript::PlayShopping(const Product* product, Random& random) {
  if (product != nullptr) {
    if (random.Percent(75)) {
      AddItem(*product, random);
      if (random.Percent(15)) AddItem(world_.catalog.PickProduct(random), random);
      moment_.value_cents = product->cents;
      if (!Emit(Act::view_item, random.Skewed(500, 6000), random)) return false;
    }
    if (random.Percent(25)) {
      AddItem(*product, random);
      // The cart drops its oldest product: a purchase has at most four items.
      cart_[static_cast<size_t>(cart_size_) % cart_.size()] = product;
      ++cart_size_;
      moment_.numbers = {cart_size_, random.Percent(20) ? 0 : 1, 0};
      moment_.value_cents = product->cents;
      if (!Emit(Act::add_to_cart, random.Skewed(1500, 30'000), random)) return false;
    }
  } else if (random.Percent(12)) {
    const int64_t shown = random.Between(2, 3);
    for (int64_t i = 0; i < shown; ++i) AddItem(world_.catalog.PickProduct(random), random);
    if (!Emit(Act::view_item_list, random.Skewed(300, 3000), random)) return false;
  }
  if (!paying_ || !random.Percent(70)) return true;
  int64_t total = 499;  // the shipping; as in real shops, items and value need not agree
  for (int i = 0; i < cart_size_ && i < static_cast<int>(cart_.size()); ++i) {
    AddItem(*cart_[static_cast<size_t>(i)], random);
    total += cart_[static_cast<size_t>(i)]->cents;
  }
  moment_.numbers[0] = random.Between(100'000'000, 999'999'999);
  moment_.fraction = random.Uniform() * 8;
  moment_.value_cents = total;
  cart_size_ = 0;
  paying_ = false;
  return Emit(Act::purchase, random.Skewed(8000, 90'000), random);
}

void VisitScript::OpenScreen(Random& random) {
  previous_screen_ = screen_;
  screen_ = random.Below(kScreenCount);
  searching_ = screen_ == kSearchScreen;
  paying_ = screen_ == kCheckoutScreen && cart_size_ > 0;
  writer_.client().Open({.url = {},
                         .title = {},
                         .previous_url = {},
                         .previous_title = {},
                         .screen = screen_,
                         .previous_screen = previous_screen_});
}

void VisitScript::PlayApp(Random& random) {
  OpenScreen(random);
  // Events at the start belong to the screen that is opened, although its own event follows them.
  if (plan_.number == 1 && !Emit(Act::first_open, 0, random)) return;
  if (!Emit(Act::app_start, random.Between(100, 400), random)) return;
  if (!Emit(Act::session_start, random.Between(200, 900), random)) return;
  if (random.Percent(3) && !Emit(Act::app_update, random.Between(10, 100), random)) return;
  if (random.Percent(2) && !Emit(Act::os_update, random.Between(10, 100), random)) return;
  const int screens = static_cast<int>(random.Skewed(1, 15));
  for (int screen = 0; screen < screens; ++screen) {
    if (!PlayScreen(screen, random)) return;
  }
  if (random.Percent(85)) Emit(Act::app_end, random.Between(50, 2000), random);
}

bool VisitScript::PlayScreen(int screen, Random& random) {
  if (screen > 0) OpenScreen(random);
  if (!View(Act::screen_view, screen == 0, random.Between(100, 900), random)) return false;
  if (!MaybeSetProfile(random)) return false;
  if (searching_ && !Emit(Act::search, random.Between(500, 3000), random)) return false;
  const Product* product =
      screen_ == kProductScreen || random.Percent(20) ? &world_.catalog.PickProduct(random) : nullptr;
  if (!PlayShopping(product, random)) return false;
  if (random.Percent(12)) {
    moment_.text = "like";
    moment_.numbers[0] = random.Between(1, 99);
    moment_.fraction = random.Uniform();
    if (!Emit(Act::button_click, random.Skewed(500, 20'000), random)) return false;
  }
  if (random.Percent(2)) {
    moment_.numbers[0] = random.Between(10, 800);
    if (!Emit(Act::app_exception, random.Skewed(100, 20'000), random)) return false;
  }
  if (random.Percent(1) && !Emit(Act::sdk_error, 1, random)) return false;
  return Dwell(random.Skewed(1500, 90'000), 50, random);
}

std::string_view ScreenName(uint32_t screen) {
  return kScreens[screen];
}

}  // namespace millrace::generate
