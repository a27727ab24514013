#include "charts/chart_sheets.h"

namespace millrace {
namespace {

constexpr std::string_view kItemView = "clickstream_item_view_v1";
constexpr std::string_view kPurchases = "event_name = 'purchase'";

// Amounts of different currencies are never added up.
ChartColumn Revenue() {
  return NumberOf("revenue", "sum(CASE WHEN event_name = 'purchase' THEN amount END)", ChartUnit::kCurrency);
}

Chart ItemChart(std::string_view id, ChartKind kind, std::vector<ChartColumn> columns, std::string_view condition,
                std::string_view question, std::string_view definition) {
  return {.id = id,
          .kind = kind,
          .table = kItemView,
          .columns = std::move(columns),
          .source = ChartSource::kItems,
          .condition = condition,
          .question = question,
          .definition = definition};
}

Chart ItemFunnel(std::string_view id, std::vector<ChartColumn> columns, std::string_view question,
                 std::string_view definition) {
  for (const ChartColumn& column :
       {RowColumn("currency"), CountOf("views", "count(DISTINCT CASE WHEN event_name = 'view_item' THEN event_id END)"),
        CountOf("carts", "count(DISTINCT CASE WHEN event_name = 'add_to_cart' THEN event_id END)"),
        CountOf("purchases", "count(DISTINCT CASE WHEN event_name = 'purchase' THEN event_id END)"), Revenue()}) {
    columns.push_back(column);
  }
  Chart chart = ItemChart(id, ChartKind::kPivot, std::move(columns),
                          "event_name IN ('view_item', 'add_to_cart', 'purchase')", question, definition);
  chart.top = 10;
  chart.order = ChartOrder::kByMeasure;
  return chart;
}

}  // namespace

ChartSheet CommerceSheet() {
  Chart first_purchase =
      ItemChart("commerce.first_purchase_by_channel", ChartKind::kBar,
                {Ranked(DimensionColumn("first_traffic_channel_group")), CountOf("users", "count(*)")}, {},
                "Which channels bring users who buy?",
                "Users whose first `purchase` of all is in the range, by the channel of the first visit of the device "
                "that made it.");
  first_purchase.source = ChartSource::kFirstPurchase;
  first_purchase.top = 10;
  first_purchase.order = ChartOrder::kByMeasure;
  return {
      "commerce",
      {ItemChart(
           "commerce.revenue_by_day", ChartKind::kLine, {DayColumn(), SeriesColumn("currency"), Revenue()}, kPurchases,
           "How much is sold each day?",
           "Price by quantity of the items of `purchase` events; a missing quantity is one, a missing currency that "
           "of the event's value."),
       ItemChart(
           "commerce.revenue", ChartKind::kKpi, {SeriesColumn("currency"), Revenue()}, kPurchases,
           "How much is sold, and more or less than in the period before?",
           "Price by quantity of the items of `purchase` events, one row for each currency; an item without one has "
           "that of its event's value."),
       ItemChart("commerce.purchasers", ChartKind::kKpi, {CountOf("purchasers", "count(DISTINCT merged_user_id)")},
                 kPurchases, "How many people bought something?", "Distinct users with an item of a `purchase` event."),
       ItemFunnel("commerce.items", {Ranked(RowColumn("item_id")), RowColumn("item_name", ChartType::kText, "name")},
                  "Which items are looked at, put into the cart and bought?",
                  "Events that view an item, put it into the cart or buy it, and revenue, by item and currency; "
                  "the items with the most views."),
       ItemFunnel("commerce.categories", {Ranked(RowColumn("category"))}, "Which categories are looked at and bought?",
                  "The same by first category and currency."),
       std::move(first_purchase)}};
}

}  // namespace millrace
