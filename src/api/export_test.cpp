#include "api/export.h"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "model/record_json.h"

namespace sluice::api {
namespace {

const SessionId kSession("3f2b7a60-0000-4000-8000-000000000001");

store::FileRow hostile_row() {
  model::Record record;
  record.prompt.prompt = "=HYPERLINK(\"http://x\",\"y\")\nsecond \"line\"";
  record.keywords = {{.text = "-1+1"}, {.text = "cat"}};
  store::FileRow row{.id = FileId(7), .path = "/r/caf\xE9,\n\".png", .size = 12};
  row.state = model::FileState::done;
  row.summary = model::summarise(record, true);
  row.summary.model_name = "@SUM(A1)";
  row.summary.score = -1;
  row.record_json = model::to_json(record);
  return row;
}

std::string whole(ExportFormat format, const std::vector<store::FileRow>& rows) {
  ExportWriter writer(format, kSession, 0.5);
  std::string out = writer.begin();
  for (const auto& row : rows) out += writer.rows({row});
  return out + writer.end();
}

TEST(CsvCell, QuotesWhatRfc4180WantsQuoted) {
  EXPECT_EQ(csv_cell("plain"), "plain");
  EXPECT_EQ(csv_cell(""), "");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_cell("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv_cell(" space"), "\" space\"");
}

TEST(CsvCell, DefusesWhatASpreadsheetTakesForAFormula) {
  for (const std::string formula : {"=1+1", "+1", "-1", "@SUM(A1)",
                                    "\xEF\xBC\x9D"
                                    "1",
                                    "\tx"})
    EXPECT_EQ(csv_cell(formula), "'" + formula);
  EXPECT_EQ(csv_cell("  =1"), "\"'  =1\"");
  EXPECT_EQ(csv_cell("\r=1"), "\"'\r=1\"");
  EXPECT_EQ(csv_cell("a=1"), "a=1");
}

TEST(Export, WritesARowAFileWithAsManyCellsAsTheHeader) {
  const std::string csv = whole(ExportFormat::csv, {hostile_row()});
  const std::string header = csv.substr(0, csv.find("\r\n"));
  EXPECT_TRUE(header.starts_with("id,path,state,"));
  EXPECT_NE(csv.find("7,\"/r/caf\xEF\xBF\xBD,\n\"\".png\",done,12,"), csv.npos) << csv;
  EXPECT_NE(csv.find(",\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\nsecond \"\"line\"\"\","), csv.npos) << csv;
  EXPECT_NE(csv.find(",'@SUM(A1),"), csv.npos);
  EXPECT_NE(csv.find(",'-1+1; cat,"), csv.npos);
  EXPECT_NE(csv.find(",-1,0,"), csv.npos) << "a score is a number";
  EXPECT_TRUE(csv.ends_with(",L3IvY2Fm6SwKIi5wbmc=\r\n")) << csv;
  store::FileRow plain{.id = FileId(8), .path = "/r/a"};
  const std::string line = whole(ExportFormat::csv, {plain}).substr(header.size() + 2);
  EXPECT_EQ(std::ranges::count(line, ','), std::ranges::count(header, ','));
}

TEST(Export, WritesOneArrayWhateverTheNumberOfRows) {
  for (const std::size_t count : {0u, 1u, 3u}) {
    const auto all = boost::json::parse(whole(ExportFormat::json, std::vector(count, hostile_row()))).as_array();
    ASSERT_EQ(all.size(), count);
    for (const auto& row : all) {
      EXPECT_EQ(row.at("path_base64"), "L3IvY2Fm6SwKIi5wbmc=");
      EXPECT_EQ(row.at("record").at("metadata").at("prompt"), "=HYPERLINK(\"http://x\",\"y\")\nsecond \"line\"");
    }
  }
}

TEST(Export, TakesARecordThatIsNoneForNone) {
  store::FileRow row = hostile_row();
  for (const char* nonsense : {"", "{", "[]", "\"</script>\"", "{\"keywords\": 7}"}) {
    row.record_json = nonsense;
    EXPECT_NO_THROW((void)whole(ExportFormat::csv, {row}));
    EXPECT_TRUE(boost::json::parse(whole(ExportFormat::json, {row})).is_array()) << nonsense;
  }
}

}  // namespace
}  // namespace sluice::api
