// What the shops of the generated traffic are made of: apps, products, pages, and the ways people come in. Immutable;
// threads share one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "generate/random.h"

namespace millrace::generate {

// An app id makes a host (shop_web → shop-web.example.com) and a package (com.example.shop_web).
struct App {
  std::string id;
  std::string host;
  std::string package;
};

// Texts can stand inside JSON strings as they are.
struct Product {
  std::string id;             // GAR-0041
  std::string name;           // what items are called, in several scripts
  std::string_view category;  // garden
  std::string_view brand;
  int64_t cents = 0;
  std::string slug;        // garden-41: behind /product/
  std::string page_title;  // garden 41: in page titles
};

// One way to come in. All parts are percent-encoded already.
struct Landing {
  uint32_t weight;
  const char* query;          // of the page that is entered
  const char* click_id;       // the parameter that a random click id is put behind; empty = none
  const char* referrer;       // empty = typed in, or lost
  const char* referrer_host;  //
  bool with_term;             // the visitor's search term is put behind the referrer
};

class Catalog {
 public:
  explicit Catalog(std::span<const std::string> app_ids);

  const App& app(size_t index) const { return apps_[index]; }
  // Popular products far more often than others.
  const Product& PickProduct(Random& random) const { return products_[product_ranks_.Pick(random)]; }
  const std::string& PickCategory(Random& random) const { return random.Pick(categories_); }
  const Landing& PickLanding(Random& random) const;

 private:
  std::vector<App> apps_;
  std::vector<std::string> categories_;
  std::vector<Product> products_;  // the most popular first
  AliasTable product_ranks_;
  AliasTable landing_weights_;
};

}  // namespace millrace::generate
