// Places of IP addresses, by a database in MaxMind's format, and their anonymisation (enrichment.md §1, I1–I9).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace millrace {

// English names; null when data() is null. The views live until the next Locate of the locator they came from.
struct GeoLocation {
  std::string_view continent;
  std::string_view country;
  std::string_view region;  // the largest subdivision
  std::string_view metro;   // Nielsen's code, of the United States only
  std::string_view city;
};

// What is kept of an address in the lake (I9); places are always looked up by the full one.
enum class IpPrivacy { kKeep, kTruncate, kDrop };

// The database, mapped into memory; thread-safe, shared by all workers. Replace the file by renaming another one onto
// it: a run in progress keeps the one it has opened.
class GeoDatabase {
 public:
  // Throws a UserError when the file is missing or not a database (I6).
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

// Looks places up and remembers them, within some megabytes. One a worker, not thread-safe. The database must outlive
// it.
class IpLocator {
 public:
  explicit IpLocator(const GeoDatabase& database);
  ~IpLocator();
  IpLocator(const IpLocator&) = delete;
  IpLocator& operator=(const IpLocator&) = delete;

  // The place of the first public address of a list separated by commas (I4). All null when the list is null or has
  // none, or when the database does not know it. Throws a UserError when the database turns out to be damaged.
  const GeoLocation& Locate(std::string_view ip_list);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The list as the lake may hold it: kept as it is, every address truncated (what is no address is left out), or null.
// Null when nothing remains. The answer is a view of `ip_list` or of `buffer`, whose old content is lost.
std::string_view AnonymiseIpList(std::string_view ip_list, IpPrivacy privacy, std::string& buffer);

}  // namespace millrace
