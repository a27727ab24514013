#include "generate/catalog.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "generate/text_buffer.h"

namespace millrace::generate {

namespace {

// The ids of products begin with the first three letters, which must differ.
constexpr std::array<std::string_view, 12> kCategories{"phones", "shoes",  "books", "toys",    "garden",  "music",
                                                       "office", "beauty", "pets",  "kitchen", "outdoor", "grocery"};
constexpr int kProductsPerCategory = 60;

// In several scripts, so that a corpus contains UTF-8 sequences of two, three and four bytes.
constexpr std::array<std::string_view, 8> kBrands{"Acme", "Nordwind",   "Ōkami",  "小山",
                                                  "Été",  "Björk & Co", "Zażółć", "Contoso"};

// A case for every rule of the traffic source enrichment: sources given by parameters, by click ids of all big
// networks, by referrers with and without search terms, by several of these, empty parameters, unknown hosts, and no
// source at all (one in three).
constexpr std::array<Landing, 34> kLandings{{
    {330, "", "", "", "", false},
    {110, "", "", "https://www.google.com/", "www.google.com", false},
    {30, "", "", "https://www.google.com/search?q=", "www.google.com", true},
    {60, "", "gclid=EAIaIQobCh", "https://www.google.com/", "www.google.com", false},
    {30, "utm_source=google&utm_medium=cpc&utm_campaign=spring-2025&utm_term=shoes&utm_content=ad_7", "gclid=Cj0KCQ",
     "https://www.google.com/", "www.google.com", false},
    {25, "", "", "https://www.bing.com/search?q=", "www.bing.com", true},
    {15, "utm_source=bing&utm_medium=paidsearch&utm_campaign=summer_sale", "msclkid=", "https://www.bing.com/",
     "www.bing.com", false},
    {20, "", "", "https://duckduckgo.com/", "duckduckgo.com", false},
    {20, "", "", "https://www.baidu.com/s?wd=", "www.baidu.com", true},
    {12, "", "yclid=", "https://yandex.ru/search/?text=", "yandex.ru", true},
    {10, "", "", "https://search.yahoo.com/search?p=", "search.yahoo.com", true},
    {8, "", "", "https://www.ecosia.org/search?q=", "www.ecosia.org", true},
    {8, "", "", "https://search.naver.com/search.naver?query=", "search.naver.com", true},
    {40, "", "", "https://www.facebook.com/", "www.facebook.com", false},
    {25, "utm_source=ig&utm_medium=social&utm_campaign=newsletter_0524", "fbclid=IwAR", "https://l.instagram.com/",
     "l.instagram.com", false},
    {15, "utm_source=facebook&utm_medium=paidsocial&utm_campaign=brand%2Bgeneric&utm_id=120204", "fbclid=IwAR",
     "https://l.facebook.com/", "l.facebook.com", false},
    {15, "", "twclid=", "https://t.co/", "t.co", false},
    {20, "utm_source=tiktok&utm_medium=paidsocial", "ttclid=", "https://www.tiktok.com/@shop", "www.tiktok.com", false},
    {12, "utm_source=linkedin&utm_medium=sponsored", "li_fat_id=", "https://www.linkedin.com/feed/", "www.linkedin.com",
     false},
    {10, "", "", "https://www.reddit.com/r/deals/", "www.reddit.com", false},
    {10, "", "", "https://www.zhihu.com/question/1", "www.zhihu.com", false},
    {15, "utm_source=youtube&utm_medium=paid-video&utm_campaign=spring-2025", "wbraid=", "https://www.youtube.com/",
     "www.youtube.com", false},
    {15, "", "", "https://www.youtube.com/", "www.youtube.com", false},
    {40, "utm_source=newsletter&utm_medium=Email&utm_campaign=%E5%8F%8C%E5%8D%81%E4%B8%80", "", "", "", false},
    {15, "utm_source=newsletter&utm_medium=email&utm_campaign=black+friday", "", "https://mail.google.com/mail/u/0/",
     "mail.google.com", false},
    {12, "utm_source=twilio&utm_medium=sms&utm_campaign=black%20friday", "", "", "", false},
    {12, "utm_source=app&utm_medium=push&utm_campaign=cart-reminder", "", "", "", false},
    {12, "utm_source=cj&utm_medium=affiliates&utm_campaign=black+friday&ref=aff15", "",
     "https://coupons.affiliate.example.net/x?y=z", "coupons.affiliate.example.net", false},
    {12, "utm_source=shopping&utm_medium=organic&utm_campaign=shopping_free", "gbraid=", "https://shopping.google.com/",
     "shopping.google.com", false},
    {12, "", "", "https://blog.partner.example.org/2025/review?id=7", "blog.partner.example.org", false},
    {10, "", "", "http://forum.gadgets.test/t/99", "forum.gadgets.test", false},
    {8, "utm_source=display&utm_medium=banner&utm_content=hero%20%7C%20300x250", "dclid=CJ",
     "https://news.example.org/", "news.example.org", false},
    {6, "utm_source=&utm_medium=", "", "https://www.quora.com/x", "www.quora.com", false},
    {6, "q=a%20b&size=", "", "https://www.amazon.com/s?k=", "www.amazon.com", true},
}};

Product MakeProduct(std::string_view category, int number) {
  Product product;
  // The products are the same in every corpus; they do not depend on its seed.
  const uint64_t key = MixKey(7, number, category[0], category[1], category.size());
  product.cents = Random(key).Skewed(199, 99'999);
  std::string label(category);
  label[0] = static_cast<char>(label[0] - 'a' + 'A');
  const std::string digits = std::to_string(number);
  product.slug = std::string(category) + "-" + digits;
  product.page_title = std::string(category) + " " + digits;
  TextBuffer id;
  for (const size_t i : {0, 1, 2}) id << static_cast<char>(category[i] - 'a' + 'A');
  id << '-';
  id.AppendPadded(number, 4);
  product.id = id.view();
  // Quotes are escaped only here: all texts of the generator are already escaped for JSON.
  const std::array<std::string, 8> names{label + " item " + digits, "商品" + digits + " \\\"特\\\"",
                                         "Café crème N° " + digits, "Товар " + digits,
                                         label + " item " + digits, "おすすめ " + digits,
                                         "चाय " + digits,           "🎧 " + label + " №" + digits};
  product.name = names[key % names.size()];
  product.category = category;
  product.brand = kBrands[(key >> 8) % kBrands.size()];
  return product;
}

std::vector<uint32_t> LandingWeights() {
  std::vector<uint32_t> weights;
  weights.reserve(kLandings.size());
  for (const Landing& landing : kLandings) weights.push_back(landing.weight);
  return weights;
}

}  // namespace

Catalog::Catalog(std::span<const std::string> app_ids)
    : categories_(kCategories.begin(), kCategories.end()),
      product_ranks_(AliasTable::Zipf(kCategories.size() * kProductsPerCategory)),
      landing_weights_(LandingWeights()) {
  for (const std::string& id : app_ids) {
    std::string host = id;
    std::replace(host.begin(), host.end(), '_', '-');
    apps_.push_back({id, host + ".example.com", "com.example." + id});
  }
  // By number first, so that each category has popular and unpopular products.
  for (int number = 1; number <= kProductsPerCategory; ++number) {
    for (const std::string_view category : kCategories) products_.push_back(MakeProduct(category, number));
  }
}

const Landing& Catalog::PickLanding(Random& random) const {
  return kLandings[landing_weights_.Pick(random)];
}

}  // namespace millrace::generate
