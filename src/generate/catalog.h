// The shops of the generated traffic: apps, products, pages, and traffic sources. Immutable; threads share one object.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "generate/random.h"

namespace millrace::generate {

// An app id determines a host (shop_web → shop-web.example.com) and a package (com.example.shop_web).
struct App {
  std::string id;
  std::string host;
  std::string package;
};

// Texts are already escaped for JSON strings.
struct Product {
  std::string id;             // GAR-0041
  std::string name;           // in several scripts
  std::string_view category;  // garden
  std::string_view brand;
  int64_t cents = 0;
  std::string slug;        // garden-41: after /product/
  std::string page_title;  // garden 41: in page titles
};

// A traffic source. All parts are already percent-encoded.
struct Landing {
  uint32_t weight;
  const char* query;          // of the landing page
  const char* click_id;       // the parameter that gets a random click id; empty = none
  const char* referrer;       // empty = typed in, or lost
  const char* referrer_host;  //
  bool with_term;             // the visitor's search term is appended to the referrer
};

class Catalog {
 public:
  explicit Catalog(std::span<const std::string> app_ids);

  const App& app(size_t index) const { return apps_[index]; }
  // A random product; popular ones are far more frequent.
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
