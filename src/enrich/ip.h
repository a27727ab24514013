// The locations of IP addresses, from a database in MaxMind's format, and their anonymisation (enrichment.md §1,
// I1–I9).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace millrace {

// English names; null if data() is null. The views are valid until the next Locate of the same locator.
struct GeoLocation {
  std::string_view continent;
  std::string_view country;
  std::string_view region;  // the largest subdivision
  std::string_view metro;   // Nielsen's code; United States only
  std::string_view city;
};

// What the lake stores of an address (I9). Locations are always looked up by the full address.
enum class IpPrivacy { kKeep, kTruncate, kDrop };

// The database, mapped into memory; thread-safe, shared by all workers. Replace the file by renaming another one onto
// it: a run in progress keeps the one it has opened.
class GeoDatabase {
 public:
  // Throws a UserError if the file is missing or not a database (I6).
  static std::unique_ptr<GeoDatabase> Open(const std::string& path);
  ~GeoDatabase();
  GeoDatabase(const GeoDatabase&) = delete;
  GeoDatabase& operator=(const GeoDatabase&) = delete;

  int64_t build_time() const;  // seconds since the epoch
  const std::string& path() const;
  std::string type() const;  // for example `GeoLite2-City`

 private:
  friend class IpLocator;
  struct State;
  explicit GeoDatabase(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Looks up locations, with a cache of some megabytes. Not thread-safe; one per worker. The database must outlive it.
class IpLocator {
 public:
  explicit IpLocator(const GeoDatabase& database);
  ~IpLocator();
  IpLocator(const IpLocator&) = delete;
  IpLocator& operator=(const IpLocator&) = delete;

  // The location of the first public address in a comma-separated list (I4). All null if the list is null or has none,
  // or if the database does not know it. Throws a UserError if the database is damaged.
  const GeoLocation& Locate(std::string_view ip_list);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The list as the lake may store it: unchanged, with truncated addresses (without what is not an address), or null.
// Null also if nothing remains. The result is a view of `ip_list` or of `buffer`, which is overwritten.
std::string_view AnonymiseIpList(std::string_view ip_list, IpPrivacy privacy, std::string& buffer);

}  // namespace millrace
