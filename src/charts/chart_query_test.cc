// Every chart on every engine over the sample case, and what charts say beside plain SQL over events.
#include <algorithm>

#include <gtest/gtest.h>

#include "charts/testing/chart_fixture.h"

#include "core/error.h"

namespace millrace {
namespace {

using Rows = std::vector<std::string>;

ChartFixture& Duck() {
  return ChartFixture::Of(Dialect::kDuckDb);
}

// Parameters that every chart takes, and those that only some do.
std::vector<ChartParameters> VariantsOf(const Chart& chart) {
  std::vector<ChartParameters> variants = {{},
                                           {{"from", "2024-10-20"}, {"to", "2024-10-29"}, {"platform", "Web"}},
                                           {{"platform", "(not set)"}, {"platform", "iOS"}, {"limit", "5"}},
                                           {{"from", "2024-10-01"}, {"to", "2024-12-31"}, {"offset", "3"}}};
  if (chart.top) variants.push_back({{"top", "2"}});
  if (!chart.country_column.empty()) variants.push_back({{"country", "Germany"}, {"country", "(not set)"}});
  for (const ChartSelector& selector : chart.selectors) {
    for (const std::string_view value : selector.values) {
      variants.push_back({{std::string(selector.name), std::string(value)}});
    }
    if (selector.values.empty()) {
      variants.push_back({{std::string(selector.name), "it's"}, {std::string(selector.name), "(not set)"}});
    }
  }
  return variants;
}

std::string QueryOf(const ChartParameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) text += (text.empty() ? "?" : "&") + name + "=" + value;
  return text;
}

TEST(ChartQueryTest, EveryChartGivesTheSameRowsOnDuckDbAndPostgres) {
  ChartFixture& postgres = ChartFixture::Of(Dialect::kPostgres);
  for (const ChartSheet& sheet : ChartSheets()) {
    for (const Chart& chart : sheet.charts) {
      for (const ChartParameters& parameters : VariantsOf(chart)) {
        const std::string id(chart.id);
        SCOPED_TRACE(id + QueryOf(parameters));
        const Rows rows = Duck().ChartRows(id, parameters);
        EXPECT_EQ(rows, postgres.ChartRows(id, parameters));
        EXPECT_TRUE(!rows.empty() || !parameters.empty()) << "shows nothing of the sample";
        EXPECT_EQ(Duck().ChartRows(id, parameters, ChartPart::kRowCount),
                  postgres.ChartRows(id, parameters, ChartPart::kRowCount));
        if (chart.kind == ChartKind::kTable) continue;
        ChartParameters compared = parameters;
        compared.insert(compared.end(), {{"compare_from", "2024-10-10"}, {"compare_to", "2024-10-19"}});
        EXPECT_EQ(Duck().ChartRows(id, compared, ChartPart::kComparison),
                  postgres.ChartRows(id, compared, ChartPart::kComparison));
      }
    }
  }
}

TEST(ChartQueryTest, ColumnsHaveTheTypesOfTheCatalogue) {
  for (const Dialect dialect : {Dialect::kDuckDb, Dialect::kPostgres}) {
    ChartFixture& sample = ChartFixture::Of(dialect);
    for (const ChartSheet& sheet : ChartSheets()) {
      for (const Chart& chart : sheet.charts) {
        SCOPED_TRACE(chart.id);
        const ChartStatement statement =
            ChartStatementOf(sample.Request(std::string(chart.id)), sample.app(), ChartPart::kRows);
        const ResultRows rows =
            sample.connection().QueryRows(statement.sql, statement.values.empty() ? nullptr : Bind(statement.values));
        ASSERT_EQ(rows.column_count(), static_cast<int>(chart.columns.size()));
        for (int i = 0; i < rows.column_count(); ++i) {
          const ChartColumn& column = chart.columns[i];
          EXPECT_EQ(rows.name(i), column.name);
          const arrow::Type::type type = rows.batch()->column(i)->type_id();
          const bool is_day = column.type == ChartType::kDay || column.type == ChartType::kWeek;
          const bool is_time = column.type == ChartType::kHour || column.type == ChartType::kTimestamp;
          EXPECT_EQ(type, is_day                               ? arrow::Type::DATE32
                          : is_time                            ? arrow::Type::TIMESTAMP
                          : column.type == ChartType::kNumber  ? arrow::Type::DOUBLE
                          : column.type == ChartType::kInteger ? arrow::Type::INT64
                                                               : arrow::Type::STRING)
              << column.name;
        }
      }
    }
  }
}

constexpr const char* kLocalDay = "CAST(event_timestamp AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin' AS DATE)";
const ChartParameters kRange = {{"from", "2024-10-17"}, {"to", "2024-10-29"}};

// Rows of a query over the event view of the days in kRange.
Rows OfEvents(const std::string& columns, const std::string& rest) {
  return Duck().Rows("WITH e AS (SELECT *, " + std::string(kLocalDay) +
                     " AS d FROM shop.clickstream_event_view_v3) SELECT " + columns +
                     " FROM e WHERE d BETWEEN DATE '2024-10-17' AND DATE '2024-10-29' " + rest);
}

Rows SortedRows(Rows rows) {
  std::ranges::sort(rows);
  return rows;
}

TEST(ChartQueryTest, UsersAreCountedOncePerDayWhateverTheirPlatforms) {
  EXPECT_EQ(Duck().ChartRows("overview.users_by_day", kRange),
            Duck().Rows("WITH e AS (SELECT *, " + std::string(kLocalDay) +
                        " AS d FROM shop.clickstream_event_view_v3), n AS (SELECT d, platform, merged_user_id, "
                        "count(DISTINCT CASE WHEN event_name = '_first_open' THEN user_pseudo_id END) AS n FROM e "
                        "WHERE d BETWEEN DATE '2024-10-17' AND DATE '2024-10-29' GROUP BY ALL) "
                        "SELECT d, count(DISTINCT merged_user_id), sum(n)::BIGINT FROM n GROUP BY d ORDER BY d"));
}

TEST(ChartQueryTest, KpisCountUsersOfTheWholeRange) {
  EXPECT_EQ(Duck().ChartRows("acquisition.active_users", kRange), OfEvents("count(DISTINCT merged_user_id)", ""));
  EXPECT_EQ(Duck().ChartRows("acquisition.active_users", {{"from", "2024-10-20"}, {"to", "2024-10-29"}},
                             ChartPart::kComparison),
            Duck().ChartRows("acquisition.active_users", {{"from", "2024-10-10"}, {"to", "2024-10-19"}}))
      << "the period before";
}

TEST(ChartQueryTest, EngagementIsRecomputedFromSums) {
  // models.md, difference 6: session facts by platform, session and user.
  const Rows expected = Duck().Rows(
      "WITH e AS (SELECT *, " + std::string(kLocalDay) +
      " AS d FROM shop.clickstream_event_view_v3), f AS (SELECT d, platform, session_id, merged_user_id, "
      "coalesce(sum(user_engagement_time_msec), 0) AS eng, "
      "count(*) FILTER (event_name IN ('_page_view', '_screen_view')) > 1 OR coalesce(max(session_duration) > 10000, "
      "FALSE) OR coalesce(sum(user_engagement_time_msec) > 10000, FALSE) AS engaged FROM e "
      "WHERE session_id IS NOT NULL GROUP BY ALL), "
      "s AS (SELECT d, count(*) FILTER (engaged) AS n, sum(eng) FILTER (engaged) AS t FROM f GROUP BY d), "
      "u AS (SELECT d, count(*) AS n FROM (SELECT DISTINCT d, platform, merged_user_id FROM e) GROUP BY d) "
      "SELECT d, coalesce(s.n, 0)::DOUBLE / u.n, coalesce(s.t, 0)::DOUBLE / 1000 / u.n, "
      "coalesce(s.t, 0)::DOUBLE / 1000 / greatest(1, coalesce(s.n, 0)) FROM u LEFT JOIN s USING (d) "
      "WHERE d BETWEEN DATE '2024-10-17' AND DATE '2024-10-29' ORDER BY d");
  EXPECT_EQ(Duck().ChartRows("engagement.metrics", kRange), expected);
  EXPECT_EQ(Duck().ChartRows("overview.engagement", kRange), expected);
}

TEST(ChartQueryTest, HoursStandBesideThoseOfTheDayBefore) {
  const Rows rows =
      Duck().ChartRows("acquisition.intraday_active_users", {{"from", "2024-10-29"}, {"to", "2024-10-29"}});
  const auto hours = [](const std::string& day, const std::string& shift) {
    return "SELECT date_trunc('hour', event_timestamp AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin') " + shift +
           " AS h, count(DISTINCT merged_user_id) AS n FROM shop.clickstream_event_view_v3 WHERE " + kLocalDay +
           " = DATE '" + day + "' GROUP BY 1";
  };
  EXPECT_EQ(rows, Duck().Rows("SELECT coalesce(a.h, b.h), coalesce(a.n, 0), coalesce(b.n, 0) FROM (" +
                              hours("2024-10-29", "") + ") AS a FULL JOIN (" + hours("2024-10-28", "+ INTERVAL 1 day") +
                              ") AS b ON a.h = b.h ORDER BY 1"));
}

TEST(ChartQueryTest, TopNIsChosenOverTheWholeRange) {
  const Rows all = OfEvents("event_name, count(DISTINCT event_id)", "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3");
  ChartParameters top = kRange;
  top.emplace_back("top", "3");
  EXPECT_EQ(Duck().ChartRows("engagement.events_by_name", top), all);
  std::string names;
  for (const std::string& row : all) names += (names.empty() ? "'" : ", '") + row.substr(0, row.find('|')) + "'";
  EXPECT_EQ(Duck().ChartRows("engagement.events_by_name_over_time", top),
            OfEvents("d, event_name, count(DISTINCT event_id)",
                     "AND event_name IN (" + names + ") GROUP BY 1, 2 ORDER BY 1, 2"));
}

TEST(ChartQueryTest, TrafficUsersIncludeThoseWithoutASource) {
  ChartParameters parameters = kRange;
  parameters.insert(parameters.end(), {{"top", "100"}, {"session_traffic", "Session Traffic Medium"}});
  EXPECT_EQ(Duck().ChartRows("acquisition.active_users_by_traffic", parameters),
            OfEvents("session_medium, count(DISTINCT merged_user_id)", "GROUP BY 1 ORDER BY 2 DESC, 1 NULLS LAST"));
}

TEST(ChartQueryTest, DevicesAndBrowsers) {
  EXPECT_EQ(Duck().ChartRows("device.users_by_browser", kRange),
            OfEvents("device_ua_browser, count(DISTINCT merged_user_id)",
                     "AND platform = 'Web' GROUP BY 1 ORDER BY 2 DESC, 1 NULLS LAST"));
  EXPECT_EQ(
      Duck().ChartRows("device.crash_rate_over_time", kRange),
      OfEvents("d, platform, count(DISTINCT CASE WHEN event_name = '_app_exception' THEN merged_user_id END)::DOUBLE "
               "/ count(DISTINCT merged_user_id)",
               "AND platform IS DISTINCT FROM 'Web' GROUP BY 1, 2 ORDER BY 1, 2 NULLS LAST"));
}

TEST(ChartQueryTest, PagesByTheirViews) {
  ChartParameters parameters = kRange;
  parameters.insert(parameters.end(), {{"top", "100"}, {"page_type", "Page URL Path"}});
  EXPECT_EQ(Duck().ChartRows("engagement.views_by_page", parameters),
            OfEvents("page_view_page_url_path, count(DISTINCT event_id)",
                     "AND event_name = '_page_view' AND page_view_page_url_path IS NOT NULL GROUP BY 1 "
                     "ORDER BY 2 DESC, 1 LIMIT 100"));
}

TEST(ChartQueryTest, RunningSumsCountDaysNotRows) {
  const std::string days =
      "WITH e AS (SELECT " + std::string(kLocalDay) +
      " AS d, event_id FROM shop.clickstream_event_view_v3), n AS (SELECT d, count(DISTINCT event_id) AS n FROM e "
      "GROUP BY d), t AS (SELECT unnest(range(DATE '2024-10-17', DATE '2024-10-30', INTERVAL 1 day))::DATE AS d) "
      "SELECT t.d, coalesce(max(n.n) FILTER (n.d = t.d), 0), "
      "coalesce(sum(n.n) FILTER (n.d > t.d - 7), 0)::BIGINT, coalesce(sum(n.n), 0)::BIGINT "
      "FROM t LEFT JOIN n ON n.d <= t.d AND n.d > t.d - 30 GROUP BY 1 ORDER BY 1";
  EXPECT_EQ(Duck().ChartRows("retention.activity", kRange), Duck().Rows(days));
}

TEST(ChartQueryTest, StickinessCountsDistinctUsers) {
  const auto expected = [](const std::string& platforms) {
    const auto users = [](int days) {
      return "count(DISTINCT CASE WHEN e.d > t.d - " + std::to_string(days) + " THEN e.u END)";
    };
    return Duck().Rows(
        "WITH e AS (SELECT DISTINCT " + std::string(kLocalDay) +
        " AS d, merged_user_id AS u FROM shop.clickstream_event_view_v3 WHERE " + platforms +
        "), t AS (SELECT unnest(range(DATE '2024-10-17', DATE '2024-10-30', INTERVAL 1 day))::DATE AS d) "
        "SELECT t.d, " +
        users(1) + "::DOUBLE / " + users(7) + ", " + users(1) + "::DOUBLE / " + users(30) + ", " + users(7) +
        "::DOUBLE / " + users(30) + " FROM t JOIN e ON e.d <= t.d AND e.d > t.d - 30 GROUP BY 1 ORDER BY 1");
  };
  EXPECT_EQ(Duck().ChartRows("retention.stickiness", kRange), expected("TRUE"));
  ChartParameters one = kRange, two = kRange;
  one.emplace_back("platform", "Web");
  two.insert(two.end(), {{"platform", "Web"}, {"platform", "iOS"}});
  EXPECT_EQ(Duck().ChartRows("retention.stickiness", one), expected("platform = 'Web'"));
  EXPECT_EQ(Duck().ChartRows("retention.stickiness", two), expected("platform IN ('Web', 'iOS')"));
}

TEST(ChartQueryTest, CohortsByActiveDate) {
  const Rows expected = Duck().Rows(
      "WITH e AS (SELECT DISTINCT " + std::string(kLocalDay) +
      " AS d, merged_user_id AS u FROM shop.clickstream_event_view_v3), "
      "r AS (SELECT * FROM e WHERE d BETWEEN DATE '2024-10-17' AND DATE '2024-10-29'), "
      "c AS (SELECT *, min(d) OVER (PARTITION BY u) AS a FROM r) "
      "SELECT a, d, count(*)::DOUBLE / (SELECT count(*) FROM c AS s WHERE s.a = c.a AND s.d = c.a), count(*), "
      "(SELECT count(*) FROM c AS s WHERE s.a = c.a AND s.d = c.a) FROM c GROUP BY a, d ORDER BY a, d");
  EXPECT_EQ(Duck().ChartRows("retention.rate_by_active_date", kRange), expected);
}

TEST(ChartQueryTest, ReturnRatesWeighCohortsByTheirSize) {
  const auto rate = [](const std::string& average) {
    return Duck().Rows("SELECT day_diff::BIGINT, " + average +
                       " FROM shop.clickstream_retention_view_v3 WHERE first_date BETWEEN DATE '2024-10-17' AND DATE "
                       "'2024-10-29' GROUP BY 1 ORDER BY 1");
  };
  EXPECT_EQ(Duck().ChartRows("retention.rate_by_returning_day", kRange),
            rate("sum(returned_user_count)::DOUBLE / sum(total_users)"));
  ChartParameters plain = kRange;
  plain.emplace_back("average", "Plain");
  EXPECT_EQ(Duck().ChartRows("retention.rate_by_returning_day", plain),
            rate("avg(returned_user_count::DOUBLE / total_users)"));
}

TEST(ChartQueryTest, RevenueIsNeverAddedUpOverCurrencies) {
  const ChartParameters days = {{"from", "2024-10-20"}, {"to", "2024-10-22"}, {"platform", "Web"}};
  const Rows rows = Duck().ChartRows("commerce.revenue", days);
  EXPECT_NE(std::ranges::find(rows, "EUR|258.5"), rows.end());
  EXPECT_NE(std::ranges::find(rows, "USD|21"), rows.end());
  // 21:59:59 UTC is the evening of the 20th in Berlin, a second later is the 21st.
  const Rows by_day = Duck().ChartRows("commerce.revenue_by_day", days);
  EXPECT_NE(std::ranges::find(by_day, "2024-10-20|EUR|239"), by_day.end());
  EXPECT_NE(std::ranges::find(by_day, "2024-10-21|EUR|19.5"), by_day.end());
}

TEST(ChartQueryTest, ItemsByCurrency) {
  const Rows rows = Duck().ChartRows("commerce.items", {{"platform", "Web"}, {"top", "2"}});
  EXPECT_EQ(rows, (Rows{"desk|The desk|EUR|1|0|1|200", "lamp|The lamp|EUR|1|1|2|58.5", "lamp|The lamp|USD|1|0|1|21",
                        "lamp|The lamp|-|0|0|1|10"}));
}

TEST(ChartQueryTest, AnItemWithoutACurrencyHasThatOfItsEvent) {
  for (const Dialect dialect : {Dialect::kDuckDb, Dialect::kPostgres}) {
    EXPECT_EQ(ChartFixture::Of(dialect).ChartRows("commerce.items", {{"from", "2024-08-01"}, {"to", "2024-08-02"}}),
              (Rows{"desk|The desk|EUR|0|1|0|-", "lamp|The lamp|GBP|0|1|0|-"}));
  }
}

TEST(ChartQueryTest, AFirstPurchaseCountsOnceAndOnlyInItsRange) {
  const auto users = [](const ChartParameters& parameters) {
    int64_t sum = 0;
    for (const std::string& row : Duck().ChartRows("commerce.first_purchase_by_channel", parameters)) {
      sum += std::stoll(row.substr(row.rfind('|') + 1));
    }
    return sum;
  };
  EXPECT_EQ(users({}),
            std::stoll(Duck()
                           .Rows("SELECT count(DISTINCT coalesce(u.user_id, i.user_pseudo_id)) FROM shop.item_v2 AS i "
                                 "LEFT JOIN shop.user_v2 AS u USING (user_pseudo_id) WHERE i.event_name = 'purchase' "
                                 "AND i.event_timestamp < TIMESTAMP '2024-10-29 23:00:00'")
                           .at(0)));
  // p001 bought on the 20th and the 22nd, the others on the 21st.
  const auto without_p001 = users({{"from", "2024-10-21"}, {"to", "2024-10-22"}});
  EXPECT_EQ(users({{"from", "2024-10-20"}, {"to", "2024-10-22"}}) - without_p001,
            users({{"from", "2024-10-20"}, {"to", "2024-10-20"}}));
  EXPECT_GE(users({{"from", "2024-10-20"}, {"to", "2024-10-20"}}), 1);
  EXPECT_EQ(users({{"from", "2024-10-22"}, {"to", "2024-10-22"}}), 0) << "a second purchase";
}

TEST(ChartQueryTest, EventsAreListedByMinutesOfUtc) {
  const ChartParameters minutes = {{"from", "2024-10-27T00:30"}, {"to", "2024-10-27T09:59"}, {"limit", "1000"}};
  const Rows expected = Duck().Rows(
      "SELECT event_id, user_pseudo_id, custom_parameters_json_str FROM shop.event_v2 WHERE event_timestamp >= "
      "TIMESTAMP "
      "'2024-10-27 00:30:00' AND event_timestamp < TIMESTAMP '2024-10-27 10:00:00' ORDER BY event_timestamp DESC, "
      "event_id");
  EXPECT_FALSE(expected.empty());
  EXPECT_EQ(Duck().ChartRows("details.parameters", minutes), expected);
  EXPECT_EQ(Duck().ChartRows("details.parameters", minutes, ChartPart::kRowCount),
            Rows{std::to_string(expected.size())});
}

TEST(ChartQueryTest, UsersOfEventsAreListedOnce) {
  ChartParameters parameters = kRange;
  parameters.insert(parameters.end(), {{"limit", "1000"}, {"event_name", "_first_open"}});
  Rows devices;
  for (const std::string& row : Duck().ChartRows("details.users", parameters)) {
    devices.push_back(row.substr(0, row.find('|')));
  }
  EXPECT_EQ(devices,
            Duck().Rows("SELECT DISTINCT user_pseudo_id FROM shop.event_v2 WHERE event_name = '_first_open' AND "
                        "event_timestamp >= TIMESTAMP '2024-10-17' AND event_timestamp < TIMESTAMP '2024-10-30' "
                        "ORDER BY 1"));
}

TEST(ChartQueryTest, LifecycleShowsTheWeeksOfTheRange) {
  EXPECT_EQ(
      Duck().ChartRows("retention.lifecycle_weekly", {{"from", "2024-10-14"}, {"to", "2024-10-27"}}),
      Duck().Rows("SELECT time_period::DATE, this_week_value, sum(\"sum\")::BIGINT FROM "
                  "shop.clickstream_lifecycle_weekly_view_v3 WHERE time_period IN (TIMESTAMP '2024-10-14', TIMESTAMP "
                  "'2024-10-21') GROUP BY 1, 2 ORDER BY 1, 2"));
}

TEST(ChartQueryTest, PagesOfRowsAreCutOutOfAll) {
  const Rows all = Duck().ChartRows("device.users_by_system", kRange);
  ChartParameters page = kRange;
  page.insert(page.end(), {{"offset", "2"}, {"limit", "3"}});
  EXPECT_EQ(Duck().ChartRows("device.users_by_system", page), Rows(all.begin() + 2, all.begin() + 5));
  EXPECT_EQ(Duck().ChartRows("device.users_by_system", page, ChartPart::kRowCount), Rows{std::to_string(all.size())});
}

TEST(ChartQueryTest, ComparisonsShowTheValuesOfTheRequestsOwnRange) {
  const ChartParameters parameters = {{"from", "2024-10-27"},
                                      {"to", "2024-10-29"},
                                      {"compare_from", "2024-10-17"},
                                      {"compare_to", "2024-10-19"},
                                      {"top", "2"}};
  const auto names = [](const Rows& rows) {
    Rows found;
    for (const std::string& row : rows) found.push_back(row.substr(0, row.find('|')));
    return SortedRows(found);
  };
  const Rows now = names(Duck().ChartRows("engagement.events_by_name", parameters));
  const Rows before = names(Duck().ChartRows("engagement.events_by_name", parameters, ChartPart::kComparison));
  EXPECT_FALSE(before.empty());
  for (const std::string& name : before) EXPECT_NE(std::ranges::find(now, name), now.end()) << name;
}

}  // namespace
}  // namespace millrace
